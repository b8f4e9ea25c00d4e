import { describe, expect, it } from 'vitest'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { computedResult, resultIpc } from '../../src-renderer/query/analysis/computedResult'

describe('a computed result', () => {
  it('gives back every type and nulls, also when it is written again', () => {
    const rows = [
      { n: 3, x: 0.25, name: 'ü', yes: true, day: '2024-02-29', at: 1_700_000_000_123_456 },
      { n: null, x: null, name: null, yes: null, day: null, at: null },
      { n: -5, x: -1, name: '', yes: false, day: '1969-12-31', at: -1 },
    ]
    const table = computedResult(
      [
        { name: 'n', type: 'integer' },
        { name: 'x', type: 'double' },
        { name: 'name', type: 'string' },
        { name: 'yes', type: 'boolean' },
        { name: 'day', type: 'date' },
        { name: 'at', type: 'timestamp' },
      ],
      rows,
    )
    expect(table.rows()).toEqual(rows)
    expect(readArrowResult(resultIpc(table)).rows()).toEqual(rows)
  })

  it('may be empty', () => {
    expect(computedResult([{ name: 'n', type: 'integer' }], []).rowCount).toBe(0)
  })
})
