import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anomalies } from '../../../../queries/activity/anomalies'
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
      ['Users on the last complete day', '2024-01-11: no alarm'],
      ['Against 7 days before', 'mean 17.6'],
      ['Robust z', 'too few such weekdays'],
      ['Days with a drop', 'last alarm 2024-01-10'],
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
      'Users',
      'Same weekdays before',
      'Medium drop',
      'Unusual',
    ])
    expect(chart.series.at(-1)!.points.filter((point) => point.y !== null)).toEqual([
      { x: '2024-01-22', y: 30, figure: { row: 21, column: 'value' } },
    ])
  })
})
