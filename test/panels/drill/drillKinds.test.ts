import { describe, expect, it } from 'vitest'
import type { AnalysisAnswer } from '../../../src-renderer/panels/analysis/answerMemory'
import { createDrillKinds } from '../../../src-renderer/panels/drill/drillKinds'
import { drillOf } from '../../../src-renderer/panels/drill/drillRequest'
import { LatheError } from '../../../src-renderer/model/error'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import { answerOf, catalog } from '../analysis/fakeContext'
import { arrayTable } from '../grid/arrayTable'

const table = arrayTable({
  date: ['date', ['2024-01-01', '2024-01-02']],
  users: ['integer', [3, 0]],
  visits: ['integer', [5, 0]],
})
const values = { unit: 'day' }
const answer: AnalysisAnswer = {
  run: answerOf(table, { sql: 'SELECT 1' }),
  plan: { sql: 'SELECT 1' },
  values,
  source: 'log',
  kpiPlan: null,
}
const listed = (kind: Drill['kind'], figure: Figure): Drill => ({
  kind,
  title: `${figure.column} of ${String(figure.row['date'])}`,
  plan: { sql: 'SELECT 2' },
})
const asked: unknown[] = []
const daily: Analysis = {
  name: 'daily',
  title: 'Daily',
  about: '',
  grain: '',
  definition: '',
  columns: [],
  reads: 'events',
  parameters: [],
  plan: () => ({ sql: 'SELECT 1' }),
  drill: (figure, ...rest) => {
    asked.push([figure, ...rest])
    if (figure.column === 'gone') throw new LatheError('not-found', 'It is gone.', { what: 'column', name: 'gone' })
    if (figure.column === 'broken') throw new TypeError('a fault')
    return figure.row['users'] === 0
      ? null
      : figure.column === 'users'
        ? listed('users', figure)
        : figure.column === 'visits'
          ? listed('rows', figure)
          : null
  },
}
const at = (row: number, column: string): { row: number; column: string } => ({ row, column })

describe('what stands behind a cell', () => {
  it("is what the analysis lists for the cell's row and column, with the answer's own parameters and table", () => {
    asked.length = 0
    expect(drillOf(daily, answer, catalog, at(0, 'users'))).toEqual({
      kind: 'users',
      title: 'users of 2024-01-01',
      plan: { sql: 'SELECT 2' },
    })
    expect(asked).toEqual([
      [{ row: { date: '2024-01-01', users: 3, visits: 5 }, column: 'users' }, values, catalog, 'log'],
    ])
  })

  it('is nothing where the analysis lists nothing, cannot any more, or has no such row', () => {
    for (const figure of [at(1, 'users'), at(0, 'date'), at(0, 'gone')])
      expect(drillOf(daily, answer, catalog, figure)).toBeNull()
    asked.length = 0
    for (const row of [-1, 2, 99]) expect(drillOf(daily, answer, catalog, at(row, 'users'))).toBeNull()
    const without = Object.fromEntries(
      Object.entries(daily).filter(([name]) => name !== 'drill'),
    ) as unknown as Analysis
    expect(drillOf(without, answer, catalog, at(0, 'users'))).toBeNull()
    expect(asked).toEqual([])
  })

  it('does not hide a fault', () => {
    expect(() => drillOf(daily, answer, catalog, at(0, 'broken'))).toThrow('a fault')
  })
})

describe('the kinds of lists behind the cells of an answer', () => {
  it('are those of the drills, cell by cell: most cells have none', () => {
    const kind = createDrillKinds((figure) => drillOf(daily, answer, catalog, figure))
    expect(['date', 'users', 'visits'].map((column) => [kind(at(0, column)), kind(at(1, column))])).toEqual([
      [null, null],
      ['users', null],
      ['rows', null],
    ])
  })

  it('are asked for once, and again when too many are kept', () => {
    asked.length = 0
    const kind = createDrillKinds((figure) => drillOf(daily, answer, catalog, figure), 2)
    for (let round = 0; round < 3; round++) for (const column of ['users', 'visits']) kind(at(0, column))
    expect(asked).toHaveLength(2)
    expect([kind(at(0, 'date')), kind(at(0, 'users'))]).toEqual([null, 'users'])
    expect(asked).toHaveLength(4)
    expect(kind(at(0, 'date'))).toBeNull()
    expect(asked).toHaveLength(4)
  })
})
