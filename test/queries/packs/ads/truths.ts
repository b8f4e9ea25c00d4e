import { expect } from 'vitest'
import type { PackBed } from '../bed'
import { truthsOf, type TileOf } from '../truthsOf'

interface Ads {
  readonly conversions: number
  readonly value: number
  readonly impressions: number
  readonly clicks: number
  readonly withTouch: number
  readonly viewThrough: number
  readonly campaigns: readonly Readonly<Record<'campaign_id' | 'tier', string> & Record<'value' | 'spend', number>>[]
  readonly advertisers: readonly Readonly<Record<'campaigns' | 'spend' | 'conversions' | 'value', number>>[]
  readonly products: readonly Readonly<Record<'windowHours' | 'conversions' | 'attributed', number>>[]
}

/** Holds the dashboard of ads to what is planted in its sample. */
export async function expectAds(tileOf: TileOf, bed: PackBed): Promise<void> {
  const truth = truthsOf('ads') as Ads
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const sum = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
    rows.reduce((all, row) => all + Number(row[column]), 0)
  const returns = new Map(rowsOf('Which campaigns bring more than they cost?').map((row) => [row['campaign_id'], row]))
  expect(returns.size).toBe(truth.campaigns.length)
  for (const { campaign_id: id, spend, value } of truth.campaigns) {
    expect(returns.get(id)?.['spend']).toBeCloseTo(spend, 6)
    expect(returns.get(id)?.['last_touch_value']).toBeCloseTo(value, 6)
  }
  const credited = truth.campaigns.reduce((all, one) => all + one.value, 0)
  for (const column of ['linear_value', 'time_decay_value'])
    expect(sum([...returns.values()], column)).toBeCloseTo(credited, 6)
  const advertisers = (await bed.query('advertisers')).rows()
  expect(new Set(advertisers.map((row) => row['conversions']))).toEqual(
    new Set(truth.advertisers.map((one) => one.conversions)),
  )
  expect(sum(advertisers, 'spend')).toBeCloseTo(
    truth.advertisers.reduce((all, one) => all + one.spend, 0),
    6,
  )
  const { conversions, withTouch, viewThrough } = truth
  expect((await bed.query('view-through')).row(0)).toMatchObject({
    conversions,
    with_touch: withTouch,
    view_through: viewThrough,
    view_through_pct: (100 * viewThrough) / conversions,
  })
  const windows = rowsOf("Do touches fall into each conversion's own window?")
  for (const row of windows) {
    const own = truth.products.filter(({ windowHours }) => windowHours === row['window_hours'])
    expect([row['conversions'], row['attributed']]).toEqual([
      own.reduce((all, one) => all + one.conversions, 0),
      own.reduce((all, one) => all + one.attributed, 0),
    ])
  }
  expect(windows).toHaveLength(2)
  const days = rowsOf('What is spent, and what comes of it, day by day?')
  expect(sum(days, 'impressions')).toBe(truth.impressions)
  expect(sum(days, 'clicks')).toBe(truth.clicks)
  expect(sum(days, 'value')).toBeCloseTo(truth.value, 6)
  expect(sum(days, 'spend')).toBeCloseTo(
    truth.campaigns.reduce((all, one) => all + one.spend, 0),
    6,
  )
}
