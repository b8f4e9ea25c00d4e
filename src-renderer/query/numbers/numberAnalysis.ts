import { LatheError } from '../../model/error'
import type { Analysis, Figure } from '../contract/analysis'
import type { ParameterValues } from '../contract/parameter'
import type { ResultTable } from '../contract/result'
import { keyColumns, rowsWith } from './searchNumber'

/** The analyses that say how another tool's figure is looked for. Throws `unsupported` for another. */
export function refuseWithoutSearch({ name, otherTools }: Analysis, known: readonly Analysis[]): void {
  if (otherTools !== undefined) return
  const names = known.filter((one) => one.otherTools !== undefined).map((one) => one.name)
  throw new LatheError(
    'unsupported',
    `The definitions of ${name} are not searched for a figure; those of ${names.join(', ')} are.`,
    { feature: name },
  )
}

const SHOWN = 12

/** Throws `bad-parameter`, with how to name the row, where values tell none of an answer's rows, or more than one. */
export function refuseOtherThanOneRow(
  table: ResultTable,
  row: Figure['row'],
  analysis: Analysis,
  values: ParameterValues,
): void {
  const rows = rowsWith(table, row)
  if (rows.length === 1) return
  const keys = keyColumns(analysis, values).filter((key) => table.columns.some(({ name }) => name === key))
  const open = rows.length === 0 ? [...table.rows().keys()] : rows
  const examples = open
    .slice(0, SHOWN)
    .map((at) => JSON.stringify(Object.fromEntries(keys.map((key) => [key, table.value(at, key)]))))
  throw new LatheError(
    'bad-parameter',
    `${rows.length === 0 ? 'No row' : `${rows.length} rows`} of ${analysis.name} ${rows.length === 0 ? 'is' : 'are'} ` +
      `${JSON.stringify(row)}; name one by ${keys.join(' and ')}, such as ${examples.join(' ')}` +
      `${open.length > SHOWN ? ' …' : ''}`,
    { parameter: 'cell', value: JSON.stringify(row) },
  )
}
