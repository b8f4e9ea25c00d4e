import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trends } from '../../../../queries/trends/trends'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { withComparison } from '../../../../src-renderer/query/analysis/withComparison'
import { answerOf, runPlanned } from '../../answer'
import type { Asked } from '../../case'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

/**
 * Events, questions and figures of PostHog's own test of trends (PostHog/posthog, posthog/hogql_queries/insights/
 * trends/test/test_trends_query_runner.py, commit 00e8a10; MIT), as facts. Each case names its own.
 */
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Noons of January 2020. */
function on(user: string, event: string, days: readonly number[], more: LogEvent['more']): readonly LogEvent[] {
  return days.map((day) => ({
    user,
    event,
    ts: `2020-01-${String(day).padStart(2, '0')}T12:00:00Z`,
    ...(more && { more }),
  }))
}

function person(
  user: string,
  views: readonly number[],
  leaves: readonly number[],
  more: LogEvent['more'],
): readonly LogEvent[] {
  return [...on(user, '$pageview', views, more), ...on(user, '$pageleave', leaves, more)]
}

const EVENTS = [
  ...person('p1', [11, 12, 13, 15, 17, 19], [11, 12, 13], { browser: 'Chrome', prop: 10, bool_field: true }),
  ...person('p2', [9, 12], [13], { browser: 'Firefox', prop: 20, bool_field: false }),
  ...person('p3', [12], [13], { browser: 'Edge', prop: 30, bool_field: true }),
  ...person('p4', [15], [16], { browser: 'Safari', prop: 40, bool_field: false }),
]
/** PostHog shows every day asked for; Lathe up to the last one known: the 20th is known to be empty. */
const DAYS = { from: '2020-01-09', to: '2020-01-20', as_of: '2020-01-20' }
const VIEWS = [{ name: 'A', event: '$pageview', measure: 'count' }]
const BOTH = [...VIEWS, { name: 'B', event: '$pageleave', measure: 'count' }]

async function rowsOf(asked: Asked): Promise<readonly Row[]> {
  await db.load({ name: 'log', events: EVENTS, more: { browser: 'string', prop: 'integer', bool_field: 'boolean' } })
  return (await answerOf(db, trends, { ...DAYS, measures: VIEWS, ...asked })).rows()
}

/** The values of each line, under what tells lines apart. */
async function linesOf(asked: Asked, ...by: readonly string[]): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const lines: Record<string, unknown[]> = {}
  for (const row of await rowsOf(asked))
    (lines[by.map((name) => String(row[name])).join(' ')] ??= []).push(row['value'])
  return lines
}
const sum = (values: readonly unknown[]): number => values.reduce<number>((total, one) => total + Number(one), 0)

