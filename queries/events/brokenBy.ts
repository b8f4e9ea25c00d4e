import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultValue } from '../../src-renderer/query/contract/result'
import { columnNamed } from '../../src-renderer/query/sql/condition'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { listSql } from '../../src-renderer/query/sql/statement'

/** What a value that is NULL is called. */
export const NO_VALUE = '(none)'
/** What the values beyond the limit are together. */
export const OTHER = 'Other'

/** The columns that values break an answer down by; null where they do not. */
export function brokenBy(values: ParameterValues): readonly string[] | null {
  const { breakdown } = values
  if (typeof breakdown === 'string') return breakdown === '' ? null : [breakdown]
  if (!Array.isArray(breakdown)) return null
  const names = breakdown.filter((one): one is string => typeof one === 'string')
  return names.length === 0 ? null : names
}

/** Columns as texts in words: "country and platform". */
export function byText(columns: readonly string[]): string {
  return columns.join(' and ')
}

/**
 * SQL for the value of one event: a text of one column, a list of texts of several; NULL where it has none of them.
 * Throws `not-found`.
 */
export function valueSql(columns: readonly string[], known: readonly ColumnSchema[]): string {
  const texts = columns.map((name) => `${identifier(columnNamed(name, known).name)}::VARCHAR`)
  if (texts.length === 1) return texts.join()
  const none = texts.map((text) => `${text} IS NULL`).join(' AND ')
  return `CASE WHEN NOT (${none}) THEN ${listSql(texts.map((text) => `coalesce(${text}, ${literal(NO_VALUE)})`))} END`
}

/** SQL for such a value that has one word in every column: what stands for none, for the others. */
export function wordSql(columns: readonly string[], word: string): string {
  return groupSql(columns.map(() => word))
}

/** SQL for such a value, from its texts. */
export function groupSql(texts: readonly string[]): string {
  return texts.length === 1 ? texts.map(literal).join() : listSql(texts.map(literal))
}

/** The columns of a result that show the values of `sql`, each called as `nameOf` says. */
export function valueColumns(
  columns: readonly string[],
  sql: string,
  nameOf: (column: string) => string,
): readonly string[] {
  return columns.map(
    (name, index) => `${columns.length === 1 ? sql : `${sql}[${index + 1}]`} AS ${identifier(nameOf(name))}`,
  )
}

/** The texts of the values that a row of such a result is of; null where it lacks one. */
export function groupOf(
  columns: readonly string[],
  row: Readonly<Record<string, ResultValue>>,
  nameOf: (column: string) => string,
): readonly string[] | null {
  const texts = columns.map((name) => row[nameOf(name)])
  return texts.every((text) => typeof text === 'string') ? texts : null
}

/** What such texts are called together in charts and titles. */
export function groupText(texts: readonly string[]): string {
  return texts.join(' · ')
}
