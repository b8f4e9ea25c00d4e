import { scanSql } from './scan'

/** A statement's place in a text of several: without blanks around it and without its semicolon. */
export interface StatementPlace {
  readonly from: number
  readonly to: number
  /** Behind its semicolon; `to` where it has none. */
  readonly end: number
}

/**
 * The statements of a text, parted by semicolons outside of strings, names and comments. What holds only blanks or
 * comments is none; comments before a statement belong to it.
 */
export function statementsOf(sql: string): readonly StatementPlace[] {
  const found: StatementPlace[] = []
  let from: number | null = null
  let to = 0
  let isEmpty = true
  const close = (end: number | null): void => {
    if (from !== null && !isEmpty) found.push({ from, to, end: end ?? to })
    from = null
    isEmpty = true
  }
  for (const token of scanSql(sql)) {
    if (token.text === ';') close(token.start + 1)
    else if (token.kind !== 'space') {
      from ??= token.start
      to = token.start + token.text.length
      if (token.kind !== 'comment') isEmpty = false
    }
  }
  close(null)
  return found
}

/**
 * The statement that a cursor stands in; between two, the one that ends on the cursor's line, else the next, else the
 * last. Null where there is none.
 */
export function statementAt(sql: string, cursor: number): StatementPlace | null {
  const statements = statementsOf(sql)
  const inside = statements.find((one) => one.from <= cursor && cursor <= one.end)
  if (inside !== undefined) return inside
  const before = statements.findLast((one) => one.end < cursor)
  if (before !== undefined && !sql.slice(before.end, cursor).includes('\n')) return before
  return statements.find((one) => one.from > cursor) ?? before ?? null
}
