import type { ColumnSchema } from '../../src-renderer/model/schema'
import { columnNamed } from '../../src-renderer/query/sql/condition'
import { badParameter } from '../../src-renderer/query/sql/refuse'

/** The column by name, or the first that is called like one of `likely`. Throws `not-found` and `bad-parameter`. */
export function likelyColumn(
  columns: readonly ColumnSchema[],
  given: unknown,
  likely: readonly string[],
  parameter: string,
  ask: string,
): ColumnSchema {
  if (typeof given === 'string' && given !== '') return columnNamed(given, columns)
  for (const name of likely) {
    const column = columns.find((one) => one.name.toLowerCase() === name || one.name.toLowerCase().endsWith(`.${name}`))
    if (column !== undefined) return column
  }
  throw badParameter(parameter, '', `: ${ask}.`)
}
