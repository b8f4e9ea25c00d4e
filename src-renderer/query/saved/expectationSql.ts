import type { Comparison, Expectation, ExpectedValue } from '../contract/expectation'
import type { ResultValue } from '../contract/result'
import { identifier, literal } from '../sql/literal'
import { withoutEnd } from '../sql/scan'

/** What an answer says of one expectation. */
export interface Held {
  /** Rows that do not keep it; of `rows`, 0 or 1. */
  readonly failing: number
  /** One of their values as text; null where there is none to show. */
  readonly example: string | null
}

function valueSql({ kind, text }: ExpectedValue): string {
  return kind === 'text' ? literal(text) : text
}

function comparisonSql(left: string, is: Comparison): string {
  if (is.op === 'between') return `${left} BETWEEN ${valueSql(is.low)} AND ${valueSql(is.high)}`
  if (is.op === 'in') return `${left} IN (${is.values.map(valueSql).join(', ')})`
  return `${left} ${is.op} ${valueSql(is.value)}`
}

/** How many rows fail, and one of their values. */
function parts(expectation: Expectation): { readonly failing: string; readonly example: string } {
  switch (expectation.kind) {
    case 'rows':
      return { failing: `(NOT (${comparisonSql('count(*)', expectation.is)}))::INTEGER`, example: 'NULL' }
    case 'values': {
      const column = identifier(expectation.column)
      const fails = `FILTER (WHERE NOT (${comparisonSql(column, expectation.is)}))`
      return { failing: `count(*) ${fails}`, example: `min(${column}) ${fails}` }
    }
    case 'not-null':
      return { failing: `count(*) - count(${identifier(expectation.column)})`, example: 'NULL' }
    case 'unique': {
      const names = expectation.columns.map(identifier)
      const filled = `FILTER (WHERE ${names.map((name) => `${name} IS NOT NULL`).join(' AND ')})`
      const key = names.length === 1 ? names.join('') : `(${names.join(', ')})`
      const shown = names.length === 1 ? key : `concat_ws(', ', ${names.join(', ')})`
      return { failing: `count(*) ${filled} - count(DISTINCT ${key}) ${filled}`, example: `mode(${shown}) ${filled}` }
    }
  }
}

/** One row over a query's answer: its rows, and for each expectation how many rows fail it and one of their values. */
export function expectationSql(sql: string, expectations: readonly Expectation[]): string {
  const columns = expectations
    .map(parts)
    .flatMap(({ failing, example }, index) => [
      `(${failing})::BIGINT AS failing_${index + 1}`,
      `(${example})::VARCHAR AS example_${index + 1}`,
    ])
  return `SELECT count(*) AS row_count, ${columns.join(', ')}\nFROM (\n${withoutEnd(sql)}\n) AS answer`
}

/** The row of expectationSql, read. */
export function readHeld(
  row: Readonly<Record<string, ResultValue>>,
  expectations: readonly Expectation[],
): { readonly rows: number; readonly held: readonly Held[] } {
  return {
    rows: Number(row['row_count']),
    held: expectations.map((_, index) => {
      const failing = Number(row[`failing_${index + 1}`])
      const example = row[`example_${index + 1}`]
      return { failing, example: failing > 0 && typeof example === 'string' ? example : null }
    }),
  }
}
