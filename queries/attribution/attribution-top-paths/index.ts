import { ofElapsedTime } from '../../events/oneZone'
import { formatCount } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { eventPopulation } from '../../events/populations'
import { PATH_RULE } from '../journeyPaths'
import { NO_TOUCH, sequenceOf, type Journeys } from '../journeys'
import { JOURNEY_PARAMETERS } from '../parameters'
import { pathJourneys, REPEATS_PARAMETER } from '../paths'
import definition from './definition.md?raw'
import { countPaths } from './kernel'

const OTHER = '(other paths)'
const MOST_BARS = 15

const TOP: ParameterSpec = {
  name: 'top',
  type: 'integer',
  label: 'Paths',
  default: 25,
  min: 1,
  max: 5000,
  help: 'How many paths are listed one by one.',
}

/** WITH queries up to `named_paths` (a row for each journey) and `shown_paths` (a row for each path). */
function namedPaths(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Pick<Journeys, 'ctes' | 'plan' | 'sequence'> {
  const { ctes, plan, sequence } = pathJourneys(values, catalog, source, 'last')
  const top = literal(Number(values['top']))
  return {
    plan,
    sequence,
    ctes: [
      ...ctes,
      {
        name: 'named_paths',
        about: 'Each journey with its path as text',
        sql: `SELECT
  user_key,
  converted,
  amount,
  len(channels) AS touches,
  CASE WHEN longer THEN '… > ' ELSE '' END || array_to_string(channels, ' > ') AS path
FROM paths`,
      },
      {
        name: 'by_path',
        about: 'Of each path how many journeys took it to a conversion, and how many without one',
        sql: `SELECT
  path,
  any_value(touches) AS touches,
  count(CASE WHEN converted THEN 1 END) AS conversions,
  sum(amount) AS amount,
  count(CASE WHEN NOT converted THEN 1 END) AS missed
FROM named_paths
GROUP BY path`,
      },
      {
        name: 'ranked_paths',
        about: 'The same with the place of each, the path of most conversions first',
        sql: `SELECT
  *,
  row_number() OVER (ORDER BY conversions DESC, amount DESC, missed DESC, path) AS place
FROM by_path`,
      },
      {
        name: 'shown_paths',
        about: 'The same with what each path is listed as',
        sql: `SELECT
  CASE WHEN place <= ${top} THEN path ELSE ${literal(OTHER)} END AS path,
  path AS own_path,
  place <= ${top} AS listed,
  touches,
  conversions,
  amount,
  missed,
  place
FROM ranked_paths`,
      },
    ],
  }
}

function plan(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan: rest, sequence } = namedPaths(values, catalog, source)
  return {
    ...rest,
    ...sequenceOf(sequence, 'attribution-top-paths', values, PATH_RULE),
    sql: statement(
      [
        ...ctes,
        {
          name: 'listed_paths',
          about: 'A row for each path listed, one for all others, and last the conversions without a touch',
          sql: `SELECT
  path,
  CASE WHEN listed THEN any_value(touches) END AS touches,
  sum(conversions) AS conversions,
  sum(amount) AS amount,
  sum(missed) AS missed,
  min(place) AS place
FROM shown_paths
GROUP BY path, listed
UNION ALL
SELECT
  ${literal(NO_TOUCH)},
  0,
  coalesce(sum(conversions), 0),
  coalesce(sum(amount), 0),
  NULL,
  NULL
FROM untouched`,
        },
      ],
      `SELECT
  path,
  touches::BIGINT AS touches,
  conversions::BIGINT AS conversions,
  amount::DOUBLE AS "value",
  100 * conversions / nullif(sum(conversions) OVER (), 0) AS pct,
  missed::BIGINT AS missed,
  100 * conversions / nullif(conversions + missed, 0) AS rate_pct
FROM listed_paths
ORDER BY place IS NULL, place`,
    ),
  }
}

