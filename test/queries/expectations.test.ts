import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Comparison, Expectation, ExpectedValue } from '../../src-renderer/query/contract/expectation'
import type { ResultValue } from '../../src-renderer/query/contract/result'
import { readExpectation } from '../../src-renderer/query/saved/expectation'
import { expectationSql, readHeld, type Held } from '../../src-renderer/query/saved/expectationSql'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { runs } from '../runs'

/** Rows of an answer: `n` a whole number, `t` a text. */
interface Row {
  readonly n: number | null
  readonly t: string | null
}

let instance: DuckDBInstance
let connection: DuckDBConnection
beforeAll(async () => {
  instance = await DuckDBInstance.create()
  connection = await instance.connect()
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

function answerSql(rows: readonly Row[]): string {
  const lines = rows.map(({ n, t }) => `(${literal(n)}::BIGINT, ${literal(t)}::VARCHAR)`)
  const none = 'SELECT NULL::BIGINT AS n, NULL::VARCHAR AS t WHERE false'
  return lines.length === 0 ? none : `SELECT * FROM (VALUES ${lines.join(', ')}) AS answer(n, t); `
}

async function ask(
  sql: string,
  expectations: readonly Expectation[],
): Promise<{ readonly rows: number; readonly held: readonly Held[] }> {
  const reader = await connection.runAndReadAll(expectationSql(sql, expectations))
  return readHeld(reader.getRowObjectsJS()[0] as Record<string, ResultValue>, expectations)
}

// The reference, from docs/checks.md.
type Cell = number | string | null
const valueOf = ({ kind, text }: ExpectedValue): number | string => (kind === 'number' ? Number(text) : text)
function keeps(cell: number | string, is: Comparison): boolean {
  switch (is.op) {
    case 'between':
      return cell >= valueOf(is.low) && cell <= valueOf(is.high)
    case 'in':
      return is.values.some((value) => valueOf(value) === cell)
    case '=':
      return cell === valueOf(is.value)
    case '!=':
      return cell !== valueOf(is.value)
    case '<':
      return cell < valueOf(is.value)
    case '<=':
      return cell <= valueOf(is.value)
    case '>':
      return cell > valueOf(is.value)
    case '>=':
      return cell >= valueOf(is.value)
  }
}
function failing(expectation: Expectation, rows: readonly Row[]): number {
  const cell = (row: Row, column: string): Cell => row[column as keyof Row]
  switch (expectation.kind) {
    case 'rows':
      return keeps(rows.length, expectation.is) ? 0 : 1
    case 'values':
      return rows.filter((row) => {
        const value = cell(row, expectation.column)
        return value !== null && !keeps(value, expectation.is)
      }).length
    case 'not-null':
      return rows.filter((row) => cell(row, expectation.column) === null).length
    case 'unique': {
      const keys = rows
        .map((row) => expectation.columns.map((column) => cell(row, column)))
        .filter((key) => !key.includes(null))
        .map((key) => JSON.stringify(key))
      return keys.length - new Set(keys).size
    }
  }
}

const number = fc.integer({ min: 0, max: 4 }).map((value): ExpectedValue => ({ kind: 'number', text: String(value) }))
const words = ['', 'a', 'b', 'B', "it's"]
const text = fc.constantFrom(...words).map((value): ExpectedValue => ({ kind: 'text', text: value }))
const comparison = (value: fc.Arbitrary<ExpectedValue>): fc.Arbitrary<Comparison> =>
  fc.oneof(
    fc.record({ op: fc.constantFrom('=', '!=', '<', '<=', '>', '>='), value }),
    fc.record({ op: fc.constant('between' as const), low: value, high: value }),
    fc.record({ op: fc.constant('in' as const), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  )
const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  comparison(number).map((is) => ({ kind: 'rows' as const, is })),
  comparison(number).map((is) => ({ kind: 'values' as const, column: 'n', is })),
  comparison(text).map((is) => ({ kind: 'values' as const, column: 't', is })),
  fc.constantFrom('n', 't').map((column) => ({ kind: 'not-null' as const, column })),
  fc.constantFrom(['n'], ['t'], ['n', 't']).map((columns: readonly string[]) => ({ kind: 'unique' as const, columns })),
)
const rows = fc.array(
  fc.record({ n: fc.option(fc.integer({ min: 0, max: 4 })), t: fc.option(fc.constantFrom(...words)) }),
  { maxLength: 6 },
)

describe('what expectations say of an answer', () => {
  it('is how many rows fail, by the definition', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.array(expectation, { minLength: 1, maxLength: 4 }), async (answer, expectations) => {
        const { rows: count, held } = await ask(answerSql(answer), expectations)
        expect(count).toBe(answer.length)
        expect(held.map((one) => one.failing)).toEqual(expectations.map((one) => failing(one, answer)))
        for (const [index, { example }] of held.entries()) {
          const one = expectations[index]!
          const cells = answer.flatMap((row) => (one.kind === 'values' ? [row[one.column as keyof Row]] : []))
          if (one.kind === 'values' && failing(one, answer) > 0) {
            expect(cells.map(String)).toContain(example)
            const shown = answer.filter((row) => String(row[one.column as keyof Row]) === example)
            expect(failing(one, shown)).toBe(shown.length)
          }
        }
      }),
      { numRuns: runs(300) },
    )
  })

  it('shows a value that stands twice', async () => {
    const read = [readExpectation('t unique')!, readExpectation('n, t unique')!]
    const { held } = await ask(
      answerSql([
        { n: 1, t: 'b' },
        { n: 2, t: 'a' },
        { n: 1, t: 'b' },
      ]),
      read,
    )
    expect(held).toEqual([
      { failing: 1, example: 'b' },
      { failing: 1, example: '1, b' },
    ])
  })

  it('takes dates, flags, remarks at the end and columns of any name', async () => {
    const name = 'a "b" \'c\''
    const sql = `SELECT DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 10:00:00' AS ts, true AS ok, 0.5 AS ${identifier(name)} -- end`
    const lines = ['day >= 2024-02-29', 'ts < 2024-02-29T10:00:00', 'ok = true', '"a ""b"" \'c\'" between 0 and 1']
    const { held } = await ask(
      sql,
      lines.map((line) => readExpectation(line)!),
    )
    expect(held.map((one) => one.failing)).toEqual([0, 1, 0, 0])
    expect(held[1]?.example).toBe('2024-02-29 10:00:00')
  })
})
