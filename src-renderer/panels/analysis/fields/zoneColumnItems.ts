import type { Catalog } from '../../../query/contract/catalog'
import { OF_COLUMN } from '../../../query/sql/ownZones'
import type { SearchItem } from './searchItems'

/** How columns of zones and of offsets from UTC are called. */
const NAMES = /(?:^|[._ -])(?:tz|time_?zone|zone_?id|zone_?name|(?:utc|gmt|tz|time_?zone)_?offset)(?:_?name|_?id)?$/i
const TYPES: readonly string[] = ['string', 'integer', 'double']

/** The columns of events, and of what is related to them, that are called like one of each user's time zone. */
export function zoneColumnItems(catalog: Catalog): readonly SearchItem[] {
  const columns = catalog.tables
    .filter(({ kind }) => kind === 'events')
    .flatMap((table) => [...table.columns, ...(table.made ?? [])])
  const names = new Set(columns.flatMap(({ name, type }) => (NAMES.test(name) && TYPES.includes(type) ? [name] : [])))
  return [...names].map((name) => ({ value: `${OF_COLUMN}${name}`, label: `Each user's own zone (${name})` }))
}
