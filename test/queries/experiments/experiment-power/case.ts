import fc from 'fast-check'
import { EXPERIMENT_BENCH } from '../../../bench/asked'
import { toldColumns, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { EXPERIMENT } from '../../sources'
import { referenceSize, usersPerDay, type Plan } from './reference'

/** With a baseline that is given; that of the log is held user by user in experiment-power.test.ts. */
export const analysisCase: AnalysisCase<readonly LogEvent[], Plan> = {
  log: EXPERIMENT,
  choices: fc.record({
    baseline: fc.constantFrom(0.05, 0.2, 0.5, 0.9),
    lift: fc.constantFrom(1, 5, 20, 50),
    ratio: fc.constantFrom(1, 2, 0.5),
    power: fc.constantFrom(0.8, 0.9),
  }),
  fits: (events) => usersPerDay(events) !== null,
  asked: ({ baseline, lift, ratio, power }) => ({
    exposure: 'seen',
    window: 'none',
    include_test: true,
    baseline: 100 * baseline,
    lift,
    ratio,
    power: 100 * power,
  }),
  reference: (events, plan) => [referenceSize(events, plan)],
  told: toldColumns,
  bench: EXPERIMENT_BENCH,
  without: { drill: 'it counts users that an experiment would need, whom no log has' },
}
