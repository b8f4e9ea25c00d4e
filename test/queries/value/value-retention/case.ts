import fc from 'fast-check'
import { WEEK_DAYS } from '../../../../src-renderer/query/sql/weekStart'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { referenceValue, SPEND, type ValueChoice } from './reference'

export const analysisCase: AnalysisCase<RandomLog, ValueChoice> = {
  log: {
    ...TRENDS,
    load: async (db, log) => {
      await TRENDS.load(db, log)
      await db.loadPlain('marketing', SPEND)
    },
  },
  choices: fc.record({
    scope: randomScope,
    start: fc.constantFrom(null, 'x', 'y'),
    valueEvent: fc.constantFrom(null, null, 'x', 'z'),
    unit: fc.constantFrom('day', 'week', 'month'),
    periods: fc.integer({ min: 1, max: 12 }),
    spend: fc.constantFrom(null, 1, 'table' as const),
    weekStart: fc.constantFrom(null, 3, 7),
  }),
  asked: ({ scope, start, valueEvent, unit, periods, spend, weekStart }) => ({
    ...scope,
    start_event: start,
    value: 'amount',
    value_event: valueEvent,
    unit,
    periods,
    spend: spend === 'table' ? null : spend,
    spend_table: spend === 'table' ? 'marketing' : null,
    week_start: weekStart === null ? null : WEEK_DAYS[weekStart - 1]!,
  }),
  reference: referenceValue,
  behind: { period: { because: 'it is which period, not how many users', heldBy: 'the columns size and users' } },
  bench: { value_event: 'purchase', unit: 'week' },
}
