import { whereLines } from '../events/eventsInScope'

/** Seconds from one column of times to another, as SQL on lines of its own; NULL where a condition does not hold. */
export function secondsSql(
  from: string,
  to: string,
  { notBefore = false, withinMicros }: { readonly notBefore?: boolean; readonly withinMicros: number | null },
): string {
  const micros = `epoch_us(${to}) - epoch_us(${from})`
  const holds = whereLines(
    notBefore ? `${to} >= ${from}` : null,
    withinMicros === null ? null : `${micros} <= ${withinMicros}`,
  )
  const seconds = `(${micros}) / 1e6`
  return holds === 'TRUE'
    ? seconds
    : `CASE
    WHEN ${holds.replaceAll('\n  AND', ' AND')}
    THEN ${seconds}
  END`
}
