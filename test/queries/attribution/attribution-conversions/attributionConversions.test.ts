import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attribution } from '../../../../queries/attribution/attribution'
import { attributionConversions } from '../../../../queries/attribution/attribution-conversions'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { runs } from '../../../runs'
import { answerOf } from '../attribution/answer'
import { logArbitrary, MORE, NAMES, parametersOf, questionArbitrary } from '../attribution/randomJourneys'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const EVENTS = [
  { user: 'ann', event: 'click', ts: '2024-03-10T08:00:00Z', value: null, more: { channel: 'ads' } },
  { user: 'ann', event: 'click', ts: '2024-03-10T12:00:00Z', value: null, more: { channel: 'mail' } },
  { user: 'ann', event: 'click', ts: '2024-03-10T13:00:00Z', value: null, more: { channel: 'ads' } },
  { user: 'ann', event: 'buy', ts: '2024-03-11T12:00:00Z', value: 9, more: { channel: null } },
  { user: 'bob', event: 'buy', ts: '2024-03-12T12:00:00Z', value: 4, more: { channel: null } },
]

describe('attribution-conversions', () => {
  it('tells a conversion with its touches, and one without, by hand', async () => {
    await db.load({ name: 'log', events: EVENTS, more: { channel: 'string' } })
    const asked = { conversion: 'buy', model: 'linear', timezone: 'America/New_York' }
    const rows = await db.answer(attributionConversions, asked)
    expect(rows.map(({ _file, _line, ts: _ts, ...row }) => row)).toEqual([
      {
        user_id: 'ann',
        value: 9,
        touches: 3,
        path: 'ads > mail > ads',
        // New York's clocks went ahead at 2 that morning.
        touched_at: '2024-03-10 04:00:00 > 2024-03-10 08:00:00 > 2024-03-10 09:00:00',
        credits: 'ads 0.6667, mail 0.3333',
      },
      { user_id: 'bob', value: 4, touches: 0, path: '(none)', touched_at: null, credits: '(none) 1' },
    ])
    // One row is listed, and all are counted.
    const values = readParameters(attributionConversions.parameters, asked)
    const totals = await db.table(attributionConversions.kpiPlan!(values, db.catalog, null))
    expect(
      attributionConversions.kpis!(tableOf(attributionConversions, rows.slice(0, 1)), values, totals),
    ).toMatchObject([{ value: 2 }, { value: 50, detail: '1 of 2' }, { value: 13 }])
    const drill = attributionConversions.drill!(
      { row: rows[0]!, column: 'touches' },
      readParameters(attributionConversions.parameters, asked),
      db.catalog,
      null,
    )!
    const touches = await db.run(drill.plan)
    expect(touches.map((row) => [row['event'], row['_line'], row['channel'], row['credit']])).toEqual([
      ['click', 1, 'ads', 1 / 3],
      ['click', 2, 'mail', 1 / 3],
      ['click', 3, 'ads', 1 / 3],
    ])
  })

  it('says that Markov credits no single conversion', () => {
    expect(() => readParameters(attributionConversions.parameters, { model: 'markov' })).toThrow(/model must be one of/)
  })

  it('has credits that sum to those of attribution', async () => {
    const models = NAMES.filter((name) => name !== 'markov')
    await fc.assert(
      fc.asyncProperty(logArbitrary, questionArbitrary, fc.constantFrom(...models), async (log, question, model) => {
        const events = log.map((event) => ({ ...event, value: event.value ?? null }))
        await db.load({ name: 'log', events, more: MORE })
        const asked = parametersOf(question, model)
        const listed = await answerOf(db, attributionConversions, { ...asked, rows: 'touches' })
        const sumOf = (channel: unknown, column: string): number =>
          listed.filter((row: Row) => row['channel'] === channel).reduce((sum, row) => sum + Number(row[column]), 0)
        for (const row of await answerOf(db, attribution, asked)) {
          expect(sumOf(row['channel'], 'credit')).toBeCloseTo(Number(row['conversions']), 9)
          expect(sumOf(row['channel'], 'credited_value')).toBeCloseTo(Number(row['value']), 9)
        }
      }),
      { numRuns: runs(15) },
    )
  })
})
