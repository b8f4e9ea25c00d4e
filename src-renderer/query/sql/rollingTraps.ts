import { elementAt } from '../../base/required'
import type { SqlRelation } from './relations'
import { selectsOf, type NamedQuery } from './selects'
import { endOf, nameOf, wordOf, type SqlNode } from './sqlNodes'
import { flatten, isSign, textOf, type ReadText, type SqlTrap } from './trap'

const ENDS_VALUE = new Set(['and', 'or', 'group', 'order', 'then', 'when', 'join', 'left', 'right', 'inner', 'where'])

/** The nodes of a value from a place on. */
function valueAt(nodes: readonly SqlNode[], at: number): readonly SqlNode[] {
  const end = nodes.findIndex((node, index) => index >= at && (ENDS_VALUE.has(wordOf(node)) || isSign(node, ',')))
  return nodes.slice(at, end === -1 ? nodes.length : end)
}

/** How many days `29`, `INTERVAL 29 DAY`, `INTERVAL '29 days'` are; null for anything else. */
function daysOf(nodes: readonly SqlNode[]): number | null {
  const text = textOf(nodes).toLowerCase()
  const match = /^(?:(\d+)|interval \(?'?(\d+)\)?'? ?'?(days?|weeks?|months?)'?)$/.exec(text)
  if (match === null) return null
  const [, plain, count, unit = 'day'] = match
  return Number(plain ?? count) * (unit.startsWith('week') ? 7 : unit.startsWith('month') ? 30 : 1)
}

/** `BETWEEN d - 29 AND d` at a place: the value and how many days it reaches back. */
function windowAt(nodes: readonly SqlNode[], at: number): { value: readonly SqlNode[]; days: number } | null {
  const low = valueAt(nodes, at + 1)
  const and = at + 1 + low.length
  if (wordOf(nodes[and]) !== 'and') return null
  const high = valueAt(nodes, and + 1)
  const minus = low.findLastIndex((node) => isSign(node, '-'))
  if (minus < 1 || high.length === 0 || textOf(low.slice(0, minus)).toLowerCase() !== textOf(high).toLowerCase())
    return null
  const days = daysOf(low.slice(minus + 1))
  return days === null ? null : { value: high, days }
}

/** Whether a query makes rows of its own: a calendar. */
function makesRows(nodes: readonly SqlNode[]): boolean {
  return nodes.some((node) =>
    node.kind === 'group' ? makesRows(node.children) : ['range', 'generate_series', 'unnest'].includes(wordOf(node)),
  )
}

/** The stored tables behind what a FROM reads, through the queries of WITH; none for a calendar, which is made. */
function tablesBehind(relation: SqlRelation, named: readonly NamedQuery[], depth = 0): readonly string[] {
  const name = relation.name?.toLowerCase() ?? ''
  const own = named.find((one) => one.name.toLowerCase() === name)
  if (relation.name !== null && own === undefined) return relation.body === null ? [name] : []
  const body = relation.body ?? own?.body
  if (body === undefined || depth > 5) return []
  const read = selectsOf(body.children).flatMap(({ relations }) => relations)
  const isCalendar = makesRows(body.children)
  return isCalendar ? [] : read.flatMap((one) => tablesBehind(one, named, depth + 1))
}

/** A window of days by a join of a table's days with that table, or by a query for each day. */
export function rollingTraps({ selects, named }: ReadText): readonly SqlTrap[] {
  const everywhere = selects.flatMap(({ relations }) => relations)
  return selects.flatMap(({ clauses, relations }) => {
    const called = ({ alias, name }: SqlRelation): string => (alias ?? name ?? '').toLowerCase()
    return [clauses.where, ...relations.map(({ on }) => on)].map(flatten).flatMap((nodes) =>
      nodes.flatMap((node, at): readonly SqlTrap[] => {
        const window = wordOf(node) === 'between' ? windowAt(nodes, at) : null
        if (window === null || window.days < 1) return []
        // Over the row's own day it is a range of dates; over another row's, a window for each of its days.
        const dot = window.value.findIndex((one) => isSign(one, '.'))
        const qualifier = nameOf(window.value[dot - 1])?.toLowerCase()
        const days =
          relations.find((one) => called(one) === qualifier) ?? everywhere.find((one) => called(one) === qualifier)
        if (days === undefined) return []
        const behind = tablesBehind(days, named)
        const others = relations.filter((one) => one !== days).flatMap((one) => tablesBehind(one, named))
        if (!others.some((table) => behind.includes(table))) return []
        const width = window.days + 1
        return [
          {
            kind: 'rolling',
            from: node.start,
            to: endOf(elementAt(window.value, window.value.length - 1)),
            says:
              `This joins every day with the ${width} days up to it: each event counts in ${width} days, days without ` +
              'an event have no row, and the first days reach before the data. Active users counts different users over such windows.',
            instead: { route: 'active-users', label: 'Active users' },
          },
        ]
      }),
    )
  })
}
