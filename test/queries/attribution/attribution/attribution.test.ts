import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attribution } from '../../../../queries/attribution/attribution'
import { MODELS } from '../../../../queries/attribution/models'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { isLatheError } from '../../../../src-renderer/model/error'
import { answerOf } from './answer'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'
import { logArbitrary, MORE, NAMES, parametersOf, questionArbitrary } from './randomJourneys'
import { attributionReference, type Credit } from './reference'
import { runs } from '../../../runs'

function creditsOf(rows: readonly Row[], model: string): readonly Credit[] {
  return rows
    .filter((row) => row['model'] === model)
    .map((row) => ({
      channel: row['channel'] as string,
      conversions: row['conversions'] as number,
      value: row['value'] as number,
    }))
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
}

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

function expectClose(found: readonly Credit[], wanted: readonly Credit[]): void {
  expect(found.map((one) => one.channel)).toEqual(wanted.map((one) => one.channel))
  found.forEach((one, index) => {
    expect(one.conversions).toBeCloseTo(wanted[index]!.conversions, 9)
    expect(one.value).toBeCloseTo(wanted[index]!.value, 9)
  })
}

describe('against the naive reference', () => {
  it('gives a model asked for alone as among all', async () => {
    await fc.assert(
      fc.asyncProperty(logArbitrary, questionArbitrary, fc.constantFrom(...NAMES), async (log, question, model) => {
        await duck.load({ name: 'log', events: log, more: MORE })
        const rows = await answerOf(duck, attribution, parametersOf(question, model))
        expect(new Set(rows.map((row) => row['model']))).toEqual(new Set([model]))
        expectClose(
          creditsOf(rows, model),
          attributionReference(log, { ...question, model }).map((credit) =>
            log.some((event) => event.value !== undefined) ? credit : { ...credit, value: 0 },
          ),
        )
      }),
      { numRuns: runs(10) },
    )
  })
})

describe('by hand', () => {
  /** ann clicks an ad (day 1), a mail (day 3), comes directly (day 4), and buys for 100 (day 8, the minute of the first click). */
  const log: readonly LogEvent[] = [
    { user: 'ann', event: 'click', ts: '2024-05-01T12:00:00Z', more: { channel: 'ads' } },
    { user: 'ann', event: 'click', ts: '2024-05-03T12:00:00Z', more: { channel: 'mail' } },
    { user: 'ann', event: 'visit', ts: '2024-05-04T12:00:00Z', more: { channel: 'direct' } },
    { user: 'ann', event: 'buy', ts: '2024-05-08T12:00:00Z', value: 100, more: { channel: 'shop' } },
    // At the very time of the conversion: not a touch.
    { user: 'ann', event: 'click', ts: '2024-05-08T12:00:00Z', more: { channel: 'ads' } },
    // Without a touch.
    { user: 'bob', event: 'buy', ts: '2024-05-02T00:00:00Z', value: 7 },
    // No user: belongs to nobody.
    { user: null, event: 'buy', ts: '2024-05-02T00:00:00Z', value: 1000 },
  ]
  // Half-life 1 day: weights 2^-3, 2^-1, 1 against the newest touch, 1.625 in all.
  const cases: readonly (readonly [model: string, ads: number, mail: number, direct: number])[] = [
    ['first', 1, 0, 0],
    ['last', 0, 0, 1],
    ['last-non-direct', 0, 1, 0],
    ['linear', 1 / 3, 1 / 3, 1 / 3],
    ['time-decay', 0.125 / 1.625, 0.5 / 1.625, 1 / 1.625],
    ['position', 0.4, 0.2, 0.4],
    ['j', 0.2, 0.2, 0.6],
    ['inverse-j', 0.6, 0.2, 0.2],
    ['participation', 1, 1, 1],
    ['shapley', 1 / 3, 1 / 3, 1 / 3],
    // One journey, which needs each of its channels, and bob's lone conversion: each removal loses all.
    ['markov', 1 / 3, 1 / 3, 1 / 3],
  ]
  it.each(cases)('%s', async (model, ads, mail, direct) => {
    await duck.load({ name: 'log', events: log })
    const rows = await answerOf(duck, attribution, { conversion: 'buy', model, half_life_days: 1 })
    const credit = (channel: string): readonly unknown[] => {
      const row = rows.find((one) => one['channel'] === channel)
      return [row?.['conversions'], row?.['value']].map((one) =>
        typeof one === 'number' ? Math.round(one * 1e9) / 1e9 : one,
      )
    }
    const round = (share: number): readonly number[] => [
      Math.round(share * 1e9) / 1e9,
      Math.round(share * 100 * 1e9) / 1e9,
    ]
    expect([credit('ads'), credit('mail'), credit('direct')]).toEqual([ads, mail, direct].map(round))
    expect(credit('(none)')).toEqual([1, 7])
    expect(rows).toHaveLength(4)
  })

  it('leaves out a touch before the lookback, and keeps one at its very start', async () => {
    await duck.load({ name: 'log', events: log })
    const first = async (lookback: string): Promise<unknown> =>
      (await answerOf(duck, attribution, { conversion: 'buy', model: 'first', lookback })).find(
        (row) => (row['value'] as number) >= 100,
      )?.['channel']
    expect(await first('7 days')).toBe('ads')
    expect(await first('10079 minutes')).toBe('mail')
    expect(await first('30 days')).toBe('ads')
    expect(await first('1 day')).toBe('(none)')
  })

  it('keeps a channel that is called "(none)" apart from conversions without a touch', async () => {
    await duck.load({
      name: 'log',
      events: [...log, { user: 'bob', event: 'click', ts: '2024-05-01T23:00:00Z', more: { channel: '(none)' } }],
    })
    const rows = await answerOf(duck, attribution, { conversion: 'buy', model: 'last' })
    expect(
      rows
        .filter((row) => String(row['channel']).startsWith('(none)'))
        .map((row) => [row['channel'], row['conversions']]),
    ).toEqual([
      ['(none) as a channel', 1],
      ['(none)', 0],
    ])
  })
})

