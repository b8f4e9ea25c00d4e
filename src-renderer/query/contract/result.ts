import type { ColumnType } from '../../model/schema'

export type ResultType = ColumnType | 'decimal' | 'list'

export interface ResultColumn {
  readonly name: string
  /** What the column holds, in words, with its unit. */
  readonly about: string
  readonly format:
    | 'date'
    | 'datetime'
    | 'integer'
    | 'decimal'
    | 'percent'
    | 'share'
    | 'ratio'
    | 'seconds'
    | 'money'
    | 'text'
    | 'boolean'
}

/**
 * A value of a result: timestamps are microseconds (number), dates `YYYY-MM-DD`, integers beyond 2^53 bigint, lists and
 * structs JSON text.
 */
export type ResultValue = string | number | boolean | bigint | null

/** A query's answer, column by column, read lazily. Rows are numbered from 0. */
export interface ResultTable {
  readonly rowCount: number
  readonly columns: readonly { readonly name: string; readonly type: ResultType }[]
  /** The value in a column, by name or position; throws for a column that is not there. */
  value(row: number, column: string | number): ResultValue
  /** One row as an object, for small results. */
  row(row: number): Readonly<Record<string, ResultValue>>
  /** All rows as objects; for charts and small tables only. */
  rows(): readonly Readonly<Record<string, ResultValue>>[]
  /** A column's values; nulls kept. */
  column(name: string): readonly ResultValue[]
}
