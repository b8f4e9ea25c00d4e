import fc from 'fast-check'
import { WEEK_DAYS } from '../../../../src-renderer/query/sql/weekStart'
import type { AnalysisCase } from '../../case'
import type { ClockUnit } from '../../clockCalendar'
import type { Unit } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceLifecycle } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly unit: Unit | ClockUnit
  readonly active: readonly string[]
  /** 1 Monday … 7 Sunday; null for the workspace's. */
  readonly weekStart: number | null
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc
    .record({
      scope: randomScope,
      unit: fc.constantFrom<Unit | ClockUnit>('day', 'day', 'week', 'month', 'hour'),
      active: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
      weekStart: fc.constantFrom(null, 3, 7),
    })
    // The naive calendar has whole hours alone, which Lord Howe Island's clock has not; the test by hand has them.
    .map((choice) =>
      choice.unit === 'hour' ? { ...choice, scope: { ...choice.scope, timezone: 'America/New_York' } } : choice,
    ),
  asked: ({ scope, unit, active, weekStart }) => ({
    ...scope,
    unit,
    active_events: active,
    week_start: weekStart === null ? null : WEEK_DAYS[weekStart - 1]!,
  }),
  reference: (log, { scope, unit, active, weekStart }) =>
    referenceLifecycle(log, scope, unit, active, weekStart ?? log.weekStart),
  bench: {},
}
