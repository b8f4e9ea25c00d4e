import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliveryTimes } from '../../../../queries/batching/delivery-times'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

interface Action {
  readonly driver: string
  readonly order_no: string
  readonly action_type: string
  readonly location: string
}

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function load(
  actions: readonly Action[],
  travel: readonly Readonly<Record<string, string | number | null>>[],
): Promise<void> {
  db.forget()
  await db.loadPlain(
    'actions',
    actions.map((one) => ({ ...one })),
    { driver: 'string', order_no: 'string', action_type: 'string', location: 'string' },
  )
  await db.loadPlain('travel_times', travel)
}

describe('delivery-times', () => {
  const by = (driver: string, order_no: string, action_type: string, location: string): Action => ({
    driver,
    order_no,
    action_type,
    location,
  })
  const day = [
    by('A', '1', 'pick_up', 'Pizza'),
    by('B', '3', 'pick_up', 'Sushi'),
    by('A', '2', 'pick_up', 'Tacos'),
    by('A', '1', 'drop_off', 'Oak'),
    by('A', '2', 'drop_off', 'Elm'),
    by('B', '3', 'drop_off', 'Elm'),
    by('B', '10', 'pick_up', 'Elm'),
  ]

  it('by hand: Pizza to Tacos 5, to Oak 7, to Elm 4; Sushi to Elm 9', async () => {
    const pairs = [
      ['Pizza', 'Tacos', 5],
      ['Tacos', 'Oak', 7],
      ['Oak', 'Elm', 4],
      ['Sushi', 'Elm', 9],
    ] as const
    await load(
      day,
      pairs.map(([from_location, to_location, minutes]) => ({ from_location, to_location, minutes })),
    )
    const rows = await db.answer(deliveryTimes)
    expect(
      rows.map((row) => [
        row['order_no'],
        row['driver'],
        row['picked_up_minute'],
        row['delivered_minute'],
        row['minutes'],
      ]),
    ).toEqual([
      ['1', 'A', 0, 12, 12],
      ['2', 'A', 5, 16, 11],
      ['3', 'B', 0, 9, 9],
      ['10', 'B', 9, null, null],
    ])
    expect(deliveryTimes.charts!(tableOf(deliveryTimes, rows), {})[0]!.summary).toBe(
      '3 of 4 orders were delivered, in 10.7 minutes on average from the pickup.',
    )
    // The same as a matrix.
    const places = ['Pizza', 'Tacos', 'Oak', 'Elm', 'Sushi']
    await load(
      day,
      places.map((from) => ({
        location: from,
        ...Object.fromEntries(
          places.map((to) => [to, pairs.find((pair) => pair[0] === from && pair[1] === to)?.[2] ?? null]),
        ),
      })),
    )
    db.catalog = {
      ...db.catalog,
      tables: db.catalog.tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) =>
          places.includes(column.name) ? { ...column, type: 'integer' } : column,
        ),
      })),
    }
    expect(await db.answer(deliveryTimes)).toEqual(rows)
  })

  it('says what is missing', async () => {
    db.forget()
    await expect(db.answer(deliveryTimes)).rejects.toThrow('There is no table "actions"')
    await db.loadPlain('actions', [{ driver: 'A', location: 'P' }])
    await db.loadPlain('travel_times', [{ somewhere: 'P' }])
    await expect(db.answer(deliveryTimes)).rejects.toThrow('has no column order_no')
    await db.loadPlain('actions', [{ driver: 'A', location: 'P', order_no: 1, action_type: 'pick_up' }])
    await expect(db.answer(deliveryTimes)).rejects.toThrow('holds no travel times')
  })
})
