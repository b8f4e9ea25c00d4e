import fc from 'fast-check'
import { EXPERIMENT_BENCH } from '../../../bench/asked'
import { toldColumns, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { EXPERIMENT } from '../../sources'
import { meanOf } from '../experiment/reference'
import { referenceDays } from './reference'

interface Choice {
  readonly measure: 'converted' | 'count' | 'sum'
  readonly days: number
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: EXPERIMENT,
  choices: fc.record({ measure: fc.constantFrom('converted', 'count', 'sum'), days: fc.constantFrom(2, 5, 14) }),
  asked: (choice) => ({ ...choice, metric: 'paid', exposure: 'seen', value: 'value' }),
  reference: (events, { measure, days }) =>
    referenceDays(events, 'paid', measure, days).map(({ day, variant, values, converters }) => ({
      day,
      variant,
      users: values.length,
      converters,
      mean: (measure === 'converted' ? 100 : 1) * meanOf(values),
    })),
  told: toldColumns,
  behind: { day: { because: 'it is which day', heldBy: 'the columns users and converters' } },
  bench: EXPERIMENT_BENCH,
}
