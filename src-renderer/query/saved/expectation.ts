import {
  EXPECTED_OPS,
  type Comparison,
  type Expectation,
  type ExpectedOp,
  type ExpectedValue,
} from '../contract/expectation'

/** What lines look like; shown where one cannot be read. */
export const EXPECTATION_FORMS =
  "rows = 0, rows between 1 and 100, COLUMN > 0, COLUMN between 0 and 1, COLUMN in ('a', 'b'), COLUMN not null, COLUMN unique"

const TOKEN =
  /\s*(?:(?<quoted>"(?:[^"]|"")+")|(?<text>'(?:[^']|'')*')|(?<date>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?)|(?<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{M}\p{N}_.]*)|(?<sign><=|>=|!=|<>|[=<>(),]))/uy

type TokenKind = 'quoted' | 'text' | 'date' | 'number' | 'word' | 'sign'
interface Token {
  readonly kind: TokenKind
  readonly text: string
}

function tokensOf(line: string): readonly Token[] | null {
  const tokens: Token[] = []
  const pattern = new RegExp(TOKEN)
  const end = line.trimEnd().length
  while (pattern.lastIndex < end) {
    const groups = pattern.exec(line)?.groups
    if (groups === undefined) return null
    const [kind, text] = Object.entries(groups).find(([, one]) => one !== undefined) ?? []
    if (kind === undefined || text === undefined) return null
    tokens.push({ kind: kind as TokenKind, text })
  }
  return tokens
}

function valueOf(token: Token | undefined): ExpectedValue | null {
  if (token === undefined) return null
  if (token.kind === 'number') return { kind: 'number', text: token.text }
  if (token.kind === 'text') return { kind: 'text', text: token.text.slice(1, -1).replaceAll("''", "'") }
  if (token.kind === 'date') return { kind: 'text', text: token.text }
  const word = token.text.toLowerCase()
  return token.kind === 'word' && (word === 'true' || word === 'false') ? { kind: 'boolean', text: word } : null
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toLowerCase() === word
const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.text === sign

function comparisonOf([first, ...rest]: readonly Token[]): Comparison | null {
  if (isWord(first, 'between')) {
    const [low, and, high, ...more] = rest
    const ends = [valueOf(low), valueOf(high)] as const
    if (!isWord(and, 'and') || more.length > 0 || ends[0] === null || ends[1] === null) return null
    return { op: 'between', low: ends[0], high: ends[1] }
  }
  if (isWord(first, 'in')) {
    if (!isSign(rest[0], '(') || !isSign(rest.at(-1), ')') || rest.length < 3) return null
    const inner = rest.slice(1, -1)
    const values = inner.filter((_, index) => index % 2 === 0).map(valueOf)
    const commas = inner.filter((_, index) => index % 2 === 1)
    const known = values.filter((value) => value !== null)
    const isList =
      inner.length % 2 === 1 && commas.every((token) => isSign(token, ',')) && known.length === values.length
    return isList ? { op: 'in', values: known } : null
  }
  const op = first?.text === '<>' ? '!=' : first?.text
  const value = valueOf(rest[0])
  if (first?.kind !== 'sign' || !(EXPECTED_OPS as readonly (string | undefined)[]).includes(op)) return null
  return value === null || rest.length > 1 ? null : { op: op as ExpectedOp, value }
}

/** The columns at the head of a line, parted by commas, and what stands behind them. */
function columnsOf(tokens: readonly Token[]): { readonly columns: readonly string[]; readonly rest: readonly Token[] } {
  const columns: string[] = []
  let at = 0
  for (; ; at += 2) {
    const token = tokens[at]
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return { columns: [], rest: [] }
    columns.push(token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text)
    if (!isSign(tokens[at + 1], ',')) return { columns, rest: tokens.slice(at + 1) }
  }
}

/** A whole number from 0, or a range of such: what a count of rows can be held against. */
function countsRows(is: Comparison): boolean {
  const values = is.op === 'between' ? [is.low, is.high] : is.op === 'in' ? is.values : [is.value]
  return values.every((value) => value.kind === 'number' && /^\d+$/.test(value.text))
}

/** Reads what stands behind `-- expect:`; null for what is no expectation. */
export function readExpectation(line: string): Expectation | null {
  const tokens = tokensOf(line)
  if (tokens === null) return null
  if (isWord(tokens[0], 'rows')) {
    const is = comparisonOf(tokens.slice(1))
    return is === null || !countsRows(is) ? null : { kind: 'rows', is }
  }
  const { columns, rest } = columnsOf(tokens)
  const [column] = columns
  if (column === undefined) return null
  if (rest.length === 1 && isWord(rest[0], 'unique')) return { kind: 'unique', columns }
  if (columns.length > 1) return null
  if (rest.length === 2 && isWord(rest[0], 'not') && isWord(rest[1], 'null')) return { kind: 'not-null', column }
  const is = comparisonOf(rest)
  return is === null ? null : { kind: 'values', column, is }
}

function columnText(name: string): string {
  const isPlain = /^[\p{L}_][\p{L}\p{M}\p{N}_.]*$/u.test(name) && name.toLowerCase() !== 'rows'
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`
}

function valueText({ kind, text }: ExpectedValue): string {
  return kind === 'text' ? `'${text.replaceAll("'", "''")}'` : text
}

function comparisonText(is: Comparison): string {
  if (is.op === 'between') return `between ${valueText(is.low)} and ${valueText(is.high)}`
  if (is.op === 'in') return `in (${is.values.map(valueText).join(', ')})`
  return `${is.op} ${valueText(is.value)}`
}

/** The inverse of readExpectation. */
export function expectationText(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'rows':
      return `rows ${comparisonText(expectation.is)}`
    case 'values':
      return `${columnText(expectation.column)} ${comparisonText(expectation.is)}`
    case 'not-null':
      return `${columnText(expectation.column)} not null`
    case 'unique':
      return `${expectation.columns.map(columnText).join(', ')} unique`
  }
}
