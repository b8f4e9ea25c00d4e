/** How many times at least an event is asked for. */
export const TIMES = [1, 2, 3, 5, 10] as const
/** What rows of events are called in the answer's `kind`. */
export const EVENT_KIND = 'event'
/** What a missing value is called. */
export const NO_VALUE = '(none)'

/** How a column is named in the answer's `kind`: apart from the events. */
export function kindOf(column: string): string {
  return column === EVENT_KIND ? `${column} at first` : column
}
