import type { IsoDate } from '../../src-renderer/model/schema'
import { dayToIso } from '../../src-renderer/model/zone'

/** Whom a definition counts in some figures, and could count: by user of the timeline, bit n for figure n. */
export interface Marks {
  readonly counted: Int32Array
  readonly seen: Int32Array
}

/** The same with what the definition sees of a user whom it counts in a figure, or could count. */
export interface ToldMarks extends Marks {
  readonly tell: (user: number, figure: number, isCounted: boolean) => string
}

const DAY_SECONDS = 86_400
/** Dates by their days since 1970: lists name the same ones again and again. */
const DATES = new Map<number, IsoDate>()

/** dayToIso(), remembered. */
export function dateText(day: number): IsoDate {
  const known = DATES.get(day)
  if (known !== undefined) return known
  const found = dayToIso(day)
  DATES.set(day, found)
  return found
}

const twoDigits = (number: number): string => (number < 10 ? `0${number}` : String(number))

/** A time in microseconds as the engine writes it. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1e6)
  const day = Math.floor(seconds / DAY_SECONDS)
  const rest = seconds - day * DAY_SECONDS
  const clock = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(twoDigits).join(':')
  const text = `${dateText(day)} ${clock}`
  const fraction = String(micros - seconds * 1e6).padStart(6, '0')
  return micros === seconds * 1e6 ? text : `${text}.${fraction.replace(/0+$/, '')}`
}

/** A number of seconds, whole microseconds from 0 up, as the engine writes a double. */
export function secondsText(seconds: number): string {
  if (Number.isInteger(seconds)) return `${seconds}.0`
  if (seconds >= 1e-4) return String(seconds)
  const [digits, exponent] = seconds.toExponential().split('e-')
  return `${digits!}e-${exponent!.padStart(2, '0')}`
}
