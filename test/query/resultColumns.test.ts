import { describe, expect, expectTypeOf, it } from 'vitest'
import { columnList, resultColumns, rowsOf } from '../../src-renderer/query/analysis/resultColumns'
import type { ResultTable, ResultValue } from '../../src-renderer/query/contract/result'

const COLUMNS = resultColumns({
  date: { about: 'Local date.', format: 'date' },
  users: { about: 'Users.', format: 'integer' },
  pct: { about: 'Share.', format: 'percent', nullable: true },
  complete: { about: 'Over.', format: 'boolean' },
})

function table(rows: readonly Readonly<Record<string, ResultValue>>[]): ResultTable {
  const columns = Object.keys(COLUMNS).map((name) => ({ name, type: 'string' as const }))
  return {
    rowCount: rows.length,
    columns,
    value: (row, column) => rows[row]?.[typeof column === 'string' ? column : columns[column]!.name] ?? null,
    row: (row) => rows[row]!,
    rows: () => rows,
    column: (name) => rows.map((row) => row[name] ?? null),
  }
}

describe('rows typed from the declared columns', () => {
  it('have the declared types', () => {
    const rows = rowsOf(COLUMNS, table([{ date: '2024-01-01', users: 3, pct: null, complete: true }]))
    expect(rows).toEqual([{ date: '2024-01-01', users: 3, pct: null, complete: true }])
    expectTypeOf(rows[0]!.date).toEqualTypeOf<string>()
    expectTypeOf(rows[0]!.pct).toEqualTypeOf<number | null>()
    expectTypeOf(rows[0]!.complete).toEqualTypeOf<boolean>()
  })

  it('refuse a value that is not what was declared', () => {
    expect(() => rowsOf(COLUMNS, table([{ date: '2024-01-01', users: null, pct: 1, complete: true }]))).toThrow('users')
    expect(() => rowsOf(COLUMNS, table([{ date: 5, users: 1, pct: 1, complete: true }]))).toThrow('date')
  })

  it('are listed in the order of the declaration', () => {
    expect(columnList(COLUMNS).map((column) => column.name)).toEqual(['date', 'users', 'pct', 'complete'])
  })
})
