import { packs } from '../../../queries/packs/index'
import type { Inspection } from '../../ingest/contract'
import { LatheError } from '../../model/error'
import type { RowRules } from '../../model/rowRules'
import { ROLE_COLUMNS, type Role } from '../../model/schema'
import type { PackTable } from '../../query/contract/pack'
import { usageError } from './usageError'

/** The rules that a pack has for its log, by the columns of a file. Throws `usage`, and `bad-parameter`. */
export function packRules(name: string, file: Pick<Inspection, 'columns' | 'mapping' | 'file'>): RowRules {
  const ruled = packs().flatMap((pack) => {
    const table = pack.tables.find(({ kind, rules }) => kind === 'events' && rules !== undefined)
    return table === undefined ? [] : [{ pack: pack.name, table }]
  })
  const found = ruled.find(({ pack }) => pack === name)
  if (found === undefined)
    throw usageError(
      '--rules',
      `There is no pack "${name}" with rules; there are ${ruled.map((one) => one.pack).join(', ')}.`,
    )
  const { events, required = [], ranges = {} } = found.table.rules ?? {}
  const columnOf = (column: string): string | null => sourceOf(column, found.table, file)
  const missing = required.find((column) => columnOf(column) === null)
  if (missing !== undefined)
    throw new LatheError(
      'bad-parameter',
      `${file.file} has no column “${missing}”, which the rules of ${name} need in each row; import it without --rules.`,
      { parameter: 'rules', value: name },
    )
  return {
    ...(events === undefined ? {} : { events }),
    required: required.map((column) => columnOf(column) ?? column),
    ranges: Object.fromEntries(
      Object.entries(ranges).flatMap(([column, range]) => {
        const source = columnOf(column)
        return source === null ? [] : [[source, range]]
      }),
    ),
  }
}

/** The file's column for one of the pack: by its role, its name, or what others call it. */
function sourceOf(column: string, table: PackTable, file: Pick<Inspection, 'columns' | 'mapping'>): string | null {
  const role = (Object.entries(ROLE_COLUMNS) as [Role, string][]).find(([, name]) => name === column)?.[0]
  const mapped = role === undefined ? undefined : file.mapping[role]
  const synonyms = table.columns.find(({ name }) => name === column)?.synonyms ?? []
  const names = new Set(file.columns.map(({ name }) => name))
  return [mapped, column, ...synonyms].find((name) => name !== undefined && names.has(name)) ?? null
}
