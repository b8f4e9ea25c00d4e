import type { Catalog, ClockColumn } from '../contract/catalog'
import { refuse } from '../sql/refuse'
import { OF_COLUMN } from '../sql/ownZones'

/** What in an expression asks for a clock; names of columns that do so come to these. */
const MACROS = ['local_time', 'local_date']

function names(sql: string, words: Iterable<string>): boolean {
  const found = new Set(sql.match(/[\p{L}_][\p{L}\p{N}_]*/gu))
  return [...words].some((word) => found.has(word))
}

/**
 * The columns of the house (`hour`, `weekday` …) among those that a question names: they are computed anew of each
 * event's own clock. Throws `bad-parameter` where it names a column of the model's own that asks for a clock, whose
 * expression may hold other times beside.
 */
export function clockColumns(catalog: Catalog, asked: ReadonlySet<string>): readonly ClockColumn[] {
  const made = catalog.tables.flatMap((table) => table.made ?? [])
  const computed = made.flatMap((one) => (one.kind === 'computed' ? [one] : []))
  const house = new Map(computed.filter((one) => one.isOfTheHouse).map(({ name, sql }) => [name, sql]))
  const byClock = new Set([...MACROS, ...house.keys()])
  for (let size = 0; size < byClock.size;) {
    size = byClock.size
    for (const { name, sql } of computed) if (names(sql, byClock)) byClock.add(name)
  }
  const own = computed.find(({ name, isOfTheHouse }) => !isOfTheHouse && asked.has(name) && byClock.has(name))
  if (own !== undefined)
    return refuse(
      'timezone',
      `${OF_COLUMN}${catalog.ownZones?.column ?? ''}`,
      `the computed column ${own.name} reads the clock of one zone; choose a time zone by its name for it`,
    )
  return [...house].flatMap(([name, sql]) => (asked.has(name) ? [{ name, sql }] : []))
}
