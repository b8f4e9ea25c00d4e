import { derivedNames, USERS, USERS_ALIAS } from '../../model/schema'
import { ALL_EVENTS } from './eventSource'
import type { SqlRelation } from './relations'
import { selectsOf, type SqlSelect } from './selects'
import { endOf, nameOf, wordOf, type SqlNode } from './sqlNodes'
import { flatten, isSign, textOf, type KeyCheck, type ReadText, type SqlTrap } from './trap'

/** Whether each key stands in one row at most: known by what the table is, or to be counted. */
type Uniqueness = 'unique' | 'repeated' | KeyCheck | 'unknown'

const FIGURES = new Set(['avg', 'sum', 'median', 'mean', 'quantile_cont', 'quantile_disc', 'stddev'])
const calledOf = ({ alias, name }: SqlRelation): string => (alias ?? name ?? '').toLowerCase()

/** Of a query: unique by the columns that it groups by or makes distinct. */
function uniquenessOfQuery(select: SqlSelect | undefined, keys: readonly string[]): Uniqueness {
  if (select === undefined) return 'unknown'
  const { group, select: items } = select.clauses
  const isDistinct = wordOf(items[0]) === 'distinct'
  const grouped = (group.length > 1 ? group.slice(1) : isDistinct ? items.slice(1) : []).filter(
    (node) => !isSign(node, ','),
  )
  const names = grouped.map((node) => nameOf(node)?.toLowerCase() ?? '')
  return names.length > 0 && names.every((name) => keys.includes(name)) ? 'unique' : 'unknown'
}

function uniquenessOf(relation: SqlRelation, keys: readonly string[], { named, catalog }: ReadText): Uniqueness {
  const name = relation.name?.toLowerCase() ?? ''
  const own = named.find((one) => one.name.toLowerCase() === name)
  const body = relation.name === null ? relation.body : (own?.body ?? null)
  if (body !== null) return uniquenessOfQuery(selectsOf(body.children)[0], keys)
  const has = (...columns: readonly string[]): boolean => columns.some((column) => keys.includes(column))
  if (name === USERS || name === USERS_ALIAS) return has('user_key', 'user_id') ? 'unique' : 'unknown'
  const events = catalog.tables.filter(({ kind }) => kind === 'events').map((table) => table.name.toLowerCase())
  const isUserAlone = keys.every((key) => key === 'user_key' || key === 'user_id')
  if (events.some((table) => derivedNames(table).userDays === name))
    return isUserAlone ? 'repeated' : has('date') && has('user_key') ? 'unique' : 'unknown'
  if (events.some((table) => derivedNames(table).sessions === name)) return isUserAlone ? 'repeated' : 'unknown'
  if (events.includes(name) || name === ALL_EVENTS)
    return has('event_id', '_source') ? 'unique' : isUserAlone ? 'repeated' : 'unknown'
  const table = catalog.tables.find((one) => one.name.toLowerCase() === name)
  if (table === undefined) return 'unknown'
  const columns = table.columns.map((column) => column.name).filter((column) => keys.includes(column.toLowerCase()))
  if (columns.length === 0) return 'unknown'
  const relationTo = catalog.model?.relations.find(({ to }) => to.table === table.name && columns.includes(to.column))
  if (relationTo !== undefined) return relationTo.duplicates === 'refuse' ? 'unique' : 'repeated'
  return { table: table.name, columns }
}

/** The columns by which a join finds each of the two: from ON's equalities or USING. */
function keysOf(
  joined: SqlRelation,
  left: SqlRelation,
): { readonly own: readonly string[]; readonly other: readonly string[] } {
  const using = joined.using.map((column) => column.toLowerCase())
  if (using.length > 0) return { own: using, other: using }
  const pairs = joined.on.flatMap((node, at, all) => {
    if (!isSign(node, '=')) return []
    const part = (dot: number) =>
      isSign(all[dot], '.')
        ? { table: nameOf(all[dot - 1])?.toLowerCase(), column: nameOf(all[dot + 1])?.toLowerCase() }
        : null
    const [one, other] = [part(at - 2), part(at + 2)]
    return one === null || other === null ? [] : [[one, other] as const, [other, one] as const]
  })
  const found = pairs.filter(([one, other]) => one.table === calledOf(joined) && other.table === calledOf(left))
  return { own: found.flatMap(([one]) => one.column ?? []), other: found.flatMap(([, other]) => other.column ?? []) }
}

/** Figures over columns of one side: `avg(o.amount)`. */
function figuresOf(select: SqlSelect, called: string): readonly { readonly node: SqlNode; readonly text: string }[] {
  const nodes = flatten(select.clauses.select)
  return nodes.flatMap((node, at) => {
    const inside = nodes[at + 1]
    if (!FIGURES.has(wordOf(node)) || inside?.kind !== 'group') return []
    const [first, second] = inside.children
    const names = isSign(second, '.') && nameOf(first)?.toLowerCase() === called
    const isDistinct = wordOf(first) === 'distinct'
    return names && !isDistinct ? [{ node, text: `${textOf([node])}${textOf([inside])}` }] : []
  })
}

const isRepeated = (one: Uniqueness): boolean => one === 'repeated' || typeof one === 'object'
const checkOf = (one: Uniqueness): readonly KeyCheck[] => (typeof one === 'object' ? [one] : [])

function endOfJoin({ on, start, name }: SqlRelation): number {
  const last = on.at(-1)
  return last === undefined ? start + (name?.length ?? 1) : endOf(last)
}

/** Joins in which rows become more, and figures over rows that a join repeats. */
export function joinTraps(read: ReadText): readonly SqlTrap[] {
  return read.selects.flatMap((select) =>
    select.relations.slice(1).flatMap((joined, at): readonly SqlTrap[] => {
      if (/semi|anti|asof|positional|cross|,/.test(joined.join)) return []
      return select.relations.slice(0, at + 1).flatMap((left): readonly SqlTrap[] => {
        const { own, other } = keysOf(joined, left)
        if (own.length === 0) return []
        const [right, before] = [uniquenessOf(joined, own, read), uniquenessOf(left, other, read)]
        const checked = { ifRepeated: [...checkOf(right), ...checkOf(before)] }
        const model = { instead: { route: 'model', label: 'Relations' } }
        const key = own.join(', ')
        if (isRepeated(right) && isRepeated(before))
          return [
            {
              kind: 'multiplies',
              from: joined.start,
              to: endOfJoin(joined),
              says:
                `Rows with one ${key} stand several times on both sides of this join, and each meets each: rows become more than either has. ` +
                'Bring one side to a row a key first (GROUP BY, DISTINCT ON), or join by more columns.',
              ...model,
              ...checked,
            },
          ]
        const [side, many] = isRepeated(right) ? [left, right] : isRepeated(before) ? [joined, before] : [null, null]
        if (side === null) return []
        return figuresOf(select, calledOf(side)).map(({ node, text }) => ({
          kind: 'joined-figure' as const,
          from: node.start,
          to: endOf(node),
          says:
            `${text} counts a row of ${calledOf(side)} once for each row that joins it, not once. ` +
            `Take the figure before the join, in a query of its own with a row for each ${key}.`,
          ...model,
          ifRepeated: checkOf(many),
        }))
      })
    }),
  )
}
