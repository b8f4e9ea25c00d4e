import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { deliveryTimes } from '../../../../queries/batching/delivery-times'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

vi.setConfig({ testTimeout: 120_000 })

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

/** The definition, action by action. */
function reference(
  actions: readonly Action[],
  minutesOf: (from: string, to: string) => number | null,
): readonly (readonly [string, string, number | null, number | null, number | null])[] {
  const rows: [string, string, number | null, number | null, number | null][] = []
  for (const driver of new Set(actions.map((one) => one.driver))) {
    let [clock, missing, place] = [0, 0, null as string | null]
    const open = new Map<
      string,
      { at: number; missing: number; row: [string, string, number | null, number | null, number | null] }
    >()
    for (const one of actions.filter((action) => action.driver === driver)) {
      if (place !== null && place !== one.location) {
        const minutes = minutesOf(place, one.location)
        if (minutes === null) missing += 1
        else clock += minutes
      }
      place = one.location
      const known = open.get(one.order_no)
      if (one.action_type === 'pick_up' && known === undefined) {
        const row: [string, string, number | null, number | null, number | null] = [
          one.order_no,
          driver,
          missing === 0 ? clock : null,
          null,
          null,
        ]
        open.set(one.order_no, { at: clock, missing, row })
        rows.push(row)
      }
      if (one.action_type === 'drop_off' && known !== undefined && known.at >= 0) {
        known.row[3] = missing === 0 ? clock : null
        known.row[4] = missing === known.missing ? clock - known.at : null
        known.at = -1
      }
    }
  }
  return rows.sort((one, two) => (one[0] < two[0] ? -1 : one[0] > two[0] ? 1 : one[1] < two[1] ? -1 : 1))
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

  it('agrees with the definition on random days', async () => {
    const actions = fc.array(
      fc.record({
        driver: fc.constantFrom('A', 'B'),
        order_no: fc.constantFrom('1', '2', '3', '4'),
        action_type: fc.constantFrom('pick_up', 'drop_off', 'drop_off', 'wait'),
        location: fc.constantFrom('P', 'Q', 'R'),
      }),
      { minLength: 1, maxLength: 14 },
    )
    const minutes = fc.array(fc.option(fc.integer({ min: 1, max: 20 }), { freq: 6 }), { minLength: 9, maxLength: 9 })
    await fc.assert(
      fc.asyncProperty(actions, minutes, async (list, times) => {
        const places = ['P', 'Q', 'R']
        const timeOf = (from: string, to: string): number | null =>
          times[3 * places.indexOf(from) + places.indexOf(to)]!
        await load(list, [
          ...places.flatMap((from_location) =>
            places.map((to_location) => ({ from_location, to_location, minutes: timeOf(from_location, to_location) })),
          ),
          { from_location: 'x', to_location: 'y', minutes: 1 },
        ])
        expect(
          (await db.answer(deliveryTimes)).map((row) => [
            row['order_no'],
            row['driver'],
            row['picked_up_minute'],
            row['delivered_minute'],
            row['minutes'],
          ]),
        ).toEqual(reference(list, timeOf))
      }),
      { numRuns: 150 },
    )
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
