import { elementAt } from '../base/required'
import { DAY_MS } from './isoDate'
import type { IsoDate, TsMicros } from './schema'

/**
 * Time zones by `Intl` alone: the engine has no icu, so offsets are found here and handed on as plain numbers.
 * "Local milliseconds" are a wall clock written as if it were UTC (`Date.UTC(2024, 2, 31, 2, 30)` for 02:30 that day).
 * Offsets are local minus UTC: `+05:45` is 20,700,000 ms. All functions throw RangeError on an unknown zone.
 */
export interface OffsetChange {
  /** The first instant (UTC ms) at which the offset holds. */
  readonly atMs: number
  readonly offsetMs: number
}

const SECOND_MS = 1000
const MICROS_PER_DAY = 86_400_000_000
/** No zone changes and changes back within a week (Morocco's Ramadan break, the shortest in use, lasts four). */
const STEP_MS = 7 * DAY_MS
/** A stretch of about 400 days whose offsets are found together, when the first time in it is asked for. */
const STRETCH_MS = 2 ** 35

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      calendar: 'gregory',
      numberingSystem: 'latn',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}

/** Whether `Intl` knows the zone (IANA names; offsets such as `+02:00` where the runtime has them). */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** The offset at one instant, straight from `Intl` (a few microseconds; use the readers below for rows). */
export function offsetAt(zone: string, utcMs: number): number {
  const wholeMs = Math.floor(utcMs / SECOND_MS) * SECOND_MS
  const parts = /^(\d+)\/(\d+)\/(\d+) (\w+), (\d+):(\d+):(\d+)$/.exec(formatOf(zone).format(wholeMs))
  if (parts === null) throw new RangeError(`Intl writes dates of ${zone} in a form that is not understood`)
  const [month, day, year, hour, minute, second] = [parts[1], parts[2], parts[3], parts[5], parts[6], parts[7]].map(
    Number,
  ) as [number, number, number, number, number, number]
  const local = new Date(0)
  local.setUTCFullYear(parts[4] === 'A' || parts[4] === 'AD' ? year : 1 - year, month - 1, day)
  local.setUTCHours(hour, minute, second)
  return local.getTime() - wholeMs
}

/**
 * The offsets in force from `fromMs` up to and including `toMs`, in order. The first entry is the offset at `fromMs`
 * (its `atMs` is `fromMs`); each further one is a change, exact to the second.
 */
export function offsetChanges(zone: string, fromMs: number, toMs: number): readonly OffsetChange[] {
  const changes: OffsetChange[] = [{ atMs: fromMs, offsetMs: offsetAt(zone, fromMs) }]
  if (fixedOffset(zone) !== null) return changes
  let beforeMs = fromMs
  let before = elementAt(changes, 0).offsetMs
  while (beforeMs < toMs) {
    const afterMs = Math.min(beforeMs + STEP_MS, toMs)
    const after = offsetAt(zone, afterMs)
    if (after !== before) changes.push({ atMs: findChange(zone, beforeMs, afterMs, before), offsetMs: after })
    beforeMs = afterMs
    before = after
  }
  return changes
}

/** By zone; asking `Intl` takes a tenth of a millisecond, and a preview makes hundreds of readers. */
const fixedOffsets = new Map<string, number | null>()

/** The offset of a zone that never changes it, or null. */
function fixedOffset(zone: string): number | null {
  let offset = fixedOffsets.get(zone)
  if (offset === undefined) {
    const name = formatOf(zone).resolvedOptions().timeZone
    offset =
      name === 'UTC' || name === 'GMT' || name === 'Etc/UTC' || /^[+-]\d\d:?\d\d$/.test(name) ? offsetAt(zone, 0) : null
    fixedOffsets.set(zone, offset)
  }
  return offset
}

/** The first whole second in (lowMs, highMs] at which the offset is no longer `offsetMs`. */
function findChange(zone: string, lowMs: number, highMs: number, offsetMs: number): number {
  let low = Math.floor(lowMs / SECOND_MS)
  let high = Math.ceil(highMs / SECOND_MS)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle * SECOND_MS) === offsetMs) low = middle
    else high = middle
  }
  return high * SECOND_MS
}

/** The stretch of constant offset that was found last; `from` and `to` are UTC ms, half open. */
interface Span {
  from: number
  to: number
  offset: number
}

