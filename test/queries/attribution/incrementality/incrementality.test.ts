import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { incrementality } from '../../../../queries/attribution/incrementality'
import { answerOf } from '../attribution/answer'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

describe('by hand', () => {
  it('has the intervals of published examples', async () => {
    // Newcombe (1998), method 10: 56 of 70 against 48 of 80 gives 0.2, from 0.0524 to 0.3339.
    const group = (name: string, users: number, converted: number): LogEvent[] =>
      Array.from({ length: users }, (_, index): LogEvent[] => [
        { user: `${name}${index}`, event: name, ts: 0 },
        ...(index < converted ? [{ user: `${name}${index}`, event: 'buy', ts: 5 }] : []),
      ]).flat()
    await duck.load({ name: 'log', events: [...group('exposed', 70, 56), ...group('holdout', 80, 48)] })
    const [exposed, holdout] = await answerOf(duck, incrementality, { conversion: 'buy' })
    expect(
      [exposed!['pct'], holdout!['pct'], exposed!['difference_pct']].map((one) => Number((one as number).toFixed(9))),
    ).toEqual([80, 60, 20])
    expect(exposed!['difference_low']).toBeCloseTo(5.24, 2)
    expect(exposed!['difference_high']).toBeCloseTo(33.39, 2)
    expect(exposed!['incremental']).toBeCloseTo(14, 9)
    expect(exposed!['lift_pct']).toBeCloseTo(100 / 3, 9)
    // Katz: ln(4/3) ± 1.959964 √(1/56 - 1/70 + 1/48 - 1/80).
    const half = 1.959964 * Math.sqrt(1 / 56 - 1 / 70 + 1 / 48 - 1 / 80)
    expect(exposed!['lift_low']).toBeCloseTo(100 * ((4 / 3) * Math.exp(-half) - 1), 4)
    expect(holdout!['difference_pct']).toBeNull()
  })

  it('takes the groups from a column too, and says so when a group is empty', async () => {
    const log: LogEvent[] = [
      { user: 'a', event: 'seen', ts: 0, more: { arm: 'on' } },
      { user: 'a', event: 'buy', ts: 1, more: { arm: null } },
    ]
    await duck.load({ name: 'log', events: log })
    const rows = await answerOf(duck, incrementality, {
      conversion: 'buy',
      group_column: 'arm',
      exposed_value: 'on',
      holdout_value: 'off',
    })
    expect(rows.map((row) => [row['group'], row['users'], row['pct'], row['difference_pct']])).toEqual([
      ['exposed', 1, 100, null],
      ['holdout', 0, null, null],
    ])
    expect(incrementality.charts!(tableOf(incrementality, rows), {})[0]!.summary).toContain('nothing to compare')
    await expect(answerOf(duck, incrementality, { conversion: 'buy', exposed: null })).rejects.toMatchObject({
      code: 'bad-parameter',
      payload: { parameter: 'exposed' },
    })
  })
})

it('finds the lift that is planted in the sample', async () => {
  const truths = JSON.parse(readFileSync('samples/lift-study/truths.json', 'utf8')) as {
    groups: Record<string, { users: number; converted: number; value: number }>
    within7Days: Record<string, { users: number; converted: number }>
    liftPct: number
  }
  await duck.loadSelects({
    lift_study: 'SELECT user_id, event, ts, "value" FROM read_csv(\'samples/lift-study/events.csv\')',
  })
  const rows = await answerOf(duck, incrementality, { conversion: 'conversion' })
  for (const row of rows) {
    const truth = truths.groups[String(row['group'])]!
    expect([row['users'], row['converted']]).toEqual([truth.users, truth.converted])
    expect(row['value']).toBeCloseTo(truth.value, 6)
  }
  expect(rows[0]!['lift_pct']).toBeCloseTo(truths.liftPct, 6)
  expect(incrementality.kpis!(tableOf(incrementality, rows), {}, null).map((one) => one.label)).toEqual([
    'Lift',
    'Difference (points)',
    'Incremental conversions',
    'p',
    'Left out',
  ])
  const within = await answerOf(duck, incrementality, { conversion: 'conversion', window: '7 days' })
  expect(within.slice(0, 2).map((row) => row['converted'])).toEqual([
    truths.within7Days['exposed']!.converted,
    truths.within7Days['holdout']!.converted,
  ])
})
