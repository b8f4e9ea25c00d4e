import { duckdb, formatDialect } from 'sql-formatter'

/** The text laid out anew, keywords in capitals; rejects what the formatter cannot read. */
export function formatSql(sql: string): string {
  return formatDialect(sql, {
    dialect: duckdb,
    keywordCase: 'upper',
    functionCase: 'lower',
    tabWidth: 2,
    expressionWidth: 90,
  })
}
