import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { definitionFigures } from '../../../../queries/definitions/definition-figures'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('definitions side by side', () => {
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
      'The definitions differ in clock. They are farthest apart at day 1, where B is 50.0 points below A. Bands are 95 % intervals after Wilson. Day 0 (A 100 %, B 100 %) is not drawn.',
    )
    if (chart?.kind !== 'line') throw new Error('curves were expected')
    expect(chart.series.map((series) => [series.name, ...series.points.map((point) => point.y)])).toEqual([
      ['A, calendar', 100, 0],
      ['B, rolling', 50, 0],
    ])
  })
})
