import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attribution } from '../../../../queries/attribution/attribution'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb } from '../../nativeDuckdb'
import { answerOf } from './answer'
import { logArbitrary, parametersOf, questionArbitrary, MORE } from './randomJourneys'
import { referenceJourneys } from './reference'
import { runs } from '../../../runs'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

it('lists users whose credits sum to the figure, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      logArbitrary,
      questionArbitrary,
      fc.constantFrom(
        'first',
        'last',
        'last-non-direct',
        'linear',
        'time-decay',
        'position',
        'participation',
        'shapley',
        'markov',
        'custom',
      ),
      async (log, question, model) => {
        await duck.load({
          name: 'log',
          events: log.map((event) => ({ ...event, value: event.value ?? null })),
          more: MORE,
        })
        const parameters = parametersOf(question, model)
        const values = readParameters(attribution.parameters, parameters)
        const { conversions } = referenceJourneys(log, { ...question, model })
        for (const row of await answerOf(duck, attribution, parameters)) {
          const drill = attribution.drill!({ row, column: 'conversions' }, values, duck.catalog, null)!
          const users = await duck.run(drill.plan)
          expect(new Set(users.map((user) => user['user_key'])).size).toBe(users.length)
          const sum = (column: string): number => users.reduce((total, user) => total + (user[column] as number), 0)
          if (row['channel'] === '(none)')
            expect([sum('conversions'), sum('value')]).toEqual([row['conversions'], row['value']])
          else if (model === 'markov')
            expect(users.length).toBe(
              new Set(
                conversions
                  .filter((one) => one.touches.some((touch) => touch.channel === row['channel']))
                  .map((one) => one.user),
              ).size,
            )
          else {
            expect(sum('credit')).toBeCloseTo(row['conversions'] as number, 9)
            expect(sum('credited_value')).toBeCloseTo(row['value'] as number, 9)
            expect(users.every((user) => (user['credit'] as number) > 0)).toBe(true)
          }
        }
      },
    ),
    { numRuns: runs(8) },
  )
})

it('has nothing behind names', async () => {
  await duck.load({
    name: 'log',
    events: [
      { user: 'a', event: 'click', ts: 0, more: { channel: 'ads' } },
      { user: 'a', event: 'buy', ts: 5 },
    ],
  })
  const values = readParameters(attribution.parameters, { conversion: 'buy' })
  expect(
    attribution.drill!({ row: { channel: 'ads', model: 'first' }, column: 'channel' }, values, duck.catalog, null),
  ).toBeNull()
  expect(
    attribution.drill!({ row: { channel: 'ads', model: 'first' }, column: 'value' }, values, duck.catalog, null)!.title,
  ).toBe('Users with conversions credited to ads, First touch')
})
