import type { RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import { sampleOf } from '../../../src-renderer/stats/means'
import type { SIDES } from './launchSql'

/** A user's metric before and after. */
interface Change {
  readonly isTreated: boolean
  readonly before: number
  readonly after: number
}

/** A row for each side that has users: without the launch, and with it. */
export function sidesOf(comparison: string, changes: readonly Change[]): readonly RowOf<typeof SIDES>[] {
  return [false, true].flatMap((isTreated) => {
    const own = changes.filter((one) => one.isTreated === isTreated)
    if (own.length === 0) return []
    const mean = (of: (one: Change) => number): number => own.reduce((sum, one) => sum + of(one), 0) / own.length
    const sample = sampleOf(own.map(({ before, after }) => after - before))
    return [
      {
        comparison,
        is_treated: isTreated,
        users: own.length,
        mean_before: mean(({ before }) => before),
        mean_after: mean(({ after }) => after),
        mean: sample.mean,
        variance: sample.variance,
      },
    ]
  })
}
