import type { RandomLog, RandomScope } from '../../randomLog'
import { shownSessions } from '../session-entries/reference'
import type { Cuts } from '../sessions/reference'

/** Depths by the definition: count in each session. */
export function referenceDepth(
  log: RandomLog,
  scope: RandomScope,
  gapMinutes: number,
  cuts: Cuts,
  counted: readonly string[],
  distinct: 'post_id' | null,
  most: number,
): readonly object[] {
  const depths = shownSessions(log, scope, gapMinutes, cuts).map((session) => {
    const own = session.filter((event) => counted.length === 0 || counted.includes(event.event))
    return distinct === null
      ? own.length
      : new Set(own.map((event) => event.more[distinct]).filter((value) => value !== null)).size
  })
  if (depths.length === 0) return []
  const rows: object[] = []
  for (let depth = Math.min(1, ...depths); depth <= most; depth++) {
    const sessions = depths.filter((one) => (depth === most ? one >= most : one === depth)).length
    rows.push({
      depth,
      or_more: depth === most,
      sessions,
      share_pct: (100 * sessions) / depths.length,
      at_least_pct: (100 * depths.filter((one) => one >= depth).length) / depths.length,
    })
  }
  return rows
}
