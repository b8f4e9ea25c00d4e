import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { experiment } from '../../../../queries/experiments/experiment'
import { readDataModel } from '../../../../src-renderer/model/readDataModel'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { catalogByModel } from '../../../../src-renderer/query/session/catalog'
import type { Asked } from '../../case'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

const MODEL = {
  measures: [
    { name: 'buyers', event: 'paid', measure: 'users', good: 'up' },
    { name: 'tickets', event: 'ticket', measure: 'count', good: 'down' },
    { name: 'visits', event: 'seen', measure: 'count' },
  ],
}

let db: NativeDuckdb
/** A thousand users a variant: with new 11 % have a ticket and not 10 %, and 10 % paid and not 20 %. */
beforeAll(async () => {
  db = await NativeDuckdb.open()
  await db.loadSelects({
    log: `SELECT user_id, unnest(list_filter(['seen', CASE WHEN place < tickets THEN 'ticket' END, CASE WHEN place >= 1000 - payers THEN 'paid' END], lambda one: one IS NOT NULL)) AS event,
      TIMESTAMP '2024-05-01' AS ts, variant
    FROM (SELECT 'u' || n AS user_id, n % 1000 AS place, n < 1000 AS is_old, CASE WHEN is_old THEN 'control' ELSE 'new' END AS variant,
      CASE WHEN is_old THEN 100 ELSE 110 END AS tickets, CASE WHEN is_old THEN 200 ELSE 100 END AS payers FROM range(2000) t(n))`,
  })
})
afterAll(() => db.close())

function planned(raw: Asked) {
  const values = readParameters(experiment.parameters, { window: 'none', exposure: 'seen', metric: 'paid', ...raw })
  const catalog = catalogByModel(db.catalog, readDataModel(JSON.stringify(MODEL)).model)
  return { values, plan: experiment.plan(values, catalog, null) }
}

async function answer(raw: Asked) {
  const { values, plan } = planned(raw)
  return experiment.finish!(tableOf(experiment, await db.run(plan)), values)
}

async function guardrails(raw: Asked): Promise<readonly Row[]> {
  return (await answer(raw)).rows().filter((row) => row['guardrail'] !== null)
}