/** Gives the span around an instant; what it has found it keeps, and the span asked for last is checked first. */
function spanReader(zone: string): (utcMs: number) => Span {
  const stretches = new Map<number, readonly Span[]>()
  let last: Span = { from: 0, to: 0, offset: 0 }
  return (utcMs) => {
    if (utcMs >= last.from && utcMs < last.to) return last
    const index = Math.floor(utcMs / STRETCH_MS)
    let spans = stretches.get(index)
    if (spans === undefined) {
      const changes = offsetChanges(zone, index * STRETCH_MS, (index + 1) * STRETCH_MS)
      spans = changes.map((change, i) => ({
        from: change.atMs,
        to: changes[i + 1]?.atMs ?? (index + 1) * STRETCH_MS,
        offset: change.offsetMs,
      }))
      stretches.set(index, spans)
    }
    for (const span of spans) if (utcMs < span.to) return (last = span)
    throw new RangeError(`no offset of ${zone} at ${utcMs}`)
  }
}

/** The offset at an instant (UTC ms), made for many calls. NaN gives NaN. */
export function offsetReader(zone: string): (utcMs: number) => number {
  formatOf(zone)
  const spanAt = spanReader(zone)
  return (utcMs) => (Number.isNaN(utcMs) ? NaN : spanAt(utcMs).offset)
}

/** The local date of a time, as days since 1970-01-01, made for many calls. NaN gives NaN. */
export function localDayReader(zone: string): (tsMicros: TsMicros) => number {
  const fixed = fixedOffset(zone)
  if (fixed !== null) {
    const offsetMicros = fixed * 1000
    return (tsMicros) => Math.floor((tsMicros + offsetMicros) / MICROS_PER_DAY)
  }
  const spanAt = spanReader(zone)
  let from = 0
  let to = 0
  let offsetMicros = 0
  return (tsMicros) => {
    if (!(tsMicros >= from && tsMicros < to)) {
      if (Number.isNaN(tsMicros)) return NaN
      const span = spanAt(Math.floor(tsMicros / 1000))
      from = span.from * 1000
      to = span.to * 1000
      offsetMicros = span.offset * 1000
    }
    return Math.floor((tsMicros + offsetMicros) / MICROS_PER_DAY)
  }
}

/**
 * Local milliseconds to UTC milliseconds, made for many calls. A wall clock that a zone skips moves forward by what was
 * skipped; one that comes twice is the earlier of the two. NaN gives NaN.
 */
export function localToUtcReader(zone: string): (localMs: number) => number {
  const fixed = fixedOffset(zone)
  if (fixed !== null) return (localMs) => localMs - fixed
  const spanAt = spanReader(zone)
  let safeFrom = 0
  let safeTo = 0
  let safeOffset = 0
  return (localMs) => {
    if (localMs >= safeFrom && localMs < safeTo) return localMs - safeOffset
    if (Number.isNaN(localMs)) return NaN
    const before = spanAt(localMs - DAY_MS)
    const after = spanAt(localMs + DAY_MS)
    const early = localMs - before.offset
    if (before.offset === after.offset) {
      // The wall clocks that are at least a day away from both ends of the span cannot be near a change.
      safeFrom = before.from + DAY_MS
      safeTo = before.to - DAY_MS
      safeOffset = before.offset
      return early
    }
    const late = localMs - after.offset
    const earlyHolds = spanAt(early).offset === before.offset
    const lateHolds = spanAt(late).offset === after.offset
    if (earlyHolds && lateHolds) return Math.min(early, late)
    return lateHolds ? late : early
  }
}

/** As {@link localToUtcReader}, for a single value. */
export function localToUtcMs(zone: string, localMs: number): number {
  return localToUtcReader(zone)(localMs)
}

/** `YYYY-MM-DD` of a day number (days since 1970-01-01). Years outside 0–9999 take ISO's six digits and a sign. */
export function dayToIso(day: number): IsoDate {
  const text = new Date(day * DAY_MS).toISOString()
  return text.slice(0, text.indexOf('T'))
}

/** Days since 1970-01-01 of a `YYYY-MM-DD`; NaN when the text is no date that exists. */
export function isoToDay(iso: IsoDate): number {
  const day = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) / DAY_MS : NaN
  return Number.isNaN(day) || dayToIso(day) !== iso ? NaN : day
}
