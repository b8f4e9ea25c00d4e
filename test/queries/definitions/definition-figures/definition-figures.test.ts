import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { definitionFigures } from '../../../../queries/definitions/definition-figures'
import { funnel } from '../../../../queries/funnel/funnel'
import { retentionSummary } from '../../../../queries/retention/retention-summary'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectCloseRows } from '../../closeRows'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomLog } from '../../randomLog'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('definitions side by side', () => {
  it('are each what the analysis itself answers, for retention', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, async (log) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        if (log.events.length === 0) return
        const parameters = { a: 'calendar', b: 'mixpanel-first-time', parameters: '{"start_event":"x","periods":4}' }
        const rows = await db.answer(definitionFigures, parameters)
        for (const [side, own] of [
          ['a', { clock: 'calendar' }],
          ['b', { clock: 'rolling', criterion: 'on-or-after', mean: 'weighted' }],
        ] as const) {
          expectCloseRows(
            rows
              .filter((row) => row['side'] === side)
              .map(({ place, eligible, users, pct }) => ({ period: place, eligible, users, pct })),
            (await db.answer(retentionSummary, { start_event: 'x', periods: 4, ...own })).map(
              ({ period, eligible, users, pct }) => ({ period, eligible, users, pct }),
            ),
          )
        }
        await expectDrills(db, definitionFigures, parameters, rows, ['eligible', 'users'])
      }),
      { numRuns: 15 },
    )
  })

  it('are each what the analysis itself answers, for a funnel', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, async (log) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        if (log.events.length === 0) return
        const parameters = {
          analysis: 'funnel',
          a: 'default',
          b: '{"window":"1 day"}',
          parameters: '{"steps":["x","y"]}',
        }
        const rows = await db.answer(definitionFigures, parameters)
        for (const [side, own] of [
          ['a', {}],
          ['b', { window: '1 day' }],
        ] as const) {
          expectCloseRows(
            rows
              .filter((row) => row['side'] === side)
              .map(({ place, users, pct }) => ({ step: place, users, pct_first: pct })),
            (await db.answer(funnel, { steps: ['x', 'y'], ...own })).map(({ step, users, pct_first }) => ({
              step,
              users,
              pct_first,
            })),
          )
        }
        await expectDrills(db, definitionFigures, parameters, rows, ['eligible', 'users'])
      }),
      { numRuns: 15 },
    )
  })

  it('are drawn on the same axes, with what is farthest apart in words', async () => {
    const on = (user: string, ...times: string[]): { user: string; event: string; ts: string }[] =>
      times.map((time) => ({ user, event: 'open', ts: `2024-01-${time}:00Z` }))
    await db.load({
      name: 'log',
      events: [...on('ann', '01T20:00', '02T08:00'), ...on('bob', '01T20:00', '02T21:00'), ...on('end', '09T12:00')],
    })
    const parameters = { a: 'calendar', b: 'rolling', parameters: '{"periods":2}' }
    const rows = await db.answer(definitionFigures, parameters)
    expect(rows.map((row) => [row['side'], row['definition'], row['figure'], row['eligible'], row['users']])).toEqual([
      ['a', 'calendar', 'day 0', 2, 2],
      ['a', 'calendar', 'day 1', 2, 2],
      ['a', 'calendar', 'day 2', 2, 0],
      ['b', 'rolling', 'day 0', 2, 2],
      ['b', 'rolling', 'day 1', 2, 1],
      ['b', 'rolling', 'day 2', 2, 0],
    ])
    const [chart] = definitionFigures.charts!(
      tableOf(definitionFigures, rows),
      readParameters(definitionFigures.parameters, parameters),
    )
    expect(chart!.summary).toBe(
      'The definitions differ in clock. They are farthest apart at day 1, where B is 50.0 points below A. Bands are 95 % intervals after Wilson.',
    )
    if (chart?.kind !== 'line') throw new Error('curves were expected')
    expect(chart.series.map((series) => [series.name, ...series.points.map((point) => point.y)])).toEqual([
      ['A, calendar', 100, 100, 0],
      ['B, rolling', 100, 50, 0],
    ])
  })
})
