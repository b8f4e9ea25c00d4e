/** Whom a definition counts in some figures, and could count: by user of the timeline, bit n for figure n. */
export interface Marks {
  readonly counted: Int32Array
  readonly seen: Int32Array
}

/** The same with what the definition sees of a user whom it counts in a figure, or could count. */
export interface ToldMarks extends Marks {
  readonly tell: (user: number, figure: number, isCounted: boolean) => string
}

/** A time in microseconds as the engine writes it. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1e6)
  const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
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
