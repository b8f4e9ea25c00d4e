import fc from 'fast-check'
import { WEEK_DAYS } from '../../../../src-renderer/query/sql/weekStart'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceStickiness, type StickinessChoices } from './reference'

interface Choice extends Omit<StickinessChoices, 'weekStart'> {
  readonly scope: RandomScope
  /** 1 Monday … 7 Sunday; null for the workspace's. */
  readonly weekStart: number | null
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc
    .record({
      scope: randomScope,
      unit: fc.constantFrom<Choice['unit']>('day', 'day', 'week', 'month', 'hour', 'minute'),
      period: fc.integer({ min: 1, max: 40 }),
      active: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
      minTimes: fc.constantFrom(1, 1, 2),
      weekStart: fc.constantFrom(null, 3, 7),
    })
    // The naive calendar has whole hours alone, which Lord Howe Island's clock has not; the test by hand has them.
    .map((choice) =>
      choice.unit === 'hour' ? { ...choice, scope: { ...choice.scope, timezone: 'America/New_York' } } : choice,
    ),
  asked: ({ scope, unit, period, active, minTimes, weekStart }) => ({
    ...scope,
    unit,
    period,
    active_events: active,
    min_times: minTimes,
    week_start: weekStart === null ? null : WEEK_DAYS[weekStart - 1]!,
  }),
  reference: (log, { scope, weekStart, ...rest }) =>
    referenceStickiness(log, scope, { ...rest, weekStart: weekStart ?? log.weekStart }),
  behind: { days: { because: 'it is how many days, not how many users', heldBy: 'the column users' } },
  bench: {},
}
