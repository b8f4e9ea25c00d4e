import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lifecycleTransitions } from '../../../../queries/activity/lifecycle-transitions'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('stage transitions', () => {
  it('count by hand', async () => {
    const on = (user: string, ...dates: string[]) =>
      dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))
    await db.load({
      name: 'log',
      events: [...on('ann', '01', '09'), ...on('bob', '02'), ...on('cat', '09'), ...on('dan', '01', '08', '09')],
    })
    const rows = await db.answer(lifecycleTransitions, {
      from: '2024-01-08',
      new_days: 2,
      at_risk_days: 2,
      churned_days: 7,
    })
    // On the 8th: ann churned (silent for 7), bob at risk (6), dan active, cat not there yet. On the 9th: bob has churned too.
    expect(
      rows
        .filter((row) => Number(row['users']) > 0)
        .map((row) => [row['stage_from'], row['stage_to'], row['users'], row['pct']]),
    ).toEqual([
      ['active', 'active', 1, 100],
      ['at_risk', 'churned', 1, 100],
      ['churned', 'active', 1, 100],
      ['unseen', 'new', 1, 100],
    ])
    const [chart] = lifecycleTransitions.charts!(tableOf(lifecycleTransitions, rows), {})
    expect(chart).toMatchObject({
      kind: 'heatmap',
      rows: [
        { label: 'New', size: 0, cells: [null, null, null, null] },
        {
          label: 'Active',
          size: 1,
          cells: [{ value: 0 }, { value: 100, detail: '1 of 1 users', figure: { row: 5, column: 'users' } }, {}, {}],
        },
        {},
        {},
        { label: 'Not yet seen' },
      ],
    })
    expect(chart!.summary).toContain('1 of 3 users have churned between the two dates')
  })
})
