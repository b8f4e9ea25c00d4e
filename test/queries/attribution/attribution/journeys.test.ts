import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attributionFlow } from '../../../../queries/attribution/attribution-flow'
import { attributionLookbacks } from '../../../../queries/attribution/attribution-lookbacks'
import { attributionTopPaths } from '../../../../queries/attribution/attribution-top-paths'
import type { Analysis } from '../../../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'
import { answerOf } from './answer'
import { countBy, flowOf, pathOf } from './journeyReference'
import { logArbitrary, MORE, parametersOf, questionArbitrary } from './randomJourneys'
import { referenceJourneys, type AttributionQuestion } from './reference'
import { runs } from '../../../runs'
type Question = Omit<AttributionQuestion, 'model'>
type Parameters = Readonly<Record<string, ParameterValue>>

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

/** The question's parameters as this analysis has them. */
function common(analysis: Analysis, question: Question): Parameters {
  const names = new Set(analysis.parameters.map((one) => one.name))
  return Object.fromEntries(Object.entries(parametersOf(question, 'last')).filter(([name]) => names.has(name)))
}
async function load(log: readonly LogEvent[]): Promise<void> {
  await duck.load({ name: 'log', events: log.map((event) => ({ ...event, value: event.value ?? null })), more: MORE })
}
/** Every figure lists users whose counts sum to it. */
async function expectDrills(
  analysis: Analysis,
  parameters: Parameters,
  rows: readonly Row[],
  column: string,
  own: string,
): Promise<void> {
  const values = readParameters(analysis.parameters, parameters)
  for (const row of rows) {
    const drill = analysis.drill!({ row, column }, values, duck.catalog, null)
    if (drill === null) {
      expect(row[column], JSON.stringify(row)).toBeNull()
      continue
    }
    const users = await duck.run(drill.plan)
    expect(
      users.reduce((sum, user) => sum + (user[own] as number), 0),
      `${drill.title} ${JSON.stringify(row)}`,
    ).toBe(row[column])
    expect(new Set(users.map((user) => user['user_key'])).size).toBe(users.length)
  }
}
function check(
  analysis: Analysis,
  more: fc.Arbitrary<Parameters>,
  hold: (
    log: readonly LogEvent[],
    question: Question,
    parameters: Parameters,
    rows: readonly Row[],
  ) => Promise<void> | void,
  usual: number,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(logArbitrary, questionArbitrary, more, async (log, question, extra) => {
      await load(log)
      const parameters = { ...common(analysis, question), ...extra }
      await hold(log, question, parameters, await answerOf(duck, analysis, parameters))
    }),
    { numRuns: runs(usual) },
  )
}
const asked = (question: Question): AttributionQuestion => ({ ...question, model: 'last' })

it('top paths count both journeys that convert and those that do not, and sum to all', async () => {
  await check(
    attributionTopPaths,
    fc.record({ top: fc.constantFrom(2, 25), collapse: fc.boolean() }),
    async (log, question, parameters, rows) => {
      const { conversions, missed } = referenceJourneys(log, asked(question))
      const collapse = parameters['collapse'] as boolean
      const won = countBy(conversions, (one) =>
        one.touches.length === 0
          ? '(none)'
          : pathOf(
              one.touches.map((touch) => touch.channel),
              collapse,
            ),
      )
      const lost = countBy(missed, (one) => pathOf(one, collapse))
      const total = (column: string): number =>
        rows.reduce((sum, row) => sum + ((row[column] as number | null) ?? 0), 0)
      expect([total('conversions'), total('missed')]).toEqual([conversions.length, missed.length])
      expect(total('value')).toBeCloseTo(
        conversions.reduce((sum, one) => sum + one.value, 0),
        9,
      )
      const listed = rows.filter((row) => row['touches'] !== null && row['path'] !== '(none)')
      expect(listed.length).toBe(
        Math.min(
          parameters['top'] as number,
          new Set([...won.keys(), ...lost.keys()].filter((one) => one !== '(none)')).size,
        ),
      )
      for (const row of listed)
        expect([row['conversions'], row['missed']], String(row['path'])).toEqual([
          won.get(String(row['path'])) ?? 0,
          lost.get(String(row['path'])) ?? 0,
        ])
      expect(rows.at(-1)).toMatchObject({ path: '(none)', conversions: won.get('(none)') ?? 0 })
      await expectDrills(attributionTopPaths, parameters, rows, 'conversions', 'journeys')
      await expectDrills(attributionTopPaths, parameters, rows, 'missed', 'journeys')
    },
    4,
  )
})

it('the flow holds every step of every journey', async () => {
  await check(
    attributionFlow,
    fc.record({
      steps: fc.constantFrom(1, 2, 4),
      channels: fc.constantFrom(1, 20),
      missed: fc.boolean(),
      collapse: fc.boolean(),
    }),
    async (log, question, parameters, rows) => {
      const { conversions, missed } = referenceJourneys(log, asked(question))
      const journeys = [
        ...conversions
          .filter((one) => one.touches.length > 0)
          .map((one) => ({ channels: one.touches.map((touch) => touch.channel), converted: true })),
        ...(parameters['missed'] === true ? missed.map((channels) => ({ channels, converted: false })) : []),
      ]
      // With one channel told, which is told depends on how often it stands; the answer itself says which.
      const named = new Set(
        rows.flatMap((row) => [String(row['source']), String(row['target'])]).filter((one) => !one.startsWith('(')),
      )
      if (parameters['channels'] === 1) expect(named.size).toBeLessThanOrEqual(1)
      else for (const { channels } of journeys) expect(named.has(channels[0]!)).toBe(true)
      const wanted = countBy(
        journeys.flatMap((one) =>
          flowOf(one.channels, one.converted, parameters['steps'] as number, named, parameters['collapse'] as boolean),
        ),
        (step) => step.join(' | '),
      )
      expect(
        Object.fromEntries(
          rows.map((row) => [
            `${String(row['step'])} | ${String(row['source'])} | ${String(row['target'])}`,
            row['journeys'],
          ]),
        ),
      ).toEqual(Object.fromEntries(wanted))
      const ends = rows
        .filter((row) => String(row['target']).endsWith('conversion)'))
        .reduce((sum, row) => sum + (row['journeys'] as number), 0)
      expect(ends).toBe(journeys.length)
      await expectDrills(attributionFlow, parameters, rows.slice(0, 4), 'journeys', 'journeys')
    },
    5,
  )
})

describe('lookbacks side by side', () => {
  it('say what a list of lookbacks looks like', async () => {
    await load([{ user: 'a', event: 'buy', ts: 0, more: { channel: 'x' } }])
    for (const lookbacks of ['', 'soon', '0', '1,2,3,4,5,6,7,8,9,10,11,12,13'])
      await expect(answerOf(duck, attributionLookbacks, { conversion: 'buy', lookbacks })).rejects.toMatchObject({
        code: 'bad-parameter',
        payload: { parameter: 'lookbacks' },
      })
  })
})
