import fc from 'fast-check'
import { WEEK_DAYS } from '../../../../src-renderer/query/sql/weekStart'
import type { Asked } from '../../case'
import { randomScope, type RandomScope } from '../../randomLog'

export interface AskedMeasure {
  readonly name: string
  readonly event: string | null
  /** Of several events, and of those with a user alone: figures that are no measures of Trends. */
  readonly events?: readonly string[]
  readonly ofUsers?: true
  readonly where?: readonly { readonly column: 'plan'; readonly op: '='; readonly value: string }[]
  readonly measure: string
  readonly column?: 'amount' | 'paid' | 'city'
}

/** Formulas over A, and B where there is one, each with what it says: blanks stay blanks. */
export const FORMULAS = {
  A: (a: number): number | null => a,
  '-A + 2 * (A - 1)': (a: number): number | null => -a + 2 * (a - 1),
  'A / B': (a: number, b: number): number | null => (b === 0 ? null : a / b),
  '100 * (A - B) / A': (a: number, b: number): number | null => (a === 0 ? null : (100 * (a - b)) / a),
} as const
type FormulaText = keyof typeof FORMULAS

export type Interval = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

export interface Choice {
  readonly scope: RandomScope
  readonly interval: Interval
  readonly measures: readonly AskedMeasure[]
  readonly formulas: readonly FormulaText[]
  readonly window: number | 'cumulative'
  readonly adjustment: 'share' | 'indexed' | 'difference' | 'percent' | null
  readonly breakdown: readonly ('plan' | 'city' | 'event')[]
  readonly limit: number
  readonly underOneValue: boolean
  readonly per: readonly ('plan' | 'city')[]
  readonly byActive: boolean
  readonly weekStart: number | null
  readonly intervals: boolean
}

export const MEASURE_POOL: readonly Omit<AskedMeasure, 'name'>[] = [
  { event: null, measure: 'count' },
  { event: 'x', measure: 'count' },
  { event: null, measure: 'users' },
  { event: 'x', measure: 'users' },
  { event: null, measure: 'sum', column: 'amount' },
  { event: 'y', measure: 'avg', column: 'amount' },
  { event: null, measure: 'min', column: 'amount' },
  { event: 'x', measure: 'max', column: 'amount' },
  { event: null, measure: 'median', column: 'amount' },
  { event: 'x', measure: 'p90', column: 'amount' },
  { event: null, measure: 'distinct', column: 'city' },
  { event: 'x', measure: 'per-user' },
  { event: null, measure: 'per-user', column: 'amount' },
  { event: 'x', where: [{ column: 'plan', op: '=', value: 'pro' }], measure: 'count' },
  { event: 'z', measure: 'sum', column: 'paid' },
]

export const choices: fc.Arbitrary<Choice> = fc
  .record({
    scope: randomScope,
    interval: fc.constantFrom<Interval>('day', 'day', 'week', 'month', 'hour', 'quarter', 'year'),
    measures: fc
      .shuffledSubarray([...MEASURE_POOL], { minLength: 1, maxLength: 3 })
      .map((list) => list.map((one, index): AskedMeasure => ({ name: 'ABC'[index] ?? '', ...one }))),
    formulas: fc.constantFrom<readonly FormulaText[]>(
      [],
      [],
      ['A'],
      ['A / B'],
      ['-A + 2 * (A - 1)', 'A / B'],
      ['100 * (A - B) / A'],
    ),
    window: fc.constantFrom<Choice['window']>(1, 1, 2, 7, 'cumulative'),
    adjustment: fc.constantFrom<Choice['adjustment']>(null, null, 'share', 'indexed', 'difference', 'percent'),
    breakdown: fc.constantFrom<Choice['breakdown']>([], ['plan'], ['city'], ['plan', 'city'], ['event']),
    limit: fc.constantFrom(1, 2, 10),
    underOneValue: fc.boolean(),
    per: fc.constantFrom<Choice['per']>([], [], [], ['city'], ['plan', 'city']),
    byActive: fc.boolean(),
    weekStart: fc.constantFrom(null, 3, 7),
    intervals: fc.constantFrom(true, false, false),
  })
  .map((choice) => ({
    ...choice,
    formulas: choice.measures.length > 1 ? choice.formulas : choice.formulas.filter((text) => !text.includes('B')),
    // The naive calendar has whole hours alone, which Lord Howe Island's clock has not; the test by hand has them.
    scope: choice.interval === 'hour' ? { ...choice.scope, timezone: 'America/New_York' } : choice.scope,
  }))
  .map((choice) =>
    choice.intervals && seriesOf(choice).some((name) => isRate(name, choice.measures))
      ? { ...choice, ...(choice.measures.every(addsUp) ? { window: 1, adjustment: null } : { intervals: false }) }
      : { ...choice, intervals: false },
  )

/** What is shown: formulas where there are any. */
function seriesOf({ formulas, measures }: Pick<Choice, 'formulas' | 'measures'>): readonly string[] {
  return formulas.length > 0 ? formulas : measures.map((one) => one.name)
}

const isMean = ({ measure }: AskedMeasure): boolean => measure === 'avg' || measure === 'per-user'

function addsUp(measure: AskedMeasure): boolean {
  return isMean(measure) || ['count', 'users', 'sum'].includes(measure.measure)
}

/** Whether a series stays as it is when everybody counts twice: it then has an interval. */
export function isRate(series: string, measures: readonly AskedMeasure[]): boolean {
  const own = measures.filter((one) => series.includes(one.name))
  return series.includes('/') ? new Set(own.map(isMean)).size === 1 : own.every(isMean)
}

/** Measures as a person gives them. */
export function askedMeasures(measures: readonly AskedMeasure[]): Asked[string] {
  return measures.map(({ where, event, ...rest }) => ({
    ...rest,
    event: where === undefined ? event : { event, where },
  }))
}

/** A choice as a person gives it. */
export function askedOf(choice: Choice): Asked {
  const { scope, interval, measures, formulas, window, adjustment, breakdown, limit, per, weekStart } = choice
  return {
    ...scope,
    interval,
    measures: askedMeasures(measures),
    formula: formulas.length === 0 ? null : formulas,
    rolling: typeof window === 'number' && window > 1 ? window : null,
    cumulative: window === 'cumulative',
    share: adjustment === 'share',
    indexed: adjustment === 'indexed',
    change: adjustment === 'difference' || adjustment === 'percent' ? adjustment : null,
    breakdown,
    breakdown_limit: limit,
    breakdown_users: choice.underOneValue ? 'one' : 'each-value',
    per,
    per_user_of: choice.byActive ? 'active' : 'did',
    confidence: choice.intervals,
    week_start: weekStart === null ? null : WEEK_DAYS[weekStart - 1]!,
  }
}
