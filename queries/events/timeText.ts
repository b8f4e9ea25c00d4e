/** A time in microseconds since 1970 as ISO 8601 in UTC, as charts take it. */
export function timeText(micros: number): string {
  return new Date(micros / 1000).toISOString()
}
