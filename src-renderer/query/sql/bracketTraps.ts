import { endOf, wordOf, type SqlNode } from './sqlNodes'
import { isQueryGroup, type ReadText, type SqlTrap } from './trap'

/** The parts of nodes that stand on one level: those in brackets, and each condition of a CASE, are levels of their own. */
function levelsOf(nodes: readonly SqlNode[]): readonly (readonly SqlNode[])[] {
  const levels: SqlNode[][] = [[]]
  const stack: SqlNode[][] = [levels[0] ?? []]
  const begin = (): void => {
    const level: SqlNode[] = []
    levels.push(level)
    stack.push(level)
  }
  const found: (readonly SqlNode[])[] = []
  for (const node of nodes) {
    const word = wordOf(node)
    if (node.kind === 'group' && !isQueryGroup(node)) found.push(...levelsOf(node.children))
    if (word === 'case') begin()
    else if (['when', 'then', 'else'].includes(word) && stack.length > 1) {
      stack.pop()
      begin()
    } else if (word === 'end' && stack.length > 1) stack.pop()
    else stack.at(-1)?.push(node)
  }
  return [...levels, ...found]
}

/** Parts that commas hold apart. */
function listOf(nodes: readonly SqlNode[]): readonly (readonly SqlNode[])[] {
  const parts: SqlNode[][] = [[]]
  for (const node of nodes) {
    if (node.kind === 'symbol' && node.text === ',') parts.push([])
    else parts.at(-1)?.push(node)
  }
  return parts
}

/** The ANDs and ORs of a level, without the AND of a BETWEEN. */
function joints(nodes: readonly SqlNode[]): readonly { readonly word: 'and' | 'or'; readonly node: SqlNode }[] {
  let isBetween = false
  return nodes.flatMap((node) => {
    const word = wordOf(node)
    if (word === 'between') isBetween = true
    if (word === 'and' && isBetween) {
      isBetween = false
      return []
    }
    return word === 'and' || word === 'or' ? [{ word, node }] : []
  })
}

/** AND and OR on one level, without brackets: AND binds first, which is seldom what somebody meant. */
export function bracketTraps({ selects }: ReadText): readonly SqlTrap[] {
  return selects.flatMap(({ clauses, relations }) => {
    const conditions = [
      clauses.where,
      clauses.having,
      clauses.qualify,
      clauses.select,
      ...relations.map(({ on }) => on),
    ]
    return conditions
      .flatMap(levelsOf)
      .flatMap(listOf)
      .flatMap((level): readonly SqlTrap[] => {
        const found = joints(level)
        const or = found.find(({ word }) => word === 'or')
        if (or === undefined || !found.some(({ word }) => word === 'and')) return []
        const says =
          'AND binds before OR, so that the conditions joined by AND stand together. Put brackets around what belongs together.'
        return [{ kind: 'and-or', from: or.node.start, to: endOf(or.node), says }]
      })
  })
}
