import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { countText } from '../../events/texts'
import { edges } from '../edgesSql'
import { MORE_PATH_PARAMETERS, PATH_PARAMETERS, STEPS_PARAMETER } from '../parameters'
import { countWholePaths } from '../pass'
import { passedPlan, pathPlan, usersOf, walkOf } from '../plan'
import { population, readQuestion, type PathQuestion } from '../question'
import { unitOf } from '../stepsSql'
import definition from './definition.md?raw'

const MOST_BARS = 15

const COLUMNS = resultColumns({
  path: { about: 'Its steps in order, with " > " between them.', format: 'text' },
  transitions: { about: 'How many transitions it has.', format: 'integer' },
  users: { about: 'Users who took it.', format: 'integer' },
  paths: { about: 'How often it was taken.', format: 'integer' },
  pct: { about: 'Share (0 to 100) of all paths.', format: 'percent' },
})

/** WITH queries up to `whole_paths`: (user_key, path, transitions), one row a path. */
function wholePaths(question: PathQuestion): readonly Cte[] {
  return [
    ...edges(question),
    {
      name: 'whole_paths',
      about: 'Paths as texts: where their transitions come from, in order, and where the last one leads',
      sql: `SELECT
  user_key,
  array_to_string(list(source ORDER BY step), ' > ') || ' > ' || last(target ORDER BY step) AS path_text,
  count(*) AS transitions
FROM edges
GROUP BY ${unitOf(question)}, path`,
    },
  ]
}

function drill({ row, column }: Figure, values: ParameterValues, catalog: Catalog, table: string | null): Drill | null {
  const { path } = row
  if (typeof path !== 'string' || !['users', 'paths', 'pct'].includes(column)) return null
  const question = readQuestion(values, catalog, table)
  return usersOf(question, wholePaths(question), {
    title: `Users who took ${path}`,
    from: 'whole_paths',
    where: `path_text = ${literal(path)}`,
    count: 'paths',
  })
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const [most] = rows
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Top paths',
      summary:
        most === undefined
          ? 'There are no paths in these dates.'
          : `Most often: ${most.path}, ${countText(most.paths)} times, ${formatFixed(most.pct, 1)} % of all paths.` +
            (rows.length > MOST_BARS ? ` The first ${MOST_BARS} are drawn; the table has more.` : ''),
      x: { label: 'Path', type: 'category' },
      y: { label: 'Paths', format: 'integer' },
      series: [
        {
          name: 'Paths',
          points: rows
            .slice(0, MOST_BARS)
            .map((row, index) => ({ x: row.path, y: row.paths, figure: { row: index, column: 'paths' } })),
        },
      ],
    },
  ]
}

/** Whole paths, the most frequent first. */
export const topPaths: Analysis = {
  name: 'top-paths',
  title: 'Top paths',
  about: 'The most frequent paths from, to or around an event.',
  grain: 'one row per path',
  definition,
  parameters: [
    ...PATH_PARAMETERS,
    STEPS_PARAMETER,
    {
      name: 'top',
      type: 'integer',
      label: 'Paths',
      default: 25,
      min: 1,
      max: 100_000,
      help: 'How many paths are listed, the most frequent first.',
    },
    ...MORE_PATH_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'], amounts: ['paths'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population,
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const plan = pathPlan(
      question,
      [
        ...wholePaths(question),
        {
          name: 'counted_paths',
          about: 'Paths by their steps',
          sql: `SELECT path_text, max(transitions) AS transitions, count(DISTINCT user_key) AS users, count(*) AS paths
FROM whole_paths
GROUP BY path_text`,
        },
      ],
      `SELECT
  path_text AS path,
  transitions::BIGINT AS transitions,
  users::BIGINT AS users,
  paths::BIGINT AS paths,
  100 * paths / sum(paths) OVER ()::DOUBLE AS pct
FROM counted_paths
ORDER BY paths DESC, users DESC, path
LIMIT ${Number(values['top'])}`,
    )
    return passedPlan(plan, question, 'top-paths', values)
  },
  kernel: (run) => countWholePaths(run, walkOf(run), Number(run.values['top'])),
  drill,
  charts,
}
