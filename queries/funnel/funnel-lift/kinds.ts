import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'

/** What the rows of events are called in the column `kind`. */
export const EVENT_KIND = 'event'
/** Of each kind, this many of the most frequent are compared. */
export const MOST_OF_A_KIND = 100

/** How a column is named in the result's `kind`: apart from the events. */
export function kindOf(column: string): string {
  return column === EVENT_KIND ? `${column} at entry` : column
}

/** The columns whose values are compared. */
export function liftColumns(values: ParameterValues): readonly string[] {
  return Array.isArray(values['columns']) ? (values['columns'] as readonly string[]) : []
}
