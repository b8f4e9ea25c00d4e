/** A stretch of SQL text. Joining the texts of all tokens gives the text back. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'comment' | 'space' | 'symbol'
  readonly text: string
  readonly start: number
}

const PATTERN = new RegExp(
  [
    /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/,
    /(?<string>'(?:[^']|'')*(?:'|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|\$\$[\s\S]*?(?:\$\$|$)|\$(?<tag>[A-Za-z_]\w*)\$[\s\S]*?(?:\$\k<tag>\$|$))/,
    /(?<quoted>"(?:[^"]|"")*(?:"|$))/,
    /(?<parameter>\$[A-Za-z_]\w*)/,
    /(?<number>\d[\w.]*)/,
    /(?<word>[\p{L}_][\p{L}\p{N}_$]*)/u,
    /(?<space>\s+)/,
    /(?<symbol>[\s\S])/,
  ]
    .map((part) => part.source)
    .join('|'),
  'gu',
)

/**
 * Splits SQL into tokens as DuckDB's lexer would cut them (strings, dollar quotes, quoted names, comments kept whole).
 */
export function* scanSql(sql: string): Generator<SqlToken> {
  for (const match of sql.matchAll(PATTERN)) {
    const groups = match.groups!
    const kind = (['comment', 'string', 'quoted', 'parameter', 'number', 'word', 'space', 'symbol'] as const).find(
      (one) => groups[one] !== undefined,
    )!
    yield { kind, text: match[0], start: match.index }
  }
}

export const isBlank = (token: SqlToken): boolean => token.kind === 'space' || token.kind === 'comment'

/** The text without the semicolons, blanks and comments at its end, if there are semicolons among them. */
export function withoutEnd(sql: string): string {
  const tokens = [...scanSql(sql)]
  let end = sql.length
  for (const token of tokens.reverse()) {
    if (token.text === ';') end = token.start
    else if (!isBlank(token)) break
  }
  return sql.slice(0, end)
}
