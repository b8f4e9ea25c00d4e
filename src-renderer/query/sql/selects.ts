import { nameOf, nodesOf, wordOf, type SqlGroup, type SqlNode } from './sqlNodes'
import { relationsOf, type SqlRelation } from './relations'

const CLAUSES = [
  'with',
  'select',
  'from',
  'where',
  'group',
  'having',
  'window',
  'qualify',
  'order',
  'limit',
  'offset',
] as const
type Clause = (typeof CLAUSES)[number]

/** One SELECT of a text: what its clauses hold, and the tables and queries that it reads. */
export interface SqlSelect {
  /** Without the clause's own word; absent clauses are empty. */
  readonly clauses: Readonly<Record<Clause, readonly SqlNode[]>>
  readonly relations: readonly SqlRelation[]
  readonly start: number
}

/** A query that a WITH names. */
export interface NamedQuery {
  readonly name: string
  readonly body: SqlGroup
}

const SET_WORDS = new Set(['union', 'intersect', 'except'])
const isClause = (word: string): word is Clause => (CLAUSES as readonly string[]).includes(word)

/** `IS DISTINCT FROM` and `WITHIN GROUP` begin no clause. */
function clauseAt(nodes: readonly SqlNode[], at: number): Clause | null {
  const word = wordOf(nodes[at])
  const before = wordOf(nodes[at - 1])
  if (!isClause(word) || (word === 'from' && before === 'distinct') || (word === 'group' && before === 'within'))
    return null
  return word
}

/** Whether a row of nodes is a query: `extract(year FROM ts)` is none. */
function isQuery(nodes: readonly SqlNode[]): boolean {
  const first = nodes[0]
  if (first?.kind === 'group') return isQuery(first.children)
  return ['select', 'from', 'with'].includes(wordOf(first))
}

function selectOf(nodes: readonly SqlNode[]): SqlSelect {
  const clauses = Object.fromEntries(CLAUSES.map((clause) => [clause, [] as SqlNode[]])) as Record<Clause, SqlNode[]>
  let current: Clause | null = null
  nodes.forEach((node, at) => {
    const clause = clauseAt(nodes, at)
    if (clause !== null) current = clause
    else if (current !== null) clauses[current].push(node)
  })
  return { clauses, relations: relationsOf(clauses.from), start: nodes[0]?.start ?? 0 }
}

/** Every SELECT of a row of nodes, those in brackets too, outer ones first. */
export function selectsOf(nodes: readonly SqlNode[]): readonly SqlSelect[] {
  const skipped = nodes.findIndex((node) => !['explain', 'analyze', 'describe', 'summarize'].includes(wordOf(node)))
  const body = nodes.slice(Math.max(0, skipped))
  const found: SqlSelect[] = []
  if (isQuery(body)) {
    let part: SqlNode[] = []
    for (const node of body) {
      if (SET_WORDS.has(wordOf(node))) {
        if (part.length > 0) found.push(selectOf(part))
        part = []
      } else part.push(node)
    }
    if (part.length > 0) found.push(selectOf(part))
  }
  for (const node of nodes) if (node.kind === 'group') found.push(...selectsOf(node.children))
  return found.filter(({ clauses, relations }) => clauses.select.length > 0 || relations.length > 0)
}

/** The queries that the WITHs of a text name, wherever they stand. */
export function namedQueries(nodes: readonly SqlNode[]): readonly NamedQuery[] {
  return nodes.flatMap((node, at): readonly NamedQuery[] => {
    if (node.kind !== 'group') return []
    const inner = namedQueries(node.children)
    const materialized = wordOf(nodes[at - 1]) === 'materialized' ? 1 : 0
    const negated = materialized === 1 && wordOf(nodes[at - 2]) === 'not' ? 1 : 0
    const as = at - 1 - materialized - negated
    if (wordOf(nodes[as]) !== 'as' || !isQuery(node.children)) return inner
    // `name AS (…)`, or `name (columns) AS (…)`.
    const name = nameOf(nodes[as - 1]?.kind === 'group' ? nodes[as - 2] : nodes[as - 1])
    return name === null ? inner : [{ name, body: node }, ...inner]
  })
}

/** Every SELECT of a text. */
export function selectsIn(sql: string): readonly SqlSelect[] {
  return selectsOf(nodesOf(sql))
}