/** The users who took a path to a conversion, or without one for the column `missed`. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { path } = row
  if (typeof path !== 'string' || !['conversions', 'value', 'pct', 'missed', 'rate_pct'].includes(column)) return null
  const { ctes, plan: rest } = namedPaths(values, catalog, source)
  const counts = 'count(*)::BIGINT AS journeys, sum(amount)::DOUBLE AS "value"'
  if (path === NO_TOUCH) {
    if (column === 'missed') return null
    return {
      title: 'Users with conversions that no touch came before',
      kind: 'users',
      plan: {
        ...rest,
        sql: statement(
          ctes,
          `SELECT user_key, ${counts}
FROM untouched
GROUP BY user_key
ORDER BY journeys DESC, user_key`,
        ),
      },
    }
  }
  const listed = path !== OTHER || row['touches'] !== null
  const missed = column === 'missed'
  return {
    title: `Users ${missed ? 'without' : 'with'} a conversion after ${path}`,
    kind: 'users',
    plan: {
      ...rest,
      sql: statement(
        ctes,
        `SELECT user_key, ${counts}
FROM named_paths
WHERE ${missed ? 'NOT ' : ''}converted
  AND path IN (
    SELECT own_path
    FROM shown_paths
    WHERE path = ${literal(path)}
      AND ${listed ? '' : 'NOT '}listed
  )
GROUP BY user_key
ORDER BY journeys DESC, user_key`,
      ),
    },
  }
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result
    .rows()
    .map((row, index) => ({
      path: row['path'] as string,
      conversions: Number(row['conversions']),
      touches: row['touches'],
      index,
    }))
  const all = rows.reduce((sum, row) => sum + row.conversions, 0)
  const paths = rows.filter((row) => row.path !== NO_TOUCH && row.touches !== null && row.conversions > 0)
  const best = paths[0]
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Conversions by path',
      summary:
        best === undefined
          ? 'No conversion has a touch before it in these dates.'
          : `Most conversions came by ${best.path}: ${formatCount(best.conversions)} of ${formatCount(all)}.${paths.length > MOST_BARS ? ` The first ${MOST_BARS} paths are drawn; the table has more.` : ''}`,
      x: { label: 'Path', type: 'category' },
      y: { label: 'Conversions', format: 'integer' },
      series: [
        {
          name: 'Conversions',
          points: paths
            .slice(0, MOST_BARS)
            .map((row) => ({ x: row.path, y: row.conversions, figure: { row: row.index, column: 'conversions' } })),
        },
      ],
    },
  ]
}

/** The most frequent paths to a conversion. */
export const attributionTopPaths: Analysis = {
  name: 'attribution-top-paths',
  title: 'Top paths',
  about: 'The channel paths that lead to conversion, and how often each converts.',
  grain: 'one row per path',
  definition,
  parameters: [
    ...JOURNEY_PARAMETERS.filter((one) => one.more !== true),
    TOP,
    REPEATS_PARAMETER,
    ...JOURNEY_PARAMETERS.filter((one) => one.more === true),
    ...COMMON_PARAMETERS,
  ],
  columns: [
    {
      name: 'path',
      about: 'the channels in order; "(other paths)" sums those beyond the top, "(none)" conversions without a touch',
      format: 'text',
    },
    { name: 'touches', about: 'channels told in the path', format: 'integer' },
    { name: 'conversions', about: 'conversions by this path', format: 'integer' },
    { name: 'value', about: 'their value', format: 'money' },
    { name: 'pct', about: 'share of all conversions, %', format: 'percent' },
    { name: 'missed', about: 'journeys of this path without a conversion', format: 'integer' },
    { name: 'rate_pct', about: 'conversions of all journeys of this path, %', format: 'percent' },
  ],
  estimates: { amounts: ['conversions', 'value', 'missed'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  refuses: { per: 'a path is the journey of a user; attribution itself counts others' },
  population: eventPopulation('conversion'),
  plan,
  kernel: (run) => countPaths(run, Number(run.values['top']), OTHER),
  drill,
  charts,
}