describe("what PostHog's tests say of trends", () => {
  it('counts events by day: test_trends_data, test_trends_multiple_series', async () => {
    expect(await linesOf({ measures: BOTH, to: '2020-01-19' }, 'series')).toEqual({
      A: [1, 0, 1, 3, 1, 0, 2, 0, 1, 0, 1],
      B: [0, 0, 1, 1, 3, 0, 0, 1, 0, 0, 0],
    })
  })

  it('computes formulas: test_formula, test_multiple_formulas', async () => {
    expect(await linesOf({ measures: BOTH, formula: 'A+2*B, A-B', to: '2020-01-19' }, 'series')).toEqual({
      'A+2*B': [1, 0, 3, 5, 7, 0, 2, 2, 1, 0, 1],
      'A-B': [1, 0, 0, 2, -2, 0, 2, -1, 1, 0, 1],
    })
  })

  it('compares a formula: test_formula_with_compare, and where the days before are not in the data', async () => {
    await rowsOf({})
    const sidesOf = async (compare: string): Promise<readonly unknown[]> => {
      const question = { measures: BOTH, formula: 'A+2*B', from: '2020-01-15', to: '2020-01-19', compare }
      const compared = withComparison(trends)
      const { sides = [] } = compared.plan(readParameters(compared.parameters, question), db.catalog, null)
      const values: unknown[] = []
      for (const { plan } of sides) values.push((await runPlanned(db, compared, plan)).column('value'))
      return values
    }
    expect(await sidesOf('previous-period')).toEqual([
      [2, 2, 1, 0, 1],
      [0, 3, 5, 7, 0],
    ])
    // test_formula_with_compare_to_week has 0 for the 8th, too; Lathe says nothing of a day before the first event.
    expect(await sidesOf('previous-week')).toEqual([
      [2, 2, 1, 0, 1],
      [1, 0, 3, 5],
    ])
  })

  it('breaks down, the largest first: test_trends_breakdowns, …_boolean, …_multiple_event_…', async () => {
    const totals = async (...breakdown: readonly string[]): Promise<readonly unknown[]> =>
      Object.entries(await linesOf({ breakdown }, ...breakdown)).map(([name, values]) => [name, sum(values)])
    expect(await totals('browser')).toEqual([
      ['Chrome', 6],
      ['Firefox', 2],
      ['Edge', 1],
      ['Safari', 1],
    ])
    expect(await totals('bool_field')).toEqual([
      ['true', 7],
      ['false', 3],
    ])
    expect(await totals('browser', 'prop')).toEqual([
      ['Chrome 10', 6],
      ['Firefox 20', 2],
      ['Edge 30', 1],
      ['Safari 40', 1],
    ])
  })

  it('breaks formulas down: test_formula_with_breakdown, …_and_no_data', async () => {
    const lines = await linesOf({ measures: BOTH, formula: 'A+2*B', breakdown: ['browser'] }, 'browser')
    expect(Object.keys(lines)).toHaveLength(4)
    expect(lines['Chrome']).toEqual([0, 0, 3, 3, 3, 0, 1, 0, 1, 0, 1, 0])
    expect([sum(lines['Chrome']!), sum(lines['Firefox']!)]).toEqual([12, 4])
    const none = BOTH.map((one) => ({ ...one, event: `${one.event}xxx` }))
    expect(await rowsOf({ measures: none, formula: 'A+2*B', breakdown: ['browser'] })).toEqual([])
  })

  it('sums a property: test_trends_aggregation_hogql, …_breakdown_and_aggregation_…', async () => {
    const measures = [{ name: 'A', event: '$pageview', measure: 'sum', column: 'prop' }]
    expect((await linesOf({ measures }, 'series'))['A']).toEqual([20, 0, 10, 60, 10, 0, 50, 0, 10, 0, 10, 0])
    const lines = await linesOf({ measures, breakdown: ['browser'] }, 'browser')
    // By their sums: 60, 40, 40, 30.
    expect(Object.keys(lines)).toEqual(['Chrome', 'Firefox', 'Safari', 'Edge'])
    expect(lines['Chrome']).toEqual([0, 0, 10, 10, 10, 0, 10, 0, 10, 0, 10, 0])
    expect(lines['Firefox']).toEqual([20, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(lines['Safari']).toEqual([0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 0, 0])
    expect(lines['Edge']).toEqual([0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0])
  })

  it('counts users of the day and of seven days: test_trends_aggregation_dau, …_wau', async () => {
    const measures = [{ name: 'A', event: '$pageview', measure: 'users' }]
    expect((await linesOf({ measures }, 'series'))['A']).toEqual([1, 0, 1, 3, 1, 0, 2, 0, 1, 0, 1, 0])
    expect((await linesOf({ measures, rolling: 7 }, 'series'))['A']).toEqual([1, 1, 2, 3, 3, 3, 4, 4, 4, 4, 2, 2])
  })

  it("counts one person's events: test_trends_with_cohort_filter, …_event_metadata_filter_group", async () => {
    const of = async (op: string): Promise<readonly unknown[] | undefined> =>
      (await linesOf({ filter: [{ column: 'browser', op, value: 'Chrome' }] }, 'series'))['A']
    expect(await of('=')).toEqual([0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0])
    expect(sum((await of('!=')) ?? [])).toBe(4)
  })
})
