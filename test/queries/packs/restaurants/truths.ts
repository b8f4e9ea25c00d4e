import { expect } from 'vitest'
import type { PackBed } from '../bed'
import { truthsOf, type TileOf } from '../truthsOf'

interface Restaurants {
  readonly orders: number
  readonly turn: string
  readonly reasons: Readonly<Record<string, string>>
  readonly slow: string
  readonly restaurants: readonly {
    readonly name: string
    readonly orders: number
    readonly delivered: number
    readonly revenue: number
    readonly revenueBefore: number
  }[]
  readonly outage: { readonly item: string; readonly hours: number; readonly revenue: number }
  readonly care: {
    readonly sour: string
    readonly months: readonly {
      readonly asked: number
      readonly answered: number
      readonly promoters: number
      readonly detractors: number
    }[]
    readonly troubled: string
    readonly tickets: number
    readonly ticketsBefore: number
    readonly slowest: string
    readonly outageMinutes: number
    readonly checks: number
    readonly failed: number
  }
}

/** Surveys, tickets and uptime. */
function expectCare(tileOf: TileOf, { care }: Restaurants): void {
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const months = rowsOf('Do restaurants recommend us, month by month?')
  expect(
    months.map(({ asked, answered, promoters, detractors }) => ({ asked, answered, promoters, detractors })),
  ).toEqual(care.months)
  for (const [index, { answered, promoters, detractors }] of care.months.entries())
    expect(months[index]?.['promoter_score']).toBeCloseTo((100 * (promoters - detractors)) / answered, 9)
  const [worst, ...others] = rowsOf('Where would they not recommend us?')
  expect(worst).toMatchObject({ market: care.sour, promoter_score: -100 })
  for (const { promoter_score } of others) expect(promoter_score).toBeGreaterThan(0)
  const topics = rowsOf('How soon are tickets answered?')
  expect(topics.toSorted((a, b) => Number(b['first_reply_hours']) - Number(a['first_reply_hours']))[0]).toMatchObject({
    topic: care.slowest,
  })
  expect(rowsOf('Who needs more help than before?')[0]).toMatchObject({
    restaurant_name: care.troubled,
    tickets: care.tickets,
    tickets_before: care.ticketsBefore,
  })
  expect(rowsOf('Whose tablet is down, and for how long?')[0]).toMatchObject({
    restaurant_name: care.troubled,
    checks: care.checks,
    uptime_pct: expect.closeTo(100 * (1 - care.failed / care.checks), 9) as unknown,
    longest_minutes: care.outageMinutes,
  })
}

/** Holds the dashboard of restaurants to what is planted in its sample. */
export async function expectRestaurants(tileOf: TileOf, bed: PackBed): Promise<void> {
  const truth = truthsOf('restaurants') as Restaurants
  const rowsOf = (title: string) =>
    new Map(
      tileOf(title)
        .run.table.rows()
        .map((row) => [String(row['restaurant_name']), row]),
    )
  const glance = rowsOf('Who earns what?')
  expect(glance.size).toBe(truth.restaurants.length)
  for (const { name, orders, delivered, revenue, revenueBefore } of truth.restaurants) {
    expect(glance.get(name)).toMatchObject({ orders, delivered })
    expect(glance.get(name)?.['revenue']).toBeCloseTo(revenue, 6)
    expect(glance.get(name)?.['revenue_before']).toBeCloseTo(revenueBefore, 6)
  }
  const reasons = rowsOf('Why did revenue change?')
  for (const [name, reason] of Object.entries(truth.reasons)) expect(reasons.get(name)?.['main_reason']).toBe(reason)
  for (const row of reasons.values())
    if (row['main_reason'] !== null)
      expect(Number(row['by_orders']) + Number(row['by_completion']) + Number(row['by_value'])).toBeCloseTo(
        Number(row['change']),
        6,
      )
  const help = rowsOf('Which restaurants need help?')
  const lost = truth.restaurants
    .filter(({ name }) => name in truth.reasons)
    .sort((a, b) => a.revenue - a.revenueBefore - (b.revenue - b.revenueBefore))
  expect([...help.keys()].slice(0, lost.length)).toEqual(lost.map(({ name }) => name))
  expect(help.get(truth.slow)?.['what']).toMatch(/preparation.*rating/)
  const since = rowsOf('Since when?')
  for (const name of ['Lotus', 'Cantina']) expect(since.get(name)?.['since'], name).toBe(truth.turn)
  const { item, hours, revenue } = truth.outage
  expect(tileOf('What would missing items have brought?').run.table.rows()).toEqual([
    {
      restaurant_name: 'Siam',
      item_name: item,
      hours_out: hours,
      missed_sales: expect.any(Number) as unknown,
      missed_revenue: expect.closeTo(revenue, 6) as unknown,
    },
  ])
  expectCare(tileOf, truth)
  const all = (await bed.query('day-parts', { days: 112 })).rows()
  expect(all.reduce((sum, row) => sum + Number(row['orders']), 0)).toBeLessThanOrEqual(truth.orders)
}
