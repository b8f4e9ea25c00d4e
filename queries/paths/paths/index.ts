import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { toldEdges } from '../edgesSql'
import { END, START } from '../names'
import { MORE_PATH_PARAMETERS, PATH_PARAMETERS, STEPS_PARAMETER, VALUES_PARAMETER } from '../parameters'
import { countSteps } from '../pass'
import { passedPlan, pathPlan, usersOf, walkOf } from '../plan'
import { population, readQuestion } from '../question'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { kpis } from './kpis'

/** The users of a transition, of the step that it comes from, or of the one that it leads to. */
function drill({ row, column }: Figure, values: ParameterValues, catalog: Catalog, table: string | null): Drill | null {
  const { step, source, target } = row
  if (typeof step !== 'number' || typeof source !== 'string' || typeof target !== 'string') return null
  const question = readQuestion(values, catalog, table)
  const at = `step = ${step}`
  const [from, to] = [`source = ${literal(source)}`, `target = ${literal(target)}`]
  const listed = (title: string, ...more: readonly string[]): Drill =>
    usersOf(question, toldEdges(question), {
      title,
      from: 'told_edges',
      where: [at, ...more].join('\n  AND '),
      count: 'transitions',
    })
  switch (column) {
    case 'users':
    case 'transitions':
    case 'pct':
      return listed(`Users who went from ${source} (step ${step}) to ${target}`, from, to)
    case 'source_users':
      return listed(`Users ${source === START ? 'whose paths begin after' : `at ${source} in`} step ${step}`, from)
    case 'target_users':
      return listed(
        target === END ? `Users whose paths end after step ${step}` : `Users who came to ${target} from step ${step}`,
        to,
      )
    default:
      return null
  }
}

/** How users go on from an event, or come to one, step by step. */
export const paths: Analysis = {
  name: 'paths',
  title: 'Flow',
  about: 'What users do before or after an event, or on the way from one to another, step by step.',
  grain: 'one row per step, value and the value that follows',
  definition,
  parameters: [...PATH_PARAMETERS, STEPS_PARAMETER, VALUES_PARAMETER, ...MORE_PATH_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['users', 'source_users', 'target_users'], amounts: ['transitions'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population,
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const plan = pathPlan(
      question,
      [
        ...toldEdges(question),
        {
          name: 'counted_edges',
          about: 'Transitions by step, where they come from and where they lead',
          sql: `SELECT step, source, target, count(DISTINCT user_key) AS users, count(*) AS transitions
FROM told_edges
GROUP BY step, source, target`,
        },
        {
          name: 'sources',
          about: 'Who is at each value before a step, whatever follows',
          sql: `SELECT step, source, count(DISTINCT user_key) AS users, count(*) AS transitions
FROM told_edges
GROUP BY step, source`,
        },
        {
          name: 'targets',
          about: 'Who is at each value after a step, wherever they come from',
          sql: `SELECT step, target, count(DISTINCT user_key) AS users
FROM told_edges
GROUP BY step, target`,
        },
      ],
      `SELECT
  counted_edges.step::BIGINT AS step,
  counted_edges.source AS source,
  counted_edges.target AS target,
  counted_edges.users::BIGINT AS users,
  counted_edges.transitions::BIGINT AS transitions,
  100 * counted_edges.transitions / sources.transitions::DOUBLE AS pct,
  sources.users::BIGINT AS source_users,
  targets.users::BIGINT AS target_users
FROM counted_edges
JOIN sources ON sources.step = counted_edges.step AND sources.source = counted_edges.source
JOIN targets ON targets.step = counted_edges.step AND targets.target = counted_edges.target
ORDER BY step, transitions DESC, source, target`,
    )
    return passedPlan(plan, question, 'paths', values)
  },
  kernel: (run) => countSteps(run, walkOf(run)),
  drill,
  charts,
  kpis,
}
