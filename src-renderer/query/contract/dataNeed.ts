import type { Catalog, CatalogTable } from './catalog'

/** Data without which an analysis has no answer unless somebody says which columns are meant. */
export interface DataNeed {
  /** What is needed, in words: "a column of channels". */
  readonly what: string
  /** The tables that can have it. */
  readonly of: 'events' | 'any'
  /** Names (lower case) that the table goes by; any where absent. */
  readonly tables?: readonly string[]
  /** Of each list one table must have a column, by its name (lower case) or as the last part of a nested one. */
  readonly columns: readonly (readonly string[])[]
  /** One table must have both columns of one of these, by their own names (lower case). */
  readonly pairs?: readonly (readonly [string, string])[]
}

/** The need of every analysis of events that says no other. */
const EVENTS: DataNeed = { what: 'a log of events with a time', of: 'events', columns: [] }

function hasOne(table: CatalogTable, names: readonly string[]): boolean {
  const known = [...table.columns, ...(table.made ?? [])].flatMap((column) => [
    column.name.toLowerCase(),
    ...('source' in column ? [column.source.toLowerCase()] : []),
  ])
  return names.some((name) => known.some((own) => own === name || own.endsWith(`.${name}`)))
}

function hasPair({ columns, made }: CatalogTable, pair: readonly string[]): boolean {
  return pair.every((name) => [...columns, ...(made ?? [])].some((column) => column.name.toLowerCase() === name))
}

function holds(catalog: Catalog, { of, tables, columns, pairs }: DataNeed): boolean {
  return catalog.tables.some(
    (table) =>
      (of === 'any' || table.kind === 'events') &&
      (tables === undefined || tables.includes(table.name.toLowerCase())) &&
      columns.every((names) => hasOne(table, names)) &&
      (pairs === undefined || pairs.some((pair) => hasPair(table, pair))),
  )
}

/** What a workspace lacks for an analysis; null where nothing. */
export function missingNeed(
  { reads, needs }: { readonly reads: 'events' | object; readonly needs?: DataNeed },
  catalog: Catalog,
): DataNeed | null {
  const all = [...(reads === 'events' ? [EVENTS] : []), ...(needs === undefined ? [] : [needs])]
  return all.find((need) => !holds(catalog, need)) ?? null
}

/** A need that is not met, as a sentence: "Needs a column of channels, called channel, utm_source, … or the like." */
export function needText({ what, tables = [], columns, pairs = [] }: DataNeed): string {
  const MOST = 3
  const names = [...tables, ...columns.map((one) => one[0] ?? '')]
  const [only = []] = columns
  const [pair] = pairs
  if (pair !== undefined)
    return `Needs ${what} (${pair.join(' and ')}, or the like), which this workspace does not have.`
  const shown = columns.length === 1 && tables.length === 0 ? only.slice(0, MOST) : names.slice(0, MOST)
  const called = shown.length === 0 ? '' : ` (${shown.join(', ')} or the like)`
  return `Needs ${what}${called}, which this workspace does not have.`
}
