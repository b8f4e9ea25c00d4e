import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anomalies } from '../../../../queries/trends/anomalies'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Users a day from 1 January on. */
function days(...counts: readonly number[]) {
  return counts.flatMap((count, day) =>
    Array.from({ length: count }, (_, user) => ({
      user: `u${user}`,
      event: 'open',
      ts: `2024-01-${String(day + 1).padStart(2, '0')}T12:00:00Z`,
    })),
  )
}

describe('anomalies', () => {
  it('finds a medium and a high drop by hand, and leaves the day that is not over alone', async () => {
    await db.load({ name: 'log', events: days(20, 20, 20, 20, 20, 20, 20, 17, 16, 10, 20, 2) })
    const rows = await db.answer(anomalies)
    expect(
      rows
        .slice(6)
        .map((row) => [row['date'], row['value'], row['mean_before'], row['drop'], row['complete'], row['current']]),
    ).toEqual([
      ['2024-01-07', 20, null, null, true, false], //  only six days before it
      ['2024-01-08', 17, 20, null, true, false], //    exactly 15 % is none
      ['2024-01-09', 16, 137 / 7, 'medium', true, false],
      ['2024-01-10', 10, 19, 'high', true, false],
      ['2024-01-11', 20, 123 / 7, null, true, true],
      ['2024-01-12', 2, 123 / 7, null, false, false], // 88 % below, but the day is not over
    ])
    expect(
      anomalies.kpis!(tableOf(anomalies, rows), { metric: 'users' }, null).map((kpi) => [kpi.label, kpi.detail]),
    ).toEqual([
      ['Active users in the last complete day', '2024-01-11: no alarm'],
      ['Against 7 days before', 'mean 17.6'],
      ['Robust z', 'too few to compare with'],
      ['Flagged days', '2 drops, 0 rises; last 2024-01-10'],
    ])
    const values = readParameters(anomalies.parameters, {})
    expect(anomalies.charts!(tableOf(anomalies, rows), values)[0]!.summary).toBe(
      '2 days are marked: 2 fell and 0 rose by more than 15 % against the mean of the 7 before.',
    )
    const drawn = anomalies.charts!(tableOf(anomalies, rows), values)[0]!
    expect(drawn.kind === 'line' && drawn.series.map(({ name, tone }) => [name, tone])).toEqual([
      ['Active users', undefined],
      ['Same weekdays before', 'compared'],
      ['High drop', 'bad'],
      ['Medium drop or rise', 'warn'],
    ])
    await expect(db.answer(anomalies, { high_pct: 10 })).rejects.toThrow(
      'high_pct must be at least medium_pct (15), not 10',
    )
  })

  it('measures against the same weekdays by hand', async () => {
    // Mondays: 10, 12, 14, and then 30. The median is 12, the median deviation 2: z = 18 / 2.9652.
    const counts = Array.from({ length: 23 }, () => 5)
    counts[0] = 10
    counts[7] = 12
    counts[14] = 14
    counts[21] = 30
    await db.load({ name: 'log', events: days(...counts) })
    const rows = await db.answer(anomalies)
    expect(rows[21]).toMatchObject({ date: '2024-01-22', median: 12, mad: 2, outlier: true, current: true })
    expect(rows[21]!['robust_z']).toBeCloseTo(18 / (1.4826 * 2), 10)
    expect(rows[14]).toMatchObject({ median: null, robust_z: null, outlier: false })
    expect(rows[22]).toMatchObject({ median: 5, mad: 0, robust_z: null, outlier: false })
    const [chart] = anomalies.charts!(tableOf(anomalies, rows), { metric: 'users' })
    if (chart?.kind !== 'line') throw new Error('a line was expected')
    expect(chart.series.map((series) => series.name)).toEqual([
      'Active users',
      'Same weekdays before',
      'High rise',
      'Medium drop or rise',
    ])
    // The marks of the chart are those of its sentence, each once: what rose and is unusual is a rise.
    const marked = chart.series.slice(2).flatMap((series) => series.points.filter((point) => point.y !== null))
    const flagged = rows.filter((row) => row['drop'] !== null || row['rise'] !== null || row['outlier'] === true)
    expect(marked).toHaveLength(flagged.length)
    expect(chart.summary).toMatch(new RegExp(`^${flagged.length} days are marked: `))
    expect(chart.series[2]!.marker).toBe('triangle')
    expect(chart.series[2]!.points.filter((point) => point.y !== null).map(({ x, y }) => [x, y])).toEqual([
      ['2024-01-08', 12],
      ['2024-01-15', 14],
      ['2024-01-22', 30],
    ])
  })

  it('looks for one direction alone', async () => {
    await db.load({ name: 'log', events: days(4, 4, 4, 4, 4, 4, 4, 8, 1, 4) })
    const flags = async (look: string) =>
      (await db.answer(anomalies, { look_for: look })).slice(7, 9).map((row) => [row['drop'], row['rise']])
    expect(await flags('both')).toEqual([
      [null, 'high'],
      ['high', null],
    ])
    expect(await flags('drops')).toEqual([
      [null, null],
      ['high', null],
    ])
    expect(await flags('rises')).toEqual([
      [null, 'high'],
      [null, null],
    ])
  })

  it('watches a mean with days that have none, and a sum below 0', async () => {
    // Amounts 10 on 1 to 4 January, none on the 5th, 4 on the 6th, 10 on the 7th, nothing known of the 8th.
    const amounts: readonly (readonly [number, number])[] = [
      [1, 10],
      [2, 10],
      [3, 10],
      [4, 10],
      [6, 4],
      [7, 10],
      [8, 1],
    ]
    const log = (sign: number) => ({
      name: 'log',
      events: amounts.map(([day, amount]) => ({
        user: 'a',
        event: 'buy',
        ts: `2024-01-0${day}T12:00:00Z`,
        more: { amount: sign * amount },
      })),
      more: { amount: 'double' as const },
    })
    await db.load(log(1))
    const asked = (measure: string) => ({
      measures: [{ name: 'amount', event: 'buy', measure, column: 'amount' }],
      buckets_before: 2,
    })
    const read = async (measure: string) =>
      (await db.answer(anomalies, asked(measure))).map((row) => [row['value'], row['mean_before'], row['drop']])
    expect(await read('avg')).toEqual([
      [10, null, null],
      [10, null, null],
      [10, 10, null],
      [10, 10, null],
      [null, 10, null],
      [4, null, null], // the 5th has no mean: nothing is said
      [10, null, null],
      [1, 7, null], //    86 % below, but the day is not over
    ])
    expect((await read('sum'))[4]).toEqual([0, 10, 'high']) // a sum of nothing is 0
    await db.load(log(-1))
    const rows = await db.answer(anomalies, asked('sum'))
    // From -10 to 0 is a rise of 100 % of the mean's size; a band of sums may go below 0.
    expect(rows[4]).toMatchObject({ value: 0, mean_before: -10, change_pct: 100, rise: 'high', drop: null })
  })

  it('takes weeks and hours, of which those at the edges are not whole', async () => {
    // From Wednesday 3 January to Wednesday 31 January: the first and the last week are not whole.
    const log = Array.from({ length: 29 }, (_, day) => ({
      user: 'a',
      event: 'open',
      ts: new Date(Date.UTC(2024, 0, 3 + day, 12)).toISOString(),
    }))
    await db.load({ name: 'log', events: [...log, ...log.slice(19, 26)] })
    const weeks = await db.answer(anomalies, { metric: 'events', interval: 'week', buckets_before: 1 })
    expect(weeks.map((row) => [row['date'], row['value'], row['mean_before'], row['rise'], row['complete']])).toEqual([
      ['2024-01-01', 5, null, null, false],
      ['2024-01-08', 7, null, null, true], // the week before is not whole, and no measure for it
      ['2024-01-15', 7, 7, null, true],
      ['2024-01-22', 14, 7, 'high', true],
      ['2024-01-29', 3, 14, null, false],
    ])
    const noon = { metric: 'events', interval: 'hour', from: '2024-01-24', to: '2024-01-24', buckets_before: 24 }
    const hours = await db.answer(anomalies, noon)
    expect(hours).toHaveLength(24)
    // Twice at noon on Wednesday the 24th, once on the three Wednesdays before, the first of them in the first hour.
    expect(hours[12]).toMatchObject({
      value: 2,
      mean_before: 2 / 24,
      median: 1,
      mad: 0,
      rise: 'high',
      series: 'Events',
    })
    expect(hours[11]).toMatchObject({ value: 0, median: null })
  })

  it('watches several series, and says which parameters exclude each other', async () => {
    await db.load({ name: 'log', events: days(2, 2, 2, 1, 2) })
    const measures = [
      { name: 'A', event: null, measure: 'users' },
      { name: 'B', event: 'open', measure: 'count' },
    ]
    const rows = await db.answer(anomalies, { measures, formula: 'A, B / A', buckets_before: 2 })
    expect(rows.map((row) => [row['series'], row['value'], row['drop']]).slice(6)).toEqual([
      ['A', 1, 'high'],
      ['B / A', 1, null],
      ['A', 2, null],
      ['B / A', 1, null],
    ])
    const values = readParameters(anomalies.parameters, { measures, formula: 'A, B / A', buckets_before: 2 })
    expect(anomalies.kpis!(tableOf(anomalies, rows), values, null).map(({ label }) => label)).toEqual([
      'A: users of any event in the last complete day',
      'B / A in the last complete day',
    ])
    const refused = (asked: Record<string, ParameterValue>) => expect(db.answer(anomalies, asked)).rejects
    await refused({ measures, events: ['open'] }).toThrow('a measure names its own event')
    await refused({ formula: 'A / B' }).toThrow('a formula is over measures')
  })
})
