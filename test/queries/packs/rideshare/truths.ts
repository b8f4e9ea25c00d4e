import { expect } from 'vitest'
import { truthsOf, type TileOf } from '../truthsOf'

interface Week {
  readonly rides: number
  readonly carpools: number
}

interface Rideshare extends Week {
  readonly riders: number
  readonly firstWeek: Week
  readonly lastWeek: Week
  readonly matched: Readonly<Record<string, { readonly requests: number; readonly matched: number }>>
  readonly earnings: Readonly<Record<'Regular' | 'Carpool', number>>
}

const close = (value: number) => expect.closeTo(value, 6) as unknown

/** Holds the dashboard of rides to what is planted in its sample. */
export function expectRideshare(tileOf: TileOf): void {
  const truth = truthsOf('rideshare') as Rideshare
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const weeks = rowsOf('Do more rides become carpools?')
  expect(weeks[0]).toMatchObject(truth.firstWeek)
  expect(weeks[5]).toMatchObject(truth.lastWeek)
  expect(weeks.reduce((sum, row) => sum + Number(row['rides']), 0)).toBe(truth.rides)
  const zones = rowsOf('Where do people share rides?')
  for (const [zone, { requests, matched }] of Object.entries(truth.matched))
    expect(zones.find((row) => row['zone'] === zone)).toMatchObject({
      carpool_requests: requests,
      matched_pct: close((100 * matched) / requests),
    })
  const occupancy = rowsOf('How full are shared cars?').find((row) => row['kind'] === 'Carpool')
  expect(occupancy).toMatchObject({ rides: truth.carpools, riders_per_ride: close(truth.riders / truth.carpools) })
  const earnings = rowsOf('Do drivers earn more with carpools?')
  for (const [kind, hourly] of Object.entries(truth.earnings))
    expect(earnings.find((row) => row['kind'] === kind)).toMatchObject({ earnings_per_hour: close(hourly) })
  const detours = rowsOf('What does sharing cost a rider in time?').map((row) => Number(row['detour_minutes']))
  expect(detours).toEqual([...detours].sort((a, b) => a - b))
  expect(rowsOf('Do segments and rides hold together?').map((row) => row['found'])).toEqual([0, 1, 0, 0, 0, 0])
}
