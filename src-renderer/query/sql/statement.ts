import type { AddUp, Cte } from '../contract/cte'

export type { Cte } from '../contract/cte'

/** Texts, quoted names and comments, which stay as they are, and line breaks outside of them that a line follows. */
const QUOTED_OR_BREAK = /'[^']*'|"[^"]*"|--[^\n]*|\n(?!\n|$)/g

/** SQL moved to the right; line breaks in texts and in quoted names are part of them. */
const indented = (sql: string, by: string): string =>
  by + sql.trim().replace(QUOTED_OR_BREAK, (part) => (part.startsWith('\n') ? part + by : part))

function cteSql({ name, about, sql, columns, keep }: Cte): string {
  const list = columns === undefined ? '' : ` (${columns.join(', ')})`
  const head = `${name}${list} AS ${keep === undefined ? '' : `${keep} `}(`
  const comment = about.split(/\r\n|\r|\n/).map((line) => `  -- ${line}`)
  return [...comment, `  ${head}`, indented(sql, '    '), '  )'].join('\n')
}

/** WITH queries, each once. Throws where one name stands for two SELECTs. */
function listed(ctes: readonly Cte[]): readonly Cte[] {
  const known = new Map<string, Cte>()
  for (const cte of ctes) {
    const other = known.get(cte.name)
    if (other !== undefined && other.sql !== cte.sql) throw new Error(`Two WITH queries are called ${cte.name}.`)
    if (other === undefined) known.set(cte.name, cte)
  }
  return [...known.values()]
}

/** WITH queries as they stand behind the word WITH, each under a line that says what it holds; unique names. */
export function cteList(ctes: readonly Cte[]): string {
  return listed(ctes).map(cteSql).join(',\n')
}

/**
 * A statement that can be read: each WITH query under a line that says what it holds, then `select`. A name that stands
 * twice for the same SELECT is written once; throws where it stands for two.
 */
export function statement(ctes: readonly Cte[], select: string): string {
  if (ctes.length === 0) return select.trim()
  const words = ctes.some((cte) => cte.recursive === true) ? 'WITH RECURSIVE' : 'WITH'
  return `${words}\n${cteList(ctes)}\n${select.trim()}`
}

/** A statement whose figures add up over users, as one that is asked of all of them. */
export function addedStatement({ each, all, select: last }: AddUp): string {
  return statement([...each, ...all], last)
}

/** A SELECT to stand in brackets within another: after FROM, IN or a column's name. */
export function inBrackets(sql: string): string {
  return `(\n${indented(sql, '  ')}\n)`
}

/** As long as this a list stands on one line. */
const SHORT = 80

/** A SELECT of columns, on one line where they are few and short, else a column a line; `rest` is what follows: FROM and so on. */
export function select(columns: readonly string[], rest: string, word = 'SELECT'): string {
  const line = `${word} ${columns.join(', ')}`
  return line.length <= SHORT && !line.includes('\n')
    ? `${line}\n${rest}`
    : `${word}\n  ${columns.join(',\n  ')}\n${rest}`
}

/** A list in square brackets within a SELECT's column, on one line where it is short. */
export function listSql(items: readonly string[]): string {
  const line = `[${items.join(', ')}]`
  return line.length <= SHORT && !line.includes('\n') ? line : `[\n    ${items.join(',\n    ')}\n  ]`
}
