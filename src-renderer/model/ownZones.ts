import { required } from '../base/required'
import { dayToIso, isTimeZone, offsetChanges, type OffsetChange } from './zone'
import type { IsoDate, TsMicros } from './schema'

/** What a column of zones holds: one text of it (null for rows without one), and the events that have it. */
export interface ZoneValue {
  readonly text: string | null
  readonly events: number
  readonly firstTs: TsMicros
  readonly lastTs: TsMicros
}

/** Values of a column whose clocks show the same, and what these are ahead of UTC. */
export interface ZoneGroup {
  readonly texts: readonly string[]
  readonly changes: readonly OffsetChange[]
}

/** The zones of a log's events, each by its own column. Times are clock times, written as if they were UTC. */
export interface OwnZones {
  readonly column: string
  readonly groups: readonly ZoneGroup[]
  /** Of rows whose zone is empty or unknown. */
  readonly others: readonly OffsetChange[]
  /** What the clocks showed at the first event and at the newest one: at the earliest, and at the latest. */
  readonly firstTs: TsMicros
  readonly lastTs: TsMicros
  /** What the clock furthest behind shows at the newest event: what ends by then is over everywhere. */
  readonly nowTs: TsMicros
}

/** Rows that are counted in the zone of the whole log, as theirs is empty or unknown. */
export interface UnknownZones {
  readonly events: number
  /** Some of the texts that are no zones. */
  readonly texts: readonly string[]
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** No clock is further from UTC: +14:00 in Kiribati, −12:00 on Baker Island. */
const FURTHEST_MS = 14 * HOUR_MS
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/
const CLOCK = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i

/** "+02:00", "UTC+2", "-0330" in ms; null for what is no such text. */
function clockOffset(text: string): number | null {
  const [, sign, hours, minutes = '0'] = CLOCK.exec(text) ?? []
  if (hours === undefined || Number(minutes) > 59) return null
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
  return offset > FURTHEST_MS ? null : sign === '-' ? -offset : offset
}

/** What 1 stands for in a column of plain numbers: hours, minutes or seconds, whichever holds all of them. */
function unitOf(texts: readonly string[]): number {
  const most = Math.max(0, ...texts.map((text) => Math.abs(Number(text))))
  return [HOUR_MS, MINUTE_MS].find((unit) => most * unit <= FURTHEST_MS) ?? 1000
}

function changesOf(
  text: string,
  isNumbers: boolean,
  unit: number,
  from: number,
  to: number,
): ZoneGroup['changes'] | null {
  const offset = isNumbers ? Number(text) * unit : clockOffset(text)
  if (offset !== null) return Math.abs(offset) > FURTHEST_MS ? null : [{ atMs: from, offsetMs: offset }]
  return isTimeZone(text) ? offsetChanges(text, from, to) : null
}

function offsetAt(changes: readonly OffsetChange[], ts: TsMicros): number {
  return required(changes.findLast((one) => one.atMs * 1000 <= ts) ?? changes[0]).offsetMs
}

/** A zone's changes while it was not shown are nobody's. */
function key(changes: readonly OffsetChange[]): string {
  return JSON.stringify(changes.map(({ atMs, offsetMs }, index) => [index === 0 ? 0 : atMs, offsetMs]))
}

/**
 * The zones of a column: names as `Intl` knows them, offsets as texts, or plain numbers of hours, minutes or seconds east
 * of UTC. What is none of these has the zone `other`. Null where no value is a zone.
 */
export function readOwnZones(
  column: string,
  values: readonly ZoneValue[],
  other: string,
): { readonly zones: OwnZones; readonly unknown: UnknownZones } | null {
  const texts = values.flatMap(({ text }) => (text === null || text.trim() === '' ? [] : [text.trim()]))
  const isNumbers = texts.length > 0 && texts.every((text) => NUMBER.test(text) && !/^[+-]\d{4}$/.test(text))
  const unit = unitOf(isNumbers ? texts : [])
  const fromMs = Math.floor(Math.min(...values.map(({ firstTs }) => firstTs)) / 1000)
  const toMs = Math.ceil(Math.max(...values.map(({ lastTs }) => lastTs)) / 1000)
  const groups = new Map<string, { texts: string[]; changes: readonly OffsetChange[] }>()
  const others = offsetChanges(other, fromMs, toMs)
  const unknown: ZoneValue[] = []
  const clocks: { readonly changes: readonly OffsetChange[]; readonly value: ZoneValue }[] = []
  for (const value of values) {
    const text = value.text?.trim() ?? ''
    const changes = text === '' ? null : changesOf(text, isNumbers, unit, fromMs, toMs)
    clocks.push({ changes: changes ?? others, value })
    if (changes === null) unknown.push(value)
    else {
      const group = groups.get(key(changes)) ?? { texts: [], changes }
      group.texts.push(required(value.text))
      groups.set(key(changes), group)
    }
  }
  if (groups.size === 0) return null
  const newest = Math.max(...values.map(({ lastTs }) => lastTs))
  const wall = (changes: readonly OffsetChange[], ts: TsMicros): number => ts + offsetAt(changes, ts) * 1000
  return {
    zones: {
      column,
      groups: [...groups.values()],
      others,
      firstTs: Math.min(...clocks.map(({ changes, value }) => wall(changes, value.firstTs))),
      lastTs: Math.max(...clocks.map(({ changes, value }) => wall(changes, value.lastTs))),
      nowTs: Math.min(...clocks.map(({ changes }) => wall(changes, newest))),
    },
    unknown: {
      events: unknown.reduce((sum, { events }) => sum + events, 0),
      texts: unknown.flatMap(({ text }) => (text === null || text.trim() === '' ? [] : [text])).slice(0, 3),
    },
  }
}

/** The local date of a clock time that is written as if it were UTC. */
export function clockDate(ts: TsMicros): IsoDate {
  return dayToIso(Math.floor(ts / 86_400_000_000))
}
