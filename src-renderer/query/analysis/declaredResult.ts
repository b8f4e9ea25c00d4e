import { computedResult, type ComputedColumn } from './computedResult'
import type { ColumnSpec, ColumnSpecs, RowOf } from './resultColumns'
import type { ResultTable } from '../contract/result'

function typeOf({ format }: ColumnSpec): ComputedColumn['type'] {
  switch (format) {
    case 'text':
      return 'string'
    case 'date':
    case 'boolean':
    case 'integer':
      return format
    case 'datetime':
      return 'timestamp'
    case 'decimal':
    case 'percent':
    case 'share':
    case 'ratio':
    case 'seconds':
    case 'money':
      return 'double'
  }
}

/** Rows as a result with the declared columns, for an analysis's finish(). A RangeError for an integer that holds a fraction. */
export function declaredResult<C extends ColumnSpecs>(columns: C, rows: readonly RowOf<C>[]): ResultTable {
  return computedResult(
    Object.entries(columns).map(([name, spec]) => ({ name, type: typeOf(spec) })),
    rows,
  )
}
