import { countedEvents } from '../../countedEvents'
import type { RandomLog, RandomScope } from '../../randomLog'
import { cutSessions } from '../sessions/reference'

const HOUR = 3600
const DAY = 86_400
const RANGES: readonly (readonly [string, number, number | null])[] = [
  ['under 1 h', 0, HOUR],
  ['1–3 h', HOUR, 3 * HOUR],
  ['3–6 h', 3 * HOUR, 6 * HOUR],
  ['6–12 h', 6 * HOUR, 12 * HOUR],
  ['12–24 h', 12 * HOUR, DAY],
  ['1–2 days', DAY, 2 * DAY],
  ['2–3 days', 2 * DAY, 3 * DAY],
  ['3–7 days', 3 * DAY, 7 * DAY],
  ['7–14 days', 7 * DAY, 14 * DAY],
  ['14–30 days', 14 * DAY, 30 * DAY],
  ['30 days or more', 30 * DAY, null],
]

/** Times between sessions by the definition: put each user's sessions in order and subtract. Sessions by `gapMinutes` never overlap. */
export function referenceGaps(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number,
  midnight: boolean,
): { readonly rows: readonly object[]; readonly seconds: readonly number[] } {
  const counted = countedEvents(log, scope)
  const sessions = counted === null ? [] : cutSessions(counted.events, gapMinutes, { midnight, day: false })
  const from =
    counted !== null && scope.from !== null && scope.from > counted.first ? scope.from : (counted?.first ?? '')
  const to = counted !== null && scope.to !== null && scope.to < counted.last ? scope.to : (counted?.last ?? '')
  const gaps = [...new Set(sessions.map((session) => session[0]!.user))]
    .flatMap((user) => {
      const own = sessions.filter((session) => session[0]!.user === user).sort((a, b) => a[0]!.micros - b[0]!.micros)
      return own
        .slice(1)
        .map((session, index) => ({
          user,
          date: session[0]!.date,
          seconds: (session[0]!.micros - own[index]!.at(-1)!.micros) / 1e6,
        }))
    })
    .filter((gap) => gap.date >= from && gap.date <= to)
  let within = 0
  const rows = RANGES.map(([gap, low, high]) => {
    const own = gaps.filter((one) => one.seconds >= low && (high === null || one.seconds < high))
    within += own.length
    const share = (count: number): number | null => (gaps.length === 0 ? null : (100 * count) / gaps.length)
    return {
      gap,
      from_seconds: low,
      to_seconds: high,
      gaps: own.length,
      users: new Set(own.map((one) => one.user)).size,
      share_pct: share(own.length),
      within_pct: share(within),
    }
  })
  return { rows, seconds: gaps.map((gap) => gap.seconds).sort((a, b) => a - b) }
}
