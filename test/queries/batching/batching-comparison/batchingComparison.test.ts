import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingComparison } from '../../../../queries/batching/batching-comparison'
import { isLatheError } from '../../../../src-renderer/model/error'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { loadService, type Service } from '../service'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

interface Side {
  deliveries: number
  meanMinutes: number
  meanDelayMinutes: number
  onTime: number
  meanWaitMinutes: number
}
interface Truths {
  batched: Side
  individual: Side
  milesPerOrder: { batched: number; individual: number }
  completedBatches: number
}
const truths = JSON.parse(readFileSync(join(SAMPLE, 'truths.json'), 'utf8')) as Truths

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
})

describe('batching-comparison', () => {
  it('counts only the deliveries that a filter lets through: two groups of drivers add up to all', async () => {
    await loadSample(db, RECORDED)
    const counts = async (filter: readonly unknown[]): Promise<number[]> =>
      (await db.answer(batchingComparison, { batches: 'recorded', filter: [...filter] })).map((row) =>
        Number(row['deliveries']),
      )
    const [all, some, others] = [
      await counts([]),
      await counts([{ column: 'driver_id', op: 'in', value: [101, 103, 105, 107, 109] }]),
      await counts([{ column: 'driver_id', op: 'not in', value: [101, 103, 105, 107, 109] }]),
    ]
    expect(some.every((count) => count > 0)).toBe(true)
    expect(some.map((count, index) => count + others[index]!)).toEqual(all)
  })

  it('shows what the sample plants, from recorded batches and from the flat log alike', async () => {
    const check = (rows: readonly Row[], hasBatches: boolean): void => {
      expect(rows.map((row) => row['delivery_type'])).toEqual(['batched', 'individual'])
      for (const [index, side] of [truths.batched, truths.individual].entries()) {
        const row = rows[index]!
        expect(row['deliveries']).toBe(side.deliveries)
        expect(row['mean_minutes']).toBeCloseTo(side.meanMinutes, 9)
        expect(row['mean_delay_minutes']).toBeCloseTo(side.meanDelayMinutes, 9)
        expect(row['mean_wait_minutes']).toBeCloseTo(side.meanWaitMinutes, 9)
        expect(row['on_time_pct']).toBeCloseTo((100 * side.onTime) / side.deliveries, 9)
      }
      expect(rows[0]!['batches']).toBe(truths.completedBatches)
      expect(rows[1]!['miles_per_delivery']).toBeCloseTo(truths.milesPerOrder.individual, 9)
      if (hasBatches) expect(rows[0]!['miles_per_delivery']).toBeCloseTo(truths.milesPerOrder.batched, 9)
      else expect(rows[0]!['miles_per_delivery']).toBeNull()
      expect(rows[1]!['efficiency']).toBeNull()
    }
    await loadSample(db, RECORDED)
    check(await db.answer(batchingComparison), true)
    check(await db.answer(batchingComparison, { batches: 'derived' }), false)
    await loadSample(db, { deliveries_flat: 'deliveries_flat.ndjson' })
    check(await db.answer(batchingComparison), false)
    await loadSample(db, { ...RECORDED, other_log: 'deliveries_flat.ndjson' })
    check(await db.answer(batchingComparison, {}, 'other_log'), false)
  })

  it('joins only what overlaps, through others too, and not what merely touches', async () => {
    const log = (id: number, driver: string, from: string, to: string): Record<string, string | number> => ({
      order_id: id,
      driver_id: driver,
      picked_up_at: `2024-01-15 ${from}:00`,
      delivered_at: `2024-01-15 ${to}:00`,
    })
    db.forget()
    await db.loadPlain('courier_log', [
      log(1, 'ann', '12:00', '12:20'),
      log(2, 'ann', '12:10', '12:30'),
      log(3, 'ann', '12:25', '12:40'),
      log(4, 'ann', '12:40', '12:50'),
      log(5, 'bob', '12:05', '12:45'),
      log(6, 'cem', '12:00', '12:10'),
      log(7, 'cem', '12:10', '12:20'),
    ])
    const rows = await db.answer(batchingComparison)
    expect(rows.map((row) => [row['delivery_type'], row['deliveries'], row['batches'], row['mean_minutes']])).toEqual([
      ['batched', 3, 1, 55 / 3],
      ['individual', 4, 0, 17.5],
    ])
    expect(rows[0]!['driver_minutes_per_delivery']).toBeCloseTo(40 / 3, 12)
    expect(rows[0]!['on_time_pct']).toBeNull()
  })

  it('keeps batches together across midnight when only one day is asked for', async () => {
    const service: Service = {
      batches: [],
      members: [],
      waypoints: [],
      deliveries: [
        [1, 20, 40],
        [2, 35, 50],
      ].map(([id, created, dropped]) => ({
        delivery_id: id!,
        order_id: id!,
        driver_id: 101,
        created: created!,
        assigned: null,
        arrived: null,
        picked: created! + 1,
        dropped: dropped!,
        estimate: 10,
        recorded: null,
        miles: 1,
        status: 'delivered',
      })),
    }
    await loadService(db, service)
    expect(
      (await db.answer(batchingComparison, { from: '2024-06-04' })).map((row) => [
        row['delivery_type'],
        row['deliveries'],
      ]),
    ).toEqual([['batched', 1]])
    expect(
      (await db.answer(batchingComparison, { to: '2024-06-03', timezone: 'UTC' })).map((row) => [
        row['delivery_type'],
        row['deliveries'],
      ]),
    ).toEqual([['batched', 1]])
    expect(
      (await db.answer(batchingComparison, { to: '2024-06-03', timezone: 'America/New_York' })).map((row) => [
        row['delivery_type'],
        row['deliveries'],
      ]),
    ).toEqual([['batched', 2]])
  })

  it('reads a delivery log that was imported as events, and finds its columns by their names in the file', async () => {
    await loadSample(db, { log: 'deliveries_flat.ndjson' })
    const [table] = db.catalog.tables
    await db.execute(
      'CREATE OR REPLACE TABLE log AS SELECT driver_id::VARCHAR AS user_id, picked_up_at AS ts, order_id, restaurant_id, ordered_at, arrived_at, delivered_at, estimate_minutes, miles, status FROM log',
    )
    const renamed: Readonly<Record<string, string>> = { driver_id: 'user_id', picked_up_at: 'ts' }
    db.catalog = {
      ...db.catalog,
      tables: [
        {
          ...table!,
          kind: 'events',
          columns: table!.columns.map((column) => ({ ...column, name: renamed[column.name] ?? column.name })),
        },
      ],
    }
    const rows = await db.answer(batchingComparison)
    expect(rows.map((row) => row['deliveries'])).toEqual([truths.batched.deliveries, truths.individual.deliveries])
  })

  it('says what is missing', () => {
    const plan = (tables: NativeDuckdb['catalog']['tables'], source: string | null = null): unknown => {
      try {
        return batchingComparison.plan(
          { from: null, to: null, on_time_slack: 10, batches: 'auto', timezone: null },
          { timezone: 'UTC', weekStart: 1, hasTestUsers: false, tables },
          source,
        )
      } catch (error) {
        return isLatheError(error, 'not-found')
          ? `${error.payload.what} ${error.payload.name}: ${error.message}`
          : error
      }
    }
    const table = (name: string, ...columns: readonly string[]): NativeDuckdb['catalog']['tables'][number] => ({
      name,
      kind: 'table',
      rows: 1,
      minTs: null,
      maxTs: null,
      minDate: null,
      maxDate: null,
      columns: columns.map((column) => ({
        name: column,
        source: column,
        type: column.endsWith('_at') ? 'timestamp' : 'integer',
      })),
    })
    const whole = ['driver_id', 'picked_up_at', 'delivered_at']
    expect(plan([])).toMatch(/^table deliveries: There is no table of deliveries; import one/)
    expect(plan([table('deliveries', 'driver_id', 'picked_up_at')])).toMatch(
      /^column delivered_at: Table "deliveries" has no column delivered_at/,
    )
    expect(plan([table('a', ...whole), table('b', ...whole)])).toMatch(
      /^table deliveries: Several tables hold deliveries \(a, b\); choose one/,
    )
    expect(plan([table('a', ...whole)], 'c')).toMatch(/^table c: There is no table "c"/)
    expect(plan([table('a', ...whole), table('b', ...whole)], 'b')).toMatchObject({
      notes: [
        'batches derived from overlapping deliveries',
        'minutes count from pickup: the log does not say when orders were placed',
        'waits of individual deliveries count from assignment: the log does not say when drivers arrived',
      ],
    })
  })

  it('draws both kinds side by side and says the difference', async () => {
    await loadSample(db, RECORDED)
    const charts = batchingComparison.charts!(tableOf(batchingComparison, await db.answer(batchingComparison)), {})
    expect(charts.map((chart) => [chart.kind, chart.title])).toEqual([
      ['bar', 'Minutes per delivery'],
      ['bar', 'On time'],
      ['bar', 'Miles per delivery'],
    ])
    const slower = truths.batched.meanMinutes - truths.individual.meanMinutes
    expect(charts[0]!.summary).toContain(`took ${slower.toFixed(1)} minutes longer`)
    const empty = batchingComparison.charts!(tableOf(batchingComparison, []), {})
    expect(empty[0]!.summary).toBe('There are no deliveries of both kinds in these dates.')
  })
})
