import { ofElapsedTime } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { transitionMatrix } from '../../events/transitionMatrix'
import { toldEdges } from '../edgesSql'
import { MORE_PATH_PARAMETERS, PATH_PARAMETERS, VALUES_PARAMETER } from '../parameters'
import { countTransitions } from '../pass'
import { passedPlan, pathPlan, usersOf, walkOf } from '../plan'
import { population, readQuestion } from '../question'
import definition from './definition.md?raw'
import { stateDiagram } from './stateDiagram'

const COLUMNS = resultColumns({
  source: {
    about: 'The event or value; "(start)" where a path begins, "(other)" for the less frequent.',
    format: 'text',
  },
  target: { about: 'What follows; "(end)" where nothing does, "(again)" where the next path begins.', format: 'text' },
  users: { about: 'Users who made this transition.', format: 'integer' },
  transitions: { about: 'How often it was made.', format: 'integer' },
  pct: { about: 'Probability (0 to 100): its share of all transitions from this source.', format: 'percent' },
})

function drill({ row, column }: Figure, values: ParameterValues, catalog: Catalog, table: string | null): Drill | null {
  const { source, target } = row
  if (typeof source !== 'string' || typeof target !== 'string') return null
  if (!['users', 'transitions', 'pct'].includes(column)) return null
  const question = readQuestion(values, catalog, table)
  return usersOf(question, toldEdges(question), {
    title: `Users who went from ${source} to ${target}`,
    from: 'told_edges',
    where: `source = ${literal(source)}\n  AND target = ${literal(target)}`,
    count: 'transitions',
  })
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ row, index }))
  const sums = new Map<string, number>()
  for (const { row } of rows) sums.set(row.source, (sums.get(row.source) ?? 0) + row.transitions)
  const sources = [...sums].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name)
  const cells = rows.map(({ row, index }) => ({ ...row, figure: { row: index, column: 'users' } }))
  return [transitionMatrix('Where a step leads', cells), ...stateDiagram(rows, sources)]
}

/** Which step follows which, over all steps of the paths. */
export const pathTransitions: Analysis = {
  name: 'path-transitions',
  title: 'Transitions',
  about: 'Transition probabilities between steps, over all paths.',
  grain: 'one row per value and the value that follows',
  definition,
  parameters: [...PATH_PARAMETERS, VALUES_PARAMETER, ...MORE_PATH_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'], amounts: ['transitions'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population,
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const plan = pathPlan(
      question,
      toldEdges(question),
      `SELECT
  source,
  target,
  count(DISTINCT user_key)::BIGINT AS users,
  count(*)::BIGINT AS transitions,
  100 * count(*) / sum(count(*)) OVER (PARTITION BY source)::DOUBLE AS pct
FROM told_edges
GROUP BY source, target
ORDER BY sum(count(*)) OVER (PARTITION BY source) DESC, source, transitions DESC, target`,
    )
    return passedPlan(plan, question, 'path-transitions', values)
  },
  kernel: (run) => countTransitions(run, walkOf(run)),
  drill,
  charts,
}
