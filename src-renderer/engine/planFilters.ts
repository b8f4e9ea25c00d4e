import type { Comparison, Constant, RowTest } from '../store/rowTest'

/** A filter's text as nested lists: what stands between brackets is a list of its own. */
type Item = string | readonly Item[]

const TOKEN = new RegExp(
  [
    /\s+/,
    /"?‹\d+›"?/,
    /'(?:[^']|'')*'(?:::[A-Z]+)?/,
    /(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.])/,
    /optional:/,
    /[A-Za-z_]\w*/,
    /!=|<>|<=|>=|[<>=(),]/,
    /./,
  ]
    .map(({ source }) => `(?:${source})`)
    .join('|'),
  'gsu',
)

function nested(text: string): readonly Item[] | null {
  const open: Item[][] = [[]]
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.trim() === '') continue
    if (token === '(') open.push([])
    else if (token === ')') {
      const closed = open.pop()
      if (closed === undefined || open.length === 0) return null
      open.at(-1)!.push(closed)
    } else open.at(-1)!.push(token)
  }
  return open.length === 1 ? open[0]! : null
}

/**
 * What the rows that a scan gives on have to meet, by the filters of the plan's node, which name columns by their marks
 * (`‹3›`); null where that is not known. A part that is not understood is left out where all must hold. The engine writes a filter to a line:
 * a line whose quotes do not close is part of a text that holds a line feed or a NUL, and then nothing is believed.
 */
export function testOfFilters(filters: unknown): RowTest | null {
  const lines = [filters].flat().filter((line) => typeof line === 'string')
  if (lines.some((line) => line.split("'").length % 2 === 0)) return null
  const all = lines.flatMap((line) => {
    const items = nested(line)
    const test = items === null ? null : testOf(items)
    return test === null ? [] : [test]
  })
  return all.length === 0 ? null : { all }
}

function testOf(items: readonly Item[]): RowTest | null {
  const [first, second, third, ...more] = items
  if (items.length === 1) return Array.isArray(first) ? testOf(first) : isTrue(first, 1)
  if (first === 'optional:') return testOf(items.slice(1))
  if (first === 'NOT' && items.length === 2) return isTrue(second, 0)
  if (first === 'COALESCE' && items.length === 2 && Array.isArray(second)) {
    const parts = parted(second, ',')
    return parts.length === 2 && parts[1]?.length === 1 && parts[1][0] === 'false' ? testOf(parts[0]!) : null
  }
  if (second === 'BETWEEN' && items.length === 5 && items[3] === 'AND') {
    const [from, to] = [comparison(first, '>=', third), comparison(first, '<=', items[4])]
    return from === null || to === null ? null : { all: [from, to] }
  }
  const joins = items.filter((item) => item === 'AND' || item === 'OR')
  if (joins.length > 0) return items.includes('BETWEEN') ? null : joined(items, new Set(joins))
  if (second === 'IN' && items.length === 3 && Array.isArray(third)) return amongst(first, third)
  if (second === 'IS') return isWhat(first, [third, ...more])
  if (items.length !== 3 || typeof second !== 'string') return null
  return comparison(first, second, third) ?? comparison(third, TURNED[second] ?? '', first)
}

/** Brackets of a filter are not always written: AND beside OR says nothing. */
function joined(items: readonly Item[], joins: ReadonlySet<Item>): RowTest | null {
  if (joins.size > 1) return null
  const isAll = joins.has('AND')
  const tests = parted(items, isAll ? 'AND' : 'OR').map((part) => testOf(part))
  const known = tests.filter((test) => test !== null)
  if (isAll) return known.length === 0 ? null : { all: known }
  return known.length < tests.length ? null : { any: known }
}

function parted(items: readonly Item[], by: string): readonly (readonly Item[])[] {
  const parts: Item[][] = [[]]
  for (const item of items) {
    if (item === by) parts.push([])
    else parts.at(-1)!.push(item)
  }
  return parts
}

function columnOf(item: Item | undefined): string | null {
  return (typeof item === 'string' && /^"?(‹\d+›)"?$/.exec(item)?.[1]) || null
}

function isTrue(item: Item | undefined, value: 0 | 1): RowTest | null {
  const column = columnOf(item)
  return column === null ? null : { column, is: '=', value: { type: 'boolean', value } }
}

/** `x IS …`: of NULL, and of what is compared so that NULL is a value like others. */
function isWhat(item: Item | undefined, what: readonly (Item | undefined)[]): RowTest | null {
  const column = columnOf(item)
  if (column === null) return null
  const words = what.map((word) => (typeof word === 'string' ? word : '')).join(' ')
  if (words === 'NULL') return { column, is: 'null' }
  if (words === 'NOT NULL') return { column, is: 'not null' }
  if (words.startsWith('NOT DISTINCT FROM ')) return what.length === 4 ? comparison(item, '=', what[3]) : null
  if (!words.startsWith('DISTINCT FROM ') || what.length !== 3) return null
  const other = comparison(item, '!=', what[2])
  return other === null ? null : { any: [{ column, is: 'null' }, other] }
}

function amongst(item: Item | undefined, list: readonly Item[]): RowTest | null {
  const values = parted(list, ',').filter((value) => value.length !== 1 || value[0] !== 'NULL')
  const tests = values.map((value) => (value.length === 1 ? comparison(item, '=', value[0]) : null))
  const known = tests.filter((test) => test !== null)
  return known.length < tests.length ? null : { any: known }
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
/** The same with its sides changed over. */
const TURNED: Readonly<Record<string, string>> = {
  '=': '=',
  '!=': '!=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

function comparison(left: Item | undefined, operator: string, right: Item | undefined): RowTest | null {
  const [column, value, is] = [columnOf(left), constantOf(right), COMPARISONS[operator]]
  return column === null || value === null || is === undefined ? null : { column, is, value }
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?$/
const DATE = /^\d{4}-\d\d-\d\d$/
const DAY_MS = 86_400_000

function constantOf(item: Item | undefined): Constant | null {
  if (typeof item !== 'string') return null
  if (item === 'true' || item === 'false') return { type: 'boolean', value: item === 'true' ? 1 : 0 }
  const quoted = /^'((?:[^']|'')*)'(?:::([A-Z]+))?$/s.exec(item)
  if (quoted === null) return /^-?\d/.test(item) ? { type: 'number', value: Number(item) } : null
  const [, text = '', type] = quoted
  switch (type) {
    case undefined:
      return { type: 'text', value: text.replaceAll("''", "'") }
    case 'DOUBLE':
      return text === 'nan' ? { type: 'number', value: NaN } : null
    case 'DATE':
      return DATE.test(text) ? { type: 'date', value: Date.parse(text) / DAY_MS } : null
    case 'TIMESTAMP':
      return TIME.test(text) ? { type: 'time', value: microsOf(text) } : null
    default:
      return null
  }
}

function microsOf(text: string): number {
  const [seconds = '', fraction = ''] = text.split('.')
  return Date.parse(`${seconds.replace(' ', 'T')}Z`) * 1000 + Number(fraction.padEnd(6, '0'))
}