describe('parameters and charts', () => {
  it('says what is missing or wrong', async () => {
    await duck.load({ name: 'log', events: [{ user: 'a', event: 'buy', ts: 0, more: { colour: 'red' } }] })
    const failure = (parameters: Readonly<Record<string, ParameterValue>>): Promise<unknown> =>
      answerOf(duck, attribution, parameters).catch((error: unknown) =>
        isLatheError(error) ? [error.code, error.payload] : error,
      )
    expect(await failure({})).toMatchObject(['bad-parameter', { parameter: 'conversion' }])
    expect(await failure({ conversion: 'buy' })).toMatchObject(['bad-parameter', { parameter: 'channel' }])
    expect(await failure({ conversion: 'buy', channel: 'color' })).toMatchObject([
      'not-found',
      { what: 'column', candidates: ['colour'] },
    ])
    expect(await failure({ conversion: 'buy', channel: 'colour', model: 'best' })).toMatchObject([
      'bad-parameter',
      { parameter: 'model' },
    ])
  })

  it('draws every channel and the rest without a touch, and value where there is any', async () => {
    await duck.load({
      name: 'log',
      events: [
        { user: 'a', event: 'click', ts: 0, more: { channel: 'ads' } },
        { user: 'a', event: 'buy', ts: 5, value: 3 },
        { user: 'b', event: 'buy', ts: 5, value: 4 },
      ],
    })
    const rows = await answerOf(duck, attribution, { conversion: 'buy', model: 'linear' })
    const drawn = attribution.charts!(tableOf(attribution, rows), {})
    expect(drawn.map((chart) => chart.title)).toEqual(['Conversions by channel', 'Value by channel'])
    expect(drawn.map((chart) => chart.kind === 'cells' && [chart.columns, chart.rows])).toEqual([
      [
        [{ label: 'Linear' }],
        [
          { label: 'ads', cells: [{ value: 1, figure: { row: 0, column: 'conversions' } }] },
          { label: '(none)', tone: 'quiet', cells: [{ value: 1, figure: { row: 1, column: 'conversions' } }] },
        ],
      ],
      [
        [{ label: 'Linear' }],
        [
          { label: 'ads', cells: [{ value: 3, figure: { row: 0, column: 'value' } }] },
          { label: '(none)', tone: 'quiet', cells: [{ value: 4, figure: { row: 1, column: 'value' } }] },
        ],
      ],
    ])
    expect(drawn[0]!.summary).toBe('Linear gives most to ads: 1 of 2 conversions.')
  })

  it('draws every model that was asked for, the one that counts conversions twice on a scale of its own', () => {
    const models = MODELS.map((model) => model.name)
    const rows = models.flatMap((model) =>
      ['ads', '(none)'].map((channel) => ({ channel, model, conversions: 1, value: 0 })),
    )
    const [drawn, ...more] = attribution.charts!(tableOf(attribution, rows), {})
    expect(more).toEqual([])
    expect(drawn!.kind === 'cells' && drawn.columns).toEqual(
      MODELS.map(({ name, label }) => ({ label, ...(name === 'participation' ? { apart: true } : {}) })),
    )
    expect(drawn!.summary).toContain('Participation counts a conversion for each channel')
  })
})
