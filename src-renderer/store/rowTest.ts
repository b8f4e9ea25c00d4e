import { compareTexts, type ColumnStats, type Edge } from './columnStats'

/** A value that rows are compared with, by its type (dates as days, times as µs, truth values as 0 and 1). */
export type Constant =
  | { readonly type: 'number' | 'date' | 'time' | 'boolean'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** What rows have to meet; what of it is not known to be understood is left out, so that more rows meet it. */
export type RowTest =
  | { readonly all: readonly RowTest[] }
  | { readonly any: readonly RowTest[] }
  | { readonly column: string; readonly is: Comparison; readonly value: Constant }
  | { readonly column: string; readonly is: 'null' | 'not null' }

/** What is known of a column; null where nothing is. */
export type StatsOf = (column: string) => (ColumnStats & { readonly rows: number }) | null

/** Whether rows of which so much is known may meet a test: false only where none of them can. */
export function mayMeet(test: RowTest, statsOf: StatsOf): boolean {
  if ('all' in test) return test.all.every((one) => mayMeet(one, statsOf))
  if ('any' in test) return test.any.some((one) => mayMeet(one, statsOf))
  const stats = statsOf(test.column)
  if (stats === null || stats.unknown === true) return true
  const { nulls = 0, rows } = stats
  if ('value' in test) return nulls < rows && mayCompare(test.is, test.value, stats)
  return test.is === 'null' ? nulls > 0 : nulls < rows
}

function mayCompare(is: Comparison, constant: Constant, stats: ColumnStats): boolean {
  if (constant.type === 'text') {
    if (stats.texts !== undefined) return stats.texts.some((text) => holds(is, compareTexts(text, constant.value)))
    return stats.text === undefined || mayBeText(is, constant.value, stats.text)
  }
  const edges = stats[constant.type]
  return edges === undefined || mayBe(is, constant.value, edges)
}

function holds(is: Comparison, order: number): boolean {
  switch (is) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

/** Numbers as the engine orders them: NaN is equal to itself, and above all others. */
function compareNumbers(one: number, other: number): number {
  if (Number.isNaN(one)) return Number.isNaN(other) ? 0 : 1
  if (Number.isNaN(other)) return -1
  return one < other ? -1 : one > other ? 1 : 0
}

function mayBe(is: Comparison, value: number, edges: readonly [Edge, Edge]): boolean {
  const [least, greatest] = [compareNumbers(Number(edges[0]), value), compareNumbers(Number(edges[1]), value)]
  // Beyond 2^53 two whole numbers that are not equal may be rounded to one.
  const isExact = !(Math.abs(value) >= Number.MAX_SAFE_INTEGER)
  switch (is) {
    case '=':
      return least <= 0 && greatest >= 0
    case '!=':
      return !isExact || least !== 0 || greatest !== 0
    case '<':
      return least < 0 || (!isExact && least === 0)
    case '<=':
      return least <= 0
    case '>':
      return greatest > 0 || (!isExact && greatest === 0)
    case '>=':
      return greatest >= 0
  }
}

/** The edges are beginnings: the least text is no less than the first, and the greatest begins with the second. */
function mayBeText(is: Comparison, value: string, [least, greatest]: readonly [string, string]): boolean {
  const isBelow = compareTexts(value, least) < 0
  const isAbove = compareTexts(value, greatest) > 0 && !value.startsWith(greatest)
  switch (is) {
    case '=':
      return !isBelow && !isAbove
    case '!=':
      return true
    case '<':
      return compareTexts(value, least) > 0
    case '<=':
      return !isBelow
    case '>':
    case '>=':
      return !isAbove
  }
}
