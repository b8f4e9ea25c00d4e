/** What stands in a path where no value of the log does. */
export const END = '(end)'
export const START = '(start)'
export const AGAIN = '(again)'
export const MORE = '(more)'
export const OTHER = '(other)'

export const MARKERS: readonly string[] = [END, START, AGAIN, MORE, OTHER]
