import { nameOf, wordOf, type SqlGroup, type SqlNode } from './sqlNodes'

/** A table, function or query that a FROM reads. */
export interface SqlRelation {
  readonly schema: string | null
  /** The name of a table, a table function or a query of WITH; null for a query in brackets. */
  readonly name: string | null
  readonly alias: string | null
  /** The query in brackets, or a function's arguments. */
  readonly body: SqlGroup | null
  /** How it is joined: '' for the first, ',' in a list, else the words before JOIN ('left', 'cross', 'asof left'). */
  readonly join: string
  /** What stands behind ON, or the columns of USING. */
  readonly on: readonly SqlNode[]
  readonly using: readonly string[]
  readonly start: number
}

const JOIN_WORDS = new Set('natural inner left right full outer cross semi anti asof positional lateral'.split(' '))
/** Words behind a table that are no alias of it. */
const NO_ALIAS = new Set([...JOIN_WORDS, 'join', 'on', 'using', 'tablesample', 'pivot', 'unpivot', 'at'])

/** What the nodes of a FROM clause read, in their order. */
export function relationsOf(nodes: readonly SqlNode[]): readonly SqlRelation[] {
  const found: SqlRelation[] = []
  let at = 0
  let join = ''
  const takeTable = (): Omit<SqlRelation, 'join' | 'on' | 'using'> | null => {
    const first = nodes[at]
    if (first === undefined) return null
    const { start } = first
    let schema: string | null = null
    let name = nameOf(first)
    let body: SqlGroup | null = null
    if (first.kind === 'group') body = first
    else if (name === null) return null
    at++
    while (isSign(nodes[at], '.') && nameOf(nodes[at + 1]) !== null) {
      schema = name
      name = nameOf(nodes[at + 1])
      at += 2
    }
    const next = nodes[at]
    if (body === null && next?.kind === 'group') {
      body = next
      at++
    }
    if (wordOf(nodes[at]) === 'as') at++
    else if (NO_ALIAS.has(wordOf(nodes[at]))) return { schema, name, alias: null, body, start }
    const alias = nameOf(nodes[at])
    if (alias !== null) at++
    // `t (columns)`
    if (alias !== null && nodes[at]?.kind === 'group') at++
    return { schema, name, alias, body, start }
  }
  while (at < nodes.length) {
    const table = takeTable()
    if (table === null) {
      at++
      continue
    }
    let using: readonly string[] = []
    const on: SqlNode[] = []
    const columns = nodes[at + 1]
    if (wordOf(nodes[at]) === 'using' && columns?.kind === 'group') {
      using = columns.children.flatMap((node) => nameOf(node) ?? [])
      at += 2
    } else if (wordOf(nodes[at]) === 'on') {
      at++
      for (let node = nodes[at]; node !== undefined && !isNextTable(nodes, at); node = nodes[++at]) on.push(node)
    }
    found.push({ ...table, join, on, using })
    const words: string[] = []
    for (; at < nodes.length && JOIN_WORDS.has(wordOf(nodes[at])); at++) words.push(wordOf(nodes[at]))
    join = isSign(nodes[at], ',') ? ',' : words.join(' ') || 'inner'
    if (isSign(nodes[at], ',') || wordOf(nodes[at]) === 'join') at++
    for (; wordOf(nodes[at]) === 'lateral'; at++);
  }
  return found
}

function isSign(node: SqlNode | undefined, sign: string): boolean {
  return node?.kind === 'symbol' && node.text === sign
}

/** Whether the condition of a join ends: a further table follows. `left(x, 1)` is a function. */
function isNextTable(nodes: readonly SqlNode[], at: number): boolean {
  const word = wordOf(nodes[at])
  return isSign(nodes[at], ',') || word === 'join' || (JOIN_WORDS.has(word) && nodes[at + 1]?.kind !== 'group')
}
