import { required } from '../../base/required'
import { scanSql, type SqlToken } from './scan'

/** What stands in round brackets; an open one reaches to the end of the text. */
export interface SqlGroup {
  readonly kind: 'group'
  readonly children: readonly SqlNode[]
  readonly start: number
  /** Behind the closing bracket. */
  readonly end: number
}
export type SqlNode = SqlToken | SqlGroup

/** The words of a text without blanks and comments, those in brackets under one another. Reads any text. */
export function nodesOf(sql: string): readonly SqlNode[] {
  const stack: { start: number; children: SqlNode[] }[] = [{ start: 0, children: [] }]
  const close = (end: number): void => {
    const { start, children } = required(stack.pop())
    required(stack.at(-1)).children.push({ kind: 'group', children, start, end })
  }
  for (const token of scanSql(sql)) {
    if (token.kind === 'space' || token.kind === 'comment') continue
    if (token.text === '(') stack.push({ start: token.start, children: [] })
    else if (token.text !== ')') required(stack.at(-1)).children.push(token)
    else if (stack.length > 1) close(token.start + 1)
  }
  while (stack.length > 1) close(sql.length)
  return required(stack[0]).children
}

/** A word in lower case, as keywords are compared; '' for anything else. */
export function wordOf(node: SqlNode | undefined): string {
  return node?.kind === 'word' ? node.text.toLowerCase() : ''
}

/** A name without its quotes; null for what is none. */
export function nameOf(node: SqlNode | undefined): string | null {
  if (node?.kind === 'word') return node.text
  return node?.kind === 'quoted' ? node.text.replace(/^"|"$/g, '').replaceAll('""', '"') : null
}

/** Where a node ends. */
export function endOf(node: SqlNode): number {
  return node.kind === 'group' ? node.end : node.start + node.text.length
}
