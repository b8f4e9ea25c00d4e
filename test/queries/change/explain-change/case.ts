import fc from 'fast-check'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { addDays } from '../../localCalendar'
import { toldInEachRow, type AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { byValue, periods, referenceChange, type AskedFigure, type ChangeChoice } from './reference'

const FIGURES: readonly AskedFigure[] = [
  { over: { event: null, measure: 'count' }, under: null },
  { over: { event: 'x', measure: 'count' }, under: null },
  { over: { event: null, measure: 'sum' }, under: null },
  { over: { event: 'y', measure: 'users' }, under: null },
  { over: { event: 'x', measure: 'sum' }, under: { event: 'x', measure: 'count' }, as: 'avg' },
  { over: { event: 'x', measure: 'count' }, under: { event: 'x', measure: 'users' }, as: 'per-user' },
  { over: { event: 'x', measure: 'users' }, under: { event: null, measure: 'users' } },
  { over: { event: 'x', measure: 'count' }, under: { event: 'y', measure: 'count' }, factor: 100 },
  { over: { event: 'z', measure: 'sum' }, under: { event: null, measure: 'users' } },
]

const measureOf = (name: string, { event, measure }: AskedFigure['over']): object => ({
  name,
  event,
  measure,
  ...(measure === 'sum' ? { column: 'amount' } : {}),
})

function asked({ over, under, as, factor }: AskedFigure): { measure: readonly object[]; formula?: string } {
  if (under === null) return { measure: [measureOf('A', over)] }
  if (as === 'avg') return { measure: [{ name: 'A', event: over.event, measure: 'avg', column: 'amount' }] }
  if (as === 'per-user') return { measure: [{ name: 'A', event: over.event, measure: 'per-user' }] }
  return {
    measure: [measureOf('A', over), measureOf('B', under)],
    formula: factor === undefined ? 'A / B' : `${factor} * A / B`,
  }
}

const plan = (value: string): readonly object[] => [{ column: 'plan', op: '=', value }]

function against(
  { from, to }: RandomScope,
  compare: string,
  other: Exclude<ChangeChoice['other'], undefined>,
): Readonly<Record<string, ParameterValue>> {
  const on = (days: number): string => `dates:${addDays(from ?? '', -days)}..${addDays(to ?? '', -days)}`
  if (other === 'dates') return { compare: on(3) }
  if (other === 'values') return { compare: on(0), of: plan('pro'), against: plan('free') }
  if (other === 'segment') return { segment: { did: 'x' }, compare: 'segment:{"did":"y"}' }
  if (other === 'else') return { segment: { did: 'x' }, compare: 'everyone-else' }
  return { compare }
}

/** What is held against given dates is of given dates, on which there are events. */
function onGivenDates(choice: ChangeChoice): ChangeChoice {
  const { other, scope } = choice
  if (other !== 'dates' && other !== 'values') return choice
  return { ...choice, scope: { ...scope, from: '2024-03-09', to: '2024-03-15' } }
}

export const analysisCase: AnalysisCase<RandomLog, ChangeChoice> = {
  log: TRENDS,
  choices: fc
    .record({
      scope: randomScope,
      figure: fc.constantFrom(...FIGURES),
      columns: fc.subarray<'city' | 'plan' | 'paid'>(['city', 'plan', 'paid'], { minLength: 1 }),
      compare: fc.constantFrom('previous-period', 'previous-week'),
      other: fc.constantFrom(null, null, 'dates', 'segment', 'else', 'values'),
      // Values that moved it equally far but for the last digit change places in one of the two sums: all are shown.
      limit: fc.constant(20),
    })
    .map(onGivenDates),
  fits: (log, choice) => periods(log, choice) !== null,
  asked: ({ scope, figure, columns, compare, other, limit }) => ({
    ...scope,
    ...asked(figure),
    columns: [...columns],
    ...against(scope, compare, other ?? null),
    limit,
  }),
  reference: referenceChange,
  told: (rows, choice, expected) => toldInEachRow(byValue(rows), choice, expected),
  counts: ({ figure }) => (figure.under === null && figure.over.measure !== 'sum' ? ['before', 'after'] : []),
  bench: { measure: [{ name: 'A', event: 'purchase', measure: 'count' }], columns: ['country'] },
  without: { comparison: 'it answers compare in columns of its own, which the reference holds' },
}
