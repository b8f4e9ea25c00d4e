import type { SankeyChart } from '../../../src-renderer/chart/marks/sankey'
import { countText, pluralText } from '../../events/texts'

/** Users with one value before and one now; null where they were not there. */
interface Move {
  readonly before: string | null
  readonly now: string | null
  readonly users: number
  readonly index: number
}

/** Values of a side that have a node of their own. */
const MOST_NODES = 8
const ABSENT = '(not there)'
const OTHERS = 'Other values'

/** The values with the most users on either side. */
function largest(rows: readonly Move[]): ReadonlySet<string> {
  const sizes = new Map<string, number>()
  for (const { before, now, users } of rows)
    for (const value of new Set([before, now])) if (value !== null) sizes.set(value, (sizes.get(value) ?? 0) + users)
  const ranked = [...sizes].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
  return new Set(ranked.slice(0, MOST_NODES).map(([value]) => value))
}

/** From which value before to which now users went; those who stayed flow straight on. */
export function flowChart(rows: readonly Move[]): SankeyChart {
  const own = largest(rows)
  const named = (value: string | null): string => (value === null ? ABSENT : own.has(value) ? value : OTHERS)
  const nodes: { label: string; column: number; tone?: 'quiet' }[] = []
  const placeOf = (label: string, column: number): number => {
    const at = nodes.findIndex((node) => node.label === label && node.column === column)
    if (at >= 0) return at
    return nodes.push({ label, column, ...(own.has(label) ? {} : { tone: 'quiet' as const }) }) - 1
  }
  const bands = new Map<string, { source: number; target: number; rows: Move[] }>()
  for (const row of rows) {
    const [source, target] = [placeOf(named(row.before), 0), placeOf(named(row.now), 1)]
    const band = bands.get(`${source} ${target}`) ?? { source, target, rows: [] }
    bands.set(`${source} ${target}`, band)
    band.rows.push(row)
  }
  const all = rows.reduce((sum, { users }) => sum + users, 0)
  const lost = rows.filter(({ now }) => now === null).reduce((sum, { users }) => sum + users, 0)
  const fresh = rows.filter(({ before }) => before === null).reduce((sum, { users }) => sum + users, 0)
  return {
    kind: 'sankey',
    title: 'From the window before to the last one',
    summary: `${pluralText(all, 'user')} of either window: ${countText(lost)} only before, ${countText(fresh)} only now.`,
    value: { label: 'Users', format: 'integer' },
    columns: ['Before', 'Now'],
    nodes,
    links: [...bands.values()].map(({ source, target, rows: merged }) => ({
      source,
      target,
      value: merged.reduce((sum, { users }) => sum + users, 0),
      ...(merged.length === 1 && merged[0] !== undefined ? { figure: { row: merged[0].index, column: 'users' } } : {}),
    })),
  }
}
