import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { TileAnswer } from '../../../src-renderer/host/dashboard/tileAnswer'
import type { PackBed } from './bed'

/** The rows behind a tile, by its title. */
type TileOf = (title: string) => TileAnswer

function truthsOf(sample: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../samples', sample, 'truths.json'), 'utf8'))
}

interface ActiveUsers {
  readonly dau: Readonly<Record<string, number>>
  readonly stories: { readonly daily: Readonly<Record<string, number>> }
  readonly monthlyUsers: {
    readonly all: number
    readonly segments: Readonly<Record<string, Readonly<Record<string, number>>>>
  }
  readonly conversions: number
  readonly weight: number
}

async function expectActiveUsers(tileOf: TileOf, bed: PackBed): Promise<void> {
  const { dau, stories, monthlyUsers, conversions, weight } = truthsOf('active-users') as ActiveUsers
  const days = tileOf('How many come on a day, in a week, in a month?').run.table.rows()
  expect(Object.fromEntries(days.map((row) => [row['date'], row['dau']]))).toEqual(dau)
  const byFeature = tileOf('Which feature loses its daily users?').run.table.rows()
  const ofStories = byFeature.filter((row) => row['dim_features.feature_name'] === 'Stories')
  expect(Object.fromEntries(ofStories.map((row) => [row['date'], row['value']]))).toEqual(stories.daily)
  const { US, DE, BR, IN } = monthlyUsers.segments['Casual']!
  const month = tileOf('Which segments and countries have most monthly users?').run.table.rows()
  const most = month.filter((row) => row['segment'] !== null && row['country'] !== null)
  expect(month[0]).toEqual({ segment: null, country: null, mau: monthlyUsers.all })
  expect(most[0]).toEqual({ segment: 'Casual', country: 'United States', mau: US })
  const ofCasual = most.filter((row) => row['segment'] === 'Casual').map((row) => [row['country'], row['mau']])
  expect(Object.fromEntries(ofCasual)).toEqual({ 'United States': US, Germany: DE, Brazil: BR, India: IN })
  const types = tileOf('What do people do, and what does it weigh?').run.table.rows()
  const converting = types.filter((row) => row['is_conversion_event'] === true)
  expect(converting.map((row) => row['activities'])).toEqual([conversions])
  expect(types.reduce((sum, row) => sum + Number(row['weight']), 0)).toBe(weight)
  const kinds = (await bed.query('kinds-of-days')).rows()
  const weekends = kinds.find((row) => row['kind'] === 'weekend')
  const workdays = kinds.find((row) => row['kind'] === 'working day')
  expect(Number(weekends?.['avg_dau'])).toBeLessThan(0.6 * Number(workdays?.['avg_dau']))
  expect(kinds.find((row) => row['kind'] === 'holiday')).toMatchObject({ days: 1, avg_dau: dau['2024-05-01'] })
}

/** By pack: holds its dashboard on its sample to what is planted there. */
export const truths: Readonly<Record<string, (tileOf: TileOf, bed: PackBed) => void | Promise<void>>> = {
  'active-users': expectActiveUsers,
}