describe('guardrails of an experiment', () => {
  it('hold where the worse end of the interval is within the margin, in points or in % of the control', async () => {
    // 1 point more; Wald: ± 1.96 × sqrt(0.1 × 0.9 / 1000 + 0.11 × 0.89 / 1000) = 2.687, so up to 3.687 points worse.
    const verdicts = await Promise.all(
      [null, '3.6', '3.7', '36%', '37%', 'ticket=3.7', '37%, ticket=3.6'].map(async (margins) => {
        const [row] = await guardrails({ guardrails: ['ticket'], margins })
        return [row!['margin'], row!['guardrail'], row!['role']]
      }),
    )
    const told = (margin: number, guardrail: string): unknown => [expect.closeTo(margin, 9), guardrail, 'guardrail']
    expect(verdicts).toEqual([
      told(0, 'not shown'),
      told(3.6, 'not shown'),
      told(3.7, 'held'),
      told(3.6, 'not shown'),
      told(3.7, 'held'),
      told(3.7, 'held'),
      told(3.6, 'not shown'),
    ])
  })

  it('are broken where even the better end is beyond it, by the direction of the measure', async () => {
    // 10 points fewer payers, which is worse: 10 ± 3.099, so from 6.9 to 13.1 points worse.
    const rows = await guardrails({ guardrail_measures: ['buyers', 'tickets'], margins: 'buyers=5, tickets=40%' })
    expect(rows.map((row) => [row['metric'], row['aim'], row['guardrail'], row['verdict']])).toEqual([
      ['buyers', 'higher', 'broken', 'worse'],
      ['tickets', 'lower', 'held', 'not told apart'],
    ])
    // Of a mean the margin is in its own unit: 40 % of 0.1 tickets per user.
    expect(rows[1]!['margin']).toBeCloseTo(0.04, 12)
    const [open] = await guardrails({ guardrail_measures: ['buyers'], margins: '10' })
    expect(open).toMatchObject({ guardrail: 'not shown', verdict: 'worse' })
    // Surely worse, and by less than was said to be bearable.
    const [held] = await guardrails({ guardrail_measures: ['buyers'], margins: '14' })
    expect(held).toMatchObject({ guardrail: 'held', verdict: 'worse' })
    // The other way round it is better.
    expect((await guardrails({ guardrails: ['paid'] }))[0]).toMatchObject({ guardrail: 'held', verdict: 'better' })
  })

  it('go by the direction that a measure made for the question says', async () => {
    const payers = { name: 'payers', event: 'paid', measure: 'users' }
    const rows = await guardrails({
      guardrail_measures: [
        { ...payers, good: 'up' },
        { ...payers, name: 'payers, otherwise', good: 'down' },
      ],
    })
    expect(rows.map((row) => [row['metric'], row['aim'], row['guardrail'], row['verdict']])).toEqual([
      ['payers', 'higher', 'broken', 'worse'],
      ['payers, otherwise', 'lower', 'held', 'better'],
    ])
  })

  it('are corrected after Holm together with all other metrics', async () => {
    const rows = (await answer({ also_better: ['ticket'], guardrails: ['ticket'], guardrail_measures: ['buyers'] }))
      .rows()
      .filter((row) => row['p'] !== null)
    const ps = rows.map((row) => Number(row['p']))
    // By the definition: the largest of p(j) × (m - j + 1) over the p that are not above it.
    const naive = ps.map((own) => {
      const below = [...ps].sort((one, two) => one - two).flatMap((p, at) => (p <= own ? [p * (ps.length - at)] : []))
      return Math.min(1, Math.max(...below))
    })
    expect(rows).toHaveLength(4)
    rows.forEach((row, at) => {
      expect(row['p_holm']).toBeCloseTo(naive[at]!, 12)
    })
  })

  it('say what is wrong with margins and with measures that have no direction', () => {
    const says =
      (raw: Asked): (() => unknown) =>
      () =>
        planned({ guardrails: ['ticket'], ...raw })
    expect(says({ margins: 'tiket=1' })).toThrow('there is no guardrail "tiket"; did you mean ticket?')
    expect(says({ margins: '-1' })).toThrow('"-1" is no margin: write "2%" for all guardrails')
    expect(says({ margins: '1, 2' })).toThrow('it has two margins for all')
    expect(says({ margins: 'ticket=1, ticket=2' })).toThrow('it names ticket twice')
    expect(says({ guardrails: [], margins: '1' })).toThrow('there are no guardrails to have margins')
    expect(says({ guardrail_measures: ['visits'] })).toThrow('nothing says which way of visits is worse')
    expect(says({ guardrail_measures: [{ name: 'buyers', event: 'seen' }] })).toThrow('give it "good": "up" or "down"')
    expect(says({ guardrail_measures: [{ name: 'buyers', event: 'seen', good: 'better' }] })).toThrow(
      '"good" of a measure is "up" or "down"',
    )
  })

  it('have charts of their own with their margins, and a figure above them', async () => {
    const asked = { guardrails: ['ticket'], guardrail_measures: ['buyers', 'tickets'], margins: 'buyers=5, ticket=3.7' }
    const table = await answer(asked)
    const charts = experiment.charts!(table, planned(asked).values)
    expect(charts.map(({ title }) => title)).toEqual([
      'Difference from the control',
      'Guardrails: shares of users',
      'Guardrail tickets: difference from the control',
      'Users who converted',
    ])
    expect(charts[1]).toMatchObject({
      summary: 'Broken: buyers with new; held: ticket with new.',
      rows: [
        { label: 'ticket', tone: 'good', limit: 3.7 },
        { label: 'buyers', tone: 'bad', limit: -5 },
      ],
    })
    expect(experiment.kpis!(table, planned(asked).values, null).at(-1)).toMatchObject({
      label: 'Guardrails held, of 3',
      value: 1,
      detail: 'Broken: buyers with new; not shown to hold: tickets with new.',
    })
  })
})
