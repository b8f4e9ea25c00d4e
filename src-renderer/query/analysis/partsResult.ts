import type { AddUp } from '../contract/cte'
import type { ResultTable, ResultValue } from '../contract/result'
import { columnsOf, PART, partsOf, placeOf } from '../sql/addedUp'
import { computedResult, type ComputedColumn } from './computedResult'

/** Rows of a WITH query that says `adds`, and what its columns hold. */
export interface PartRows {
  readonly types: Readonly<Record<string, ComputedColumn['type']>>
  readonly rows: readonly Readonly<Record<string, ResultValue>>[]
}

/** An answer to eachSql() that is made in TypeScript: the rows of each part by its name. */
export function partsResult(asked: AddUp, rowsOf: (name: string) => PartRows): ResultTable {
  const parts = partsOf(asked).map((part, index) => {
    const { types, rows } = rowsOf(part.cte.name)
    const names = columnsOf(part)
    return {
      columns: names.map((name, at): ComputedColumn => ({ name: placeOf(index, at), type: types[name] ?? 'integer' })),
      rows: rows.map((row) => ({
        [PART]: index,
        ...Object.fromEntries(names.map((name, at) => [placeOf(index, at), row[name] ?? null])),
      })),
    }
  })
  return computedResult(
    [{ name: PART, type: 'integer' }, ...parts.flatMap(({ columns }) => columns)],
    parts.flatMap(({ rows }) => rows),
  )
}
