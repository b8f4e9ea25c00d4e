import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/**
 * Figures are written by chart/format alone wherever people read them, so that one number reads alike in panels, charts,
 * tiles, reports and the terminal. Rooms below `chart` (ingest, store, model) and those that it is no
 * part of (query/sql, query/session) write their own messages and cannot import it.
 */
const ROOMS = [
  'queries',
  ...['chart', 'query/analysis', 'query/contract', 'query/saved', 'export', 'host', 'panels', 'shell'].map(
    (room) => `src-renderer/${room}`,
  ),
]

/** What formats a figure or a date without it. `Number(x.toFixed(n))` rounds, and writes nothing. */
const SECOND =
  /(?<!\bNumber\([\w.]*)\.toFixed\(|\.toLocale(?:Date|Time)?String\(|Intl\.(?:Number|DateTime)Format|from 'd3-format'|from 'd3-time-format'/g

/** Who may, and why. */
const MAY: Readonly<Record<string, string>> = {
  'src-renderer/chart/format.ts': 'it is the formatter',
  'src-renderer/chart/dateTicks.ts': 'the dates along an axis, which have their own short forms',
  'src-renderer/chart/sparkPath.ts': 'coordinates of a path',
  'src-renderer/panels/import/readingChoices.ts': "asks the machine's own time zone",
  'src-renderer/panels/analysis/fields/timezoneItems.ts': 'asks for the offset of a zone',
  'src-renderer/panels/scope/RangeCalendar.vue': 'names of months and days of a calendar',
}

const found = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name))
    .map((name) => `${room}/${name}`),
).filter((file) => (readFileSync(file, 'utf8').match(SECOND) ?? []).length > 0)

describe('figures', () => {
  it('are formatted in one place', () => {
    expect(found.filter((file) => MAY[file] === undefined)).toEqual([])
  })

  it('have no exception that is none', () => {
    expect(Object.keys(MAY).filter((file) => !found.includes(file))).toEqual([])
  })
})
