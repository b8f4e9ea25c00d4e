import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attribution } from '../../../../queries/attribution/attribution'
import { attributionRoas } from '../../../../queries/attribution/attribution-roas'
import { tierOf } from '../../../../queries/attribution/attribution-roas/plan'
import { attributionTouchTypes } from '../../../../queries/attribution/attribution-touch-types'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { adsTruths, loadAds } from '../attribution/adsSample'
import { answerOf } from '../attribution/answer'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

describe('the ads sample', () => {
  beforeAll(async () => {
    await loadAds(duck)
  })

  it('gives the returns and tiers that were planted, by last touch', async () => {
    const rows = await answerOf(duck, attributionRoas, { conversion: 'conversion' })
    for (const truth of adsTruths.campaigns) {
      const row = rows.find((one) => one['campaign'] === truth.campaign_id)!
      expect(row).toMatchObject({ model: 'last', spend: truth.spend, conversions: truth.conversions, tier: truth.tier })
      expect(row['value']).toBeCloseTo(truth.value, 6)
      expect(row['roas']).toBeCloseTo(truth.roas, 6)
      if (truth.conversions === 0) expect(row['cpa']).toBeNull()
      else expect(row['cpa']).toBeCloseTo(truth.spend / truth.conversions, 6)
    }
    expect(rows).toHaveLength(adsTruths.campaigns.length + 1)
    expect(rows.at(-1)).toMatchObject({
      campaign: '(none)',
      spend: null,
      conversions: adsTruths.withoutTouch,
      roas: null,
      tier: null,
      cpa: null,
    })
  })

  it('shares the same value under every model that counts once, with the spend beside it', async () => {
    const rows = await answerOf(duck, attributionRoas, { conversion: 'conversion', model: 'all' })
    for (const model of ['first', 'linear', 'shapley', 'markov', 'time-decay']) {
      const own = rows.filter((one) => one['model'] === model)
      expect(own.reduce((sum, one) => sum + (one['value'] as number), 0)).toBeCloseTo(adsTruths.value, 6)
      expect(own.reduce((sum, one) => sum + ((one['spend'] as number | null) ?? 0), 0)).toBeCloseTo(
        adsTruths.campaigns.reduce((sum, one) => sum + one.spend, 0),
        6,
      )
    }
    const kpis = attributionRoas.kpis!(tableOf(attributionRoas, rows), {}, null)
    expect(kpis.map((one) => one.label)).toEqual(['Spend', 'Return on spend', 'Cost per acquisition', 'Poor campaigns'])
    expect(attributionRoas.charts!(tableOf(attributionRoas, rows), {})[0]!.summary).toMatch(
      /^First touch: \d+ excellent/,
    )
  })

  it('gives first and last touches, and what was only seen, as planted', async () => {
    for (const [model, truths] of [
      ['first', adsTruths.firstTouch],
      ['last', adsTruths.lastTouch],
    ] as const) {
      const rows = await answerOf(duck, attribution, { conversion: 'conversion', channel: 'channel', model })
      for (const [channel, truth] of Object.entries(truths))
        expect(rows.find((one) => one['channel'] === channel)!['conversions']).toBe(truth.conversions)
    }
    const types = await answerOf(duck, attributionTouchTypes, { conversion: 'conversion', channel: 'channel' })
    const count = (type: string): number =>
      types.filter((one) => one['type'] === type).reduce((sum, one) => sum + (one['conversions'] as number), 0)
    expect([count('view-through'), count('click-through'), count('(none)')]).toEqual([
      adsTruths.viewThrough,
      adsTruths.withTouch - adsTruths.viewThrough,
      adsTruths.withoutTouch,
    ])
    expect(attributionTouchTypes.kpis!(tableOf(attributionTouchTypes, types), {}, null)[2]).toMatchObject({
      label: 'View-through',
      value: 20,
      detail: '108 of 540 with a touch',
    })
  })

  it('lists the users of a campaign', async () => {
    const rows = await answerOf(duck, attributionRoas, { conversion: 'conversion' })
    const row = rows.find((one) => one['campaign'] === 'sea_brand')!
    const users = await duck.run(
      attributionRoas.drill!(
        { row, column: 'roas' },
        readParameters(attributionRoas.parameters, { conversion: 'conversion' }),
        duck.catalog,
        null,
      )!.plan,
    )
    expect(users.reduce((sum, user) => sum + (user['credit'] as number), 0)).toBe(row['conversions'])
  })
})

describe('spend', () => {
  const at = (day: number): string => `2024-05-0${day}T00:00:00Z`
  const failure = (parameters: Readonly<Record<string, ParameterValue>>): Promise<unknown> =>
    answerOf(duck, attributionRoas, { conversion: 'buy', ...parameters }).catch((error: unknown) => error)

  it('is summed by campaign, between the dates where it is dated', async () => {
    await duck.load({
      name: 'log',
      events: [
        { user: 'a', event: 'click', ts: at(2), more: { campaign: 'x' } },
        { user: 'a', event: 'buy', ts: at(3), value: 60, more: { campaign: null } },
        { user: 'b', event: 'buy', ts: at(3), value: 5 },
      ],
    })
    await duck.loadPlain('costs', [
      { name: 'x', cost: 10, day: '2024-05-01' },
      { name: 'x', cost: 20, day: '2024-05-03' },
      { name: 'idle', cost: 4, day: '2024-05-03' },
      { name: 'x', cost: null, day: '2024-05-03' },
    ])
    const given = { spend_table: 'costs', spend_campaign: 'name' }
    expect(await answerOf(duck, attributionRoas, { conversion: 'buy', ...given })).toEqual([
      { campaign: 'x', model: 'last', spend: 30, conversions: 1, value: 60, roas: 2, tier: 'good', cpa: 30 },
      { campaign: 'idle', model: 'last', spend: 4, conversions: 0, value: 0, roas: 0, tier: 'poor', cpa: null },
      { campaign: '(none)', model: 'last', spend: null, conversions: 1, value: 5, roas: null, tier: null, cpa: null },
    ])
    const dated = await answerOf(duck, attributionRoas, {
      conversion: 'buy',
      ...given,
      spend_date: 'day',
      from: '2024-05-02',
    })
    expect(dated[0]).toMatchObject({ spend: 20, roas: 3, tier: 'excellent' })
  })

  it('says what is missing', async () => {
    expect(await failure({ spend_table: 'cost', spend_campaign: 'name' })).toMatchObject({
      code: 'not-found',
      payload: { what: 'table', candidates: ['costs'] },
    })
    expect(await failure({ spend_table: 'costs' })).toMatchObject({
      code: 'bad-parameter',
      payload: { parameter: 'spend_campaign' },
    })
    await duck.loadPlain('more', [{ campaign: 'x', spend: 1 }])
    expect(await failure({})).toMatchObject({ code: 'bad-parameter', payload: { parameter: 'spend_table' } })
  })

  it('has tiers that begin at 3, 2 and 1', () => {
    expect([3, 2.999, 2, 1.999, 1, 0.999, 0].map(tierOf)).toEqual([
      'excellent',
      'good',
      'good',
      'break-even',
      'break-even',
      'poor',
      'poor',
    ])
  })
})
