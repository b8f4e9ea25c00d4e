import { expect } from 'vitest'
import { truthsOf, type TileOf } from '../truthsOf'

interface Side {
  readonly deliveries: number
  readonly meanMinutes: number
}

interface OrderBatching {
  readonly deliveries: number
  readonly delivered: number
  readonly cancelledDeliveries: number
  readonly batched: Side
  readonly individual: Side
  readonly algorithms: readonly { readonly name: string; readonly version: string; readonly batches: number }[]
  readonly places: readonly {
    readonly place: number
    readonly deliveries: number
    readonly rated: number
    readonly meanScore: number
  }[]
  readonly stateMinutes: Readonly<Record<string, number>>
}

/** Holds the dashboard of order batching to what is planted in its sample. */
export function expectOrderBatching(tileOf: TileOf): void {
  const truth = truthsOf('order-batching') as OrderBatching
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const sides = rowsOf('Batched or alone: how long, how far, how late?')
  for (const kind of ['batched', 'individual'] as const) {
    const row = sides.find((one) => one['delivery_type'] === kind)
    expect(row?.['deliveries']).toBe(truth[kind].deliveries)
    expect(row?.['mean_minutes']).toBeCloseTo(truth[kind].meanMinutes, 6)
  }
  const arrived = rowsOf('How many deliveries arrive?')
  const sum = (column: string) => arrived.reduce((all, row) => all + Number(row[column]), 0)
  expect([sum('deliveries'), sum('delivered'), sum('cancelled')]).toEqual([
    truth.deliveries,
    truth.delivered,
    truth.cancelledDeliveries,
  ])
  const cancelled = rowsOf('Why are deliveries cancelled?')
  expect(cancelled.reduce((all, row) => all + Number(row['cancelled']), 0)).toBe(truth.cancelledDeliveries)
  expect(rowsOf('Who waits longest in a batch, and says so?')).toEqual(
    truth.places.map(({ place, deliveries, rated, meanScore }): unknown =>
      expect.objectContaining({ place, deliveries, rated, mean_score: expect.closeTo(meanScore, 9) as unknown }),
    ),
  )
  const traffic = rowsOf('Does each algorithm get its traffic?')
  expect(Object.fromEntries(traffic.map((row) => [row['algorithm'], row['batches']]))).toEqual(
    Object.fromEntries(truth.algorithms.map(({ name, version, batches }) => [`${name} ${version}`, batches])),
  )
  for (const row of traffic) expect(Math.abs(Number(row['z']))).toBeLessThan(3)
  const states = rowsOf('How long do batches stay in a state?')
  for (const [state, minutes] of Object.entries(truth.stateMinutes))
    expect(states.find((row) => row['state'] === state)?.['mean_minutes']).toBeCloseTo(minutes, 9)
}
