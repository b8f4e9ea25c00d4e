import { describe, expect, it } from 'vitest'
import { readQueryFile } from '../../src-renderer/query/saved/queryFile'
import type { ResultTable, ResultValue } from '../../src-renderer/query/contract/result'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import { runnableQuery } from '../../src-renderer/query/saved/runnableQuery'

function tableOf(
  columns: readonly (readonly [string, ResultTable['columns'][number]['type'], readonly ResultValue[]])[],
): ResultTable {
  const of = (name: string | number): readonly ResultValue[] =>
    columns.find(([own], index) => own === name || index === name)![2]
  return {
    rowCount: columns[0]![2].length,
    columns: columns.map(([name, type]) => ({ name, type })),
    value: (row, column) => of(column)[row]!,
    column: of,
    row: () => ({}),
    rows: () => [],
  }
}
const EMPTY: Catalog = { timezone: 'UTC', weekStart: 1, tables: [], hasTestUsers: false }
const chartOf = (chart: string, table: ResultTable) =>
  runnableQuery(readQueryFile('q', `-- title: T\n-- chart: ${chart}\nSELECT 1`), EMPTY).analysis.charts!(table, {})

describe('the chart of a saved query', () => {
  it('is a line over dates, times in UTC, or numbers', () => {
    expect(
      chartOf(
        'line d n',
        tableOf([
          ['d', 'date', ['2024-01-01', null, '2024-01-03']],
          ['n', 'integer', [1, 2, null]],
        ]),
      ),
    ).toEqual([
      {
        kind: 'line',
        title: 'T',
        summary: 'T',
        finding: '1 on Mon 1 Jan 2024.',
        x: { label: 'd', type: 'date' },
        y: { label: 'n', format: 'integer' },
        series: [
          {
            name: 'n',
            points: [
              { x: '2024-01-01', y: 1 },
              { x: '2024-01-03', y: null },
            ],
          },
        ],
      },
    ])
    expect(
      chartOf(
        'line t n',
        tableOf([
          ['t', 'timestamp', [1_704_067_200_500_000]],
          ['n', 'double', [0.5]],
        ]),
      ),
    ).toMatchObject([
      {
        kind: 'line',
        x: { type: 'date' },
        y: { format: 'decimal' },
        series: [{ points: [{ x: '2024-01-01T00:00:00.500Z', y: 0.5 }] }],
      },
    ])
    expect(
      chartOf(
        'line k a b',
        tableOf([
          ['k', 'integer', [1, 2n]],
          ['a', 'integer', [3n, 4]],
          ['b', 'decimal', ['1.5', 'NaN']],
        ]),
      ),
    ).toMatchObject([
      {
        kind: 'line',
        x: { type: 'number' },
        y: { label: '', format: 'decimal' },
        series: [
          {
            name: 'a',
            points: [
              { x: 1, y: 3 },
              { x: 2, y: 4 },
            ],
          },
          {
            name: 'b',
            points: [
              { x: 1, y: 1.5 },
              { x: 2, y: null },
            ],
          },
        ],
      },
    ])
  })

  it('is bars where x has no order, also where a line was asked for; a missing name is one of its own', () => {
    expect(
      chartOf(
        'line c n',
        tableOf([
          ['c', 'string', ['ads', null, 'mail']],
          ['n', 'integer', [1, 2, 3]],
        ]),
      ),
    ).toMatchObject([
      {
        kind: 'bar',
        x: { type: 'category' },
        series: [
          {
            points: [
              { x: 'ads', y: 1 },
              { x: 'none', y: 2 },
              { x: 'mail', y: 3 },
            ],
          },
        ],
      },
    ])
  })

  it('is none for no rows, and names a column that is not there', () => {
    expect(
      chartOf(
        'bar c n',
        tableOf([
          ['c', 'string', []],
          ['n', 'integer', []],
        ]),
      ),
    ).toEqual([])
    expect(() =>
      chartOf(
        'bar c many',
        tableOf([
          ['c', 'string', ['x']],
          ['n', 'integer', [1]],
        ]),
      ),
    ).toThrow('The chart of q names the column "many", which the answer does not have; its columns are c, n.')
    expect('charts' in runnableQuery(readQueryFile('q', 'SELECT 1'), EMPTY).analysis).toBe(false)
  })
})
