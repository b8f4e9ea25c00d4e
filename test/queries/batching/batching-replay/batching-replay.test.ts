import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingReplay } from '../../../../queries/batching/batching-replay'
import {
  milesBetween,
  replay,
  type LoggedOrder,
  type ReplayRule,
} from '../../../../queries/batching/batching-replay/replay'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { loadSample, RECORDED } from '../sampleTables'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'
import { referenceReplay } from './reference'
import { runs } from '../../../runs'

const place = fc.record({
  lat: fc.integer({ min: 0, max: 6 }).map((step) => 37.7 + step / 200),
  lng: fc.integer({ min: 0, max: 6 }).map((step) => -122.4 + step / 200),
})
const orders = fc
  .array(
    fc.record({
      orderedAt: fc.integer({ min: 0, max: 60 }),
      prep: fc.integer({ min: 0, max: 20 }),
      restaurant: place,
      address: place,
    }),
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((list) =>
    [...list]
      .sort((one, two) => one.orderedAt - two.orderedAt)
      .map(({ prep, ...one }, at): LoggedOrder => ({
        ...one,
        id: `o${String(at).padStart(2, '0')}`,
        readyAt: one.orderedAt + prep,
      })),
  )
const rules = fc.record({
  windowMinutes: fc.constantFrom(0, 3, 10, 60),
  radiusMiles: fc.constantFrom(0, 0.5, 1, 10),
  cap: fc.integer({ min: 1, max: 5 }),
  mph: fc.constantFrom(10, 20),
  stopMinutes: fc.constantFrom(0, 2),
})

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> {
  return batchingReplay.finish!(
    tableOf(batchingReplay, await db.answer(batchingReplay, raw)),
    readParameters(batchingReplay.parameters, raw),
  ).rows()
}

describe('replay', () => {
  it('equals the definition read word by word, on thousands of random evenings', () => {
    fc.assert(
      fc.property(orders, rules, (list, rule) => {
        const expected = referenceReplay(list, rule, milesBetween)
        const found = replay(list, rule)
        expect(found.map((batch) => batch.orders.map((order) => order.id))).toEqual(expected.map((batch) => batch.ids))
        found.forEach((batch, at) => {
          expect(batch.miles).toBeCloseTo(expected[at]!.miles, 9)
          batch.orders.forEach((order, nth) => {
            expect(batch.deliveredAt[nth]).toBeCloseTo(expected[at]!.delivered[order.id]!, 9)
          })
        })
      }),
      { numRuns: runs(300) },
    )
  })

  it('keeps to its rule: every order once, no batch too large, too late or too far apart, nothing dropped off before it is ready', () => {
    fc.assert(
      fc.property(orders, rules, (list, rule) => {
        const found = replay(list, rule)
        expect(found.flatMap((batch) => batch.orders.map((order) => order.id)).sort()).toEqual(
          list.map((order) => order.id),
        )
        for (const { orders: own, deliveredAt } of found) {
          expect(own.length).toBeLessThanOrEqual(rule.cap)
          for (const order of own) {
            expect(order.orderedAt - own[0]!.orderedAt).toBeLessThanOrEqual(rule.windowMinutes)
            expect(milesBetween(order.restaurant, own[0]!.restaurant)).toBeLessThanOrEqual(rule.radiusMiles)
          }
          own.forEach((order, at) => {
            expect(deliveredAt[at]).toBeGreaterThanOrEqual(order.readyAt + rule.stopMinutes - 1e-9)
          })
        }
      }),
      { numRuns: runs(200) },
    )
  })

  it('by hand: two orders of one house a minute apart, with room and time, make one drive', () => {
    // 0.01 degrees of latitude are 0.691 miles: 4.146 minutes at 10 miles an hour.
    const [kitchen, house] = [
      { lat: 0, lng: 0 },
      { lat: 0.01, lng: 0 },
    ]
    const order = (id: string, orderedAt: number): LoggedOrder => ({
      id,
      orderedAt,
      readyAt: orderedAt + 10,
      restaurant: kitchen,
      address: house,
    })
    const rule: ReplayRule = { windowMinutes: 5, radiusMiles: 1, cap: 3, mph: 10, stopMinutes: 2 }
    const [batch, ...none] = replay([order('a', 0), order('b', 1)], rule)
    expect(none).toEqual([])
    expect(batch!.miles).toBeCloseTo(0.691, 3)
    // Ready at 10 and 11; picked up by 12 (after the first stop, and the second is then ready), 14 on the road, there at 18.146, the second after a stop.
    expect(batch!.deliveredAt.map((minute) => Number(minute.toFixed(3)))).toEqual([18.146, 20.146])
    expect(
      replay([order('a', 0), order('b', 1)], { ...rule, cap: 1 }).map((one) => Number(one.deliveredAt[0]!.toFixed(3))),
    ).toEqual([16.146, 17.146])
  })

  it('knows the distance of two cities', () => {
    expect(milesBetween({ lat: 36.12, lng: -86.67 }, { lat: 33.94, lng: -118.4 })).toBeCloseTo(1793.6, 0)
  })
})

describe('batching-replay', () => {
  it('sweeps over windows on the sample: the longer, the fuller the batches and the fewer the miles', async () => {
    await loadSample(db, RECORDED)
    const rows = await answer({})
    expect(rows.map((row) => row['window_minutes'])).toEqual([0, 2, 5, 10, 15, 20, 30])
    rows.forEach((row, at) => {
      expect(row['orders']).toBe(rows[0]!['orders'])
      if (at === 0) return
      expect(row['orders_per_batch']).toBeGreaterThan(Number(rows[at - 1]!['orders_per_batch']))
    })
    expect(rows[6]!['miles_per_order']).toBeLessThan(Number(rows[0]!['miles_per_order']))
    expect(rows[6]!['mean_minutes']).toBeGreaterThan(Number(rows[0]!['mean_minutes']))
    const [single] = await answer({ window: 10 })
    expect(single).toEqual(rows[3])
    expect((await answer({ cap: 1 })).every((row) => row['batched_pct'] === 0 && row['orders_per_batch'] === 1)).toBe(
      true,
    )
    const [chart] = batchingReplay.charts!(tableOf(batchingReplay, rows), {})
    expect(chart!.summary).toMatch(
      /^A window of 30 minutes instead of 0 puts [\d.]+ orders in a batch instead of [\d.]+, takes [\d.]+ minutes longer and saves [\d.]+ miles an order\.$/,
    )
  })

  it('says what it needs, and what it lacks', async () => {
    await loadSample(db, { deliveries: 'deliveries_flat.ndjson' })
    await expect(answer({})).rejects.toThrow('A replay needs to know where orders come from and go to')
    await loadSample(db, RECORDED)
    const none = await answer({ from: '2030-01-01' })
    expect(none).toEqual([])
    expect(batchingReplay.charts!(tableOf(batchingReplay, none), {})[0]!.summary).toBe(
      'No order in these dates has a time and coordinates.',
    )
  })
})
