import type { RandomLog, RandomScope } from '../../randomLog'
import { firstStarts } from '../firstStarts'

export interface RepeatChoice {
  readonly scope: RandomScope
  readonly event: string | null
  readonly withinDays: number
  readonly most: number
}

const DAY = 86_400e6

/** Repeats from the definition: each user's times in order, and of each time who could have followed and who did. */
export function referenceRepeat(log: RandomLog, { scope, event, withinDays, most }: RepeatChoice): readonly object[] {
  const found = firstStarts(log, scope, event)
  if (found === null) return []
  const { counted, starters } = found
  const times = starters.map((one) =>
    one.events.filter((own) => event === null || own.event === event).map((own) => own.micros),
  )
  const rows: object[] = []
  for (let nth = 1; nth <= most; nth++) {
    const before = times.filter((one) => one.length >= nth - 1)
    if (before.length === 0) break
    const reached = times.filter((one) => one.length >= nth).length
    if (nth === 1) {
      rows.push({ nth, reached, eligible: null, users: null, pct: null, median_days: null })
      continue
    }
    const eligible = before.filter((one) => one[nth - 2]! + withinDays * DAY <= counted.now)
    const waits = eligible
      .filter((one) => one.length >= nth && one[nth - 1]! < one[nth - 2]! + withinDays * DAY)
      .map((one) => (one[nth - 1]! - one[nth - 2]!) / DAY)
      .sort((a, b) => a - b)
    const half = (waits.length - 1) / 2
    rows.push({
      nth,
      reached,
      eligible: eligible.length,
      users: waits.length,
      pct: eligible.length === 0 ? null : (100 * waits.length) / eligible.length,
      median_days: waits.length === 0 ? null : (waits[Math.floor(half)]! + waits[Math.ceil(half)]!) / 2,
    })
  }
  return rows
}
