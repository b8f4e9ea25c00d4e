import { formatCount } from '../../chart/format'
import { cellText } from '../../export/cellText'
import type { ResultTable } from '../../query/contract/result'
import type { BundlePart } from './bundle'
import { readPlainCsv, type PlainField } from './plainCsv'

/** A cell that is another one now; rows are counted from 1. */
interface Difference {
  readonly row: number
  readonly column: string
  readonly was: PlainField
  readonly is: PlainField
}

/** How an answer lies to the bundle's. */
export interface Comparison {
  readonly isSame: boolean
  /** One sentence without its full stop. */
  readonly text: string
  /** The first cells that differ. */
  readonly differences: readonly Difference[]
}

/** Cells that are named. */
const MOST_NAMED = 10
/** Sums of decimals differ in their last digits by the order of their parts. */
const ROUNDING = 1e-9
const NUMBERS: readonly string[] = ['double', 'decimal']

type Fields = readonly PlainField[]

function isSameField(was: PlainField, is: PlainField, type: string): boolean {
  if (was === is) return true
  if (was === null || is === null || !NUMBERS.includes(type)) return false
  const [a, b] = [Number(was), Number(is)]
  return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b))
}

function differencesOf(was: readonly Fields[], is: readonly Fields[], { columns }: BundlePart) {
  let count = 0
  const named: Difference[] = []
  for (const [row, fields] of was.entries())
    for (const [index, { name, type }] of columns.entries()) {
      const [before, now] = [fields[index] ?? null, is[row]?.[index] ?? null]
      if (isSameField(before, now, type)) continue
      count += 1
      if (named.length < MOST_NAMED) named.push({ row: row + 1, column: name, was: before, is: now })
    }
  return { count, named }
}

function fieldsOf(table: ResultTable): readonly Fields[] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    table.columns.map(({ type }, column) => {
      const value = table.value(row, column)
      return value === null ? null : cellText(value, type)
    }),
  )
}

const sorted = (rows: readonly Fields[]): readonly Fields[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
const rowsText = (count: number): string => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`

/**
 * Holds an answer against the one of a bundle, `csv`. Numbers with decimals may differ by a thousand-millionth, and rows
 * may come in another order. Of a result that was cut, as many rows are looked at.
 */
export function compareResults(part: BundlePart, csv: string, table: ResultTable): Comparison {
  const differs = (text: string, differences: readonly Difference[] = []): Comparison => ({
    isSame: false,
    text,
    differences,
  })
  const names = table.columns.map(({ name }) => name)
  const before = part.columns.map(({ name }) => name)
  if (JSON.stringify(names) !== JSON.stringify(before))
    return differs(`the columns were ${before.join(', ')} and are ${names.join(', ')}`)
  const was = readPlainCsv(csv).slice(1)
  const all = fieldsOf(table)
  const is = part.truncated ? all.slice(0, was.length) : all
  if (was.length !== is.length) return differs(`${rowsText(was.length)} then, ${rowsText(is.length)} now`)
  const inOrder = differencesOf(was, is, part)
  if (inOrder.count === 0) return { isSame: true, text: rowsText(was.length), differences: [] }
  if (differencesOf(sorted(was), sorted(is), part).count === 0)
    return { isSame: true, text: `${rowsText(was.length)}, in another order`, differences: [] }
  const { count, named } = inOrder
  const shown = named
    .slice(0, 3)
    .map(({ row, column, was: then, is: now }) => `row ${row}, ${column}: ${then ?? 'null'} then, ${now ?? 'null'} now`)
  return differs(`${formatCount(count)} ${count === 1 ? 'cell' : 'cells'}: ${shown.join('; ')}`, named)
}
