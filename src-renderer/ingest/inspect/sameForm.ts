import type { Inspection } from '../contract'
import { areWrittenApart } from './agreeOnForms'

/**
 * Whether a file joins a table by itself. Where nothing in a row says what it is (no event column, or a plain table),
 * the file's name does: landed.csv and registered.csv stay apart, landed_1.csv and landed_2.csv do not. So does a file
 * whose encoding is open.
 */
export function belongsTogether(a: Inspection, b: Inspection): boolean {
  return (
    isSameForm(a, b) &&
    a.doubt?.role !== 'encoding' &&
    b.doubt?.role !== 'encoding' &&
    ((a.kind === 'events' && a.mapping.event !== undefined && a.mapping.event === b.mapping.event) ||
      stemOf(a.table) === stemOf(b.table))
  )
}

function stemOf(table: string): string {
  return table.replace(/[_\d]+$/, '') || table
}

/** Two files can go into one table when they have the same columns, read in the same way. */
export function isSameForm(a: Inspection, b: Inspection): boolean {
  return (
    a.format === b.format &&
    a.delimiter === b.delimiter &&
    a.header === b.header &&
    a.kind === b.kind &&
    a.columns.length === b.columns.length &&
    a.columns.every((column) =>
      b.columns.some((other) => other.name === column.name && !areWrittenApart(column, other)),
    )
  )
}

/**
 * A name for a table of several files: what their names begin with, when that says something (`events_2024_01`,
 * `events_2024_02` → `events`); else the first one's, or `otherwise`.
 */
export function commonTableName(names: readonly string[], otherwise?: string): string {
  const [first = 'table', ...others] = names
  if (others.length === 0) return first
  let length = first.length
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length--
  }
  const common = stemOf(first.slice(0, length))
  return common.length >= 3 ? common : (otherwise ?? first)
}
