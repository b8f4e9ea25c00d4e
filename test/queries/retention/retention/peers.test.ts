import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retention } from '../../../../queries/retention/retention'
import { retentionSummary } from '../../../../queries/retention/retention-summary'
import { withPreset } from '../../../../src-renderer/query/analysis/preset'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

/** What peers count, as their documents say it; hand-worked. */
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const buys = (user: string, ...days: string[]): LogEvent[] =>
  days.map((day) => ({ user, event: 'buy', ts: `2024-01-${day}T12:00:00Z` }))

async function preset(
  name: string,
  parameters: Readonly<Record<string, string>>,
  analysis = retention,
): Promise<readonly Row[]> {
  return db.answer(analysis, withPreset(analysis, { preset: name, ...parameters }))
}

describe('Mixpanel', () => {
  it('lets a user in again in every week with a start event', async () => {
    await db.load({ name: 'log', events: buys('u', '03', '10', '17') })
    const rows = await preset('mixpanel', { unit: 'week' })
    expect([...new Map(rows.map((row) => [row['cohort'], row['size']]))]).toEqual([
      ['2024-01-01', 1],
      ['2024-01-08', 1],
      ['2024-01-15', 1],
    ])
    expect((await preset('mixpanel-first-time', { unit: 'week' })).map((row) => row['cohort'])).toEqual([
      '2024-01-01',
      '2024-01-01',
    ])
  })

  it('averages the rates of cohorts by their size', async () => {
    // The cohort of the 2nd: a came back, b and c, who started late that day, cannot be judged; that of the 1st: d did not.
    const at = (user: string, ...times: string[]): LogEvent[] =>
      times.map((time) => ({ user, event: 'buy', ts: `2024-01-${time}:00:00Z` }))
    await db.load({
      name: 'log',
      events: [
        ...at('a', '02T01', '03T02'),
        ...at('b', '02T20'),
        ...at('c', '02T21'),
        ...at('d', '01T12'),
        ...at('z', '04T01'),
      ],
    })
    expect(
      (await preset('mixpanel', { to: '2024-01-02' }, retentionSummary)).find((row) => row['period'] === 1),
    ).toMatchObject({ pct: 75 })
  })
})

describe('a period with enough returns', () => {
  it('needs that many return events', async () => {
    await db.load({
      name: 'log',
      events: [...buys('ann', '01', '02', '02'), ...buys('bob', '01', '02'), ...buys('cat', '03')],
    })
    const cells = async (parameters: object): Promise<unknown[]> =>
      (await db.answer(retention, { periods: 1, ...parameters }))
        .filter((row) => row['cohort'] === '2024-01-01')
        .map((row) => row['users'])
    expect(await cells({})).toEqual([2, 2])
    expect(await cells({ min_times: 2 })).toEqual([0, 1])
    expect(await cells({ min_times: 2, clock: 'rolling' })).toEqual([0, 1])
    expect(await cells({ min_times: 2, criterion: 'on-or-after' })).toEqual([1, 1])
  })
})
