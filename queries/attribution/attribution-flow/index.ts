import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { whereClause } from '../../events/eventsInScope'
import { eventPopulation } from '../../events/populations'
import { PATH_RULE } from '../journeyPaths'
import { sequenceOf, type Journeys } from '../journeys'
import { JOURNEY_PARAMETERS } from '../parameters'
import { pathJourneys, REPEATS_PARAMETER } from '../paths'
import { charts } from './charts'
import definition from './definition.md?raw'
import { countLinks } from './kernel'
import { CONVERSION, MORE, NO_CONVERSION, OTHER } from './names'

const OWN: readonly ParameterSpec[] = [
  {
    name: 'steps',
    type: 'integer',
    label: 'Steps',
    default: 4,
    min: 1,
    max: 8,
    help: 'How many places of a journey are drawn; journeys that go on are "(more)".',
  },
  {
    name: 'channels',
    type: 'integer',
    label: 'Channels',
    default: 6,
    min: 1,
    max: 20,
    help: 'How many channels are told by name; the others are "(other)".',
  },
  {
    name: 'missed',
    type: 'boolean',
    label: 'Journeys without conversion',
    default: true,
    help: 'Draw journeys too that no conversion followed.',
  },
  REPEATS_PARAMETER,
]

/** WITH queries up to `links` (journey, user_key, step, source, target, amount): every step of every journey. */
function journeyLinks(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Pick<Journeys, 'ctes' | 'plan' | 'sequence'> {
  const { ctes, plan, sequence } = pathJourneys(values, catalog, source, 'first')
  const most = literal(Number(values['steps']))
  return {
    plan,
    sequence,
    ctes: [
      ...ctes,
      {
        name: 'stops',
        about: `Each step of each journey${values['missed'] === true ? '' : ' that converted'} with its channel`,
        sql: `SELECT
  journey,
  user_key,
  converted,
  amount,
  longer,
  len(channels) AS steps,
  unnest(channels) AS channel,
  generate_subscripts(channels, 1) AS step
FROM paths${whereClause(values['missed'] === true ? null : 'converted')}`,
      },
      {
        name: 'frequent_channels',
        about: 'The channels that are told by name',
        sql: `SELECT channel
FROM stops
GROUP BY channel
ORDER BY count(*) DESC, channel
LIMIT ${literal(Number(values['channels']))}`,
      },
      {
        name: 'told_stops',
        about: 'The steps that are drawn, and the one after them, with what their channels are told as',
        sql: `SELECT
  journey,
  user_key,
  converted,
  amount,
  longer,
  steps,
  step,
  CASE WHEN frequent_channels.channel IS NULL THEN ${literal(OTHER)} ELSE stops.channel END AS channel
FROM stops
LEFT JOIN frequent_channels ON stops.channel = frequent_channels.channel
WHERE step <= ${most} + 1`,
      },
      {
        name: 'links',
        about: 'From each of these steps to what follows; then journeys that go on, to how they end',
        sql: `SELECT
  journey,
  user_key,
  step,
  channel AS source,
  amount,
  CASE
    WHEN step < steps AND step < ${most} THEN lead(channel) OVER (PARTITION BY journey ORDER BY step)
    WHEN step < steps OR longer THEN ${literal(MORE)}
    WHEN converted THEN ${literal(CONVERSION)}
    ELSE ${literal(NO_CONVERSION)}
  END AS target
FROM told_stops
WHERE step <= ${most}
UNION ALL
SELECT DISTINCT
  journey,
  user_key,
  least(steps, ${most}) + 1,
  ${literal(MORE)},
  amount,
  CASE WHEN converted THEN ${literal(CONVERSION)} ELSE ${literal(NO_CONVERSION)} END
FROM told_stops
WHERE steps > ${most}
  OR longer`,
      },
    ],
  }
}

function plan(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { ctes, plan: rest, sequence } = journeyLinks(values, catalog, source)
  return {
    ...rest,
    ...sequenceOf(sequence, 'attribution-flow', values, PATH_RULE),
    sql: statement(
      ctes,
      `SELECT
  step::BIGINT AS step,
  source,
  target,
  count(*)::BIGINT AS journeys,
  sum(amount)::DOUBLE AS "value"
FROM links
GROUP BY step, source, target
ORDER BY step, journeys DESC, source, target`,
    ),
  }
}

/** The users whose journeys took a step, and how many of them. */
function drill({ row, column }: Figure, values: ParameterValues, catalog: Catalog, table: string | null): Drill | null {
  const { step, source, target } = row
  if (
    typeof step !== 'number' ||
    typeof source !== 'string' ||
    typeof target !== 'string' ||
    (column !== 'journeys' && column !== 'value')
  )
    return null
  const { ctes, plan: rest } = journeyLinks(values, catalog, table)
  return {
    title: `Users with journeys from ${source} (step ${step}) to ${target}`,
    kind: 'users',
    plan: {
      ...rest,
      sql: statement(
        ctes,
        `SELECT user_key, count(*)::BIGINT AS journeys
FROM links
WHERE step = ${step}
  AND source = ${literal(source)}
  AND target = ${literal(target)}
GROUP BY user_key
ORDER BY journeys DESC, user_key`,
      ),
    },
  }
}

/** How journeys move from channel to channel. */
export const attributionFlow: Analysis = {
  name: 'attribution-flow',
  title: 'Journey flow',
  about: 'How journeys move from channel to channel until they convert or end.',
  grain: 'one row per step, channel and the channel or end that follows',
  definition,
  parameters: [
    ...JOURNEY_PARAMETERS.filter((one) => one.more !== true),
    ...OWN,
    ...JOURNEY_PARAMETERS.filter((one) => one.more === true),
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'step', about: 'place of the source in the journey, from 1', format: 'integer' },
    {
      name: 'source',
      about: 'the channel; "(other)" beyond the frequent ones, "(more)" beyond the steps drawn',
      format: 'text',
    },
    {
      name: 'target',
      about: 'the channel that follows, "(more)", "(conversion)" or "(no conversion)"',
      format: 'text',
    },
    { name: 'journeys', about: 'journeys that took this step', format: 'integer' },
    { name: 'value', about: 'value of their conversions', format: 'money' },
  ],
  estimates: { amounts: ['journeys', 'value'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  refuses: { per: 'a flow is drawn from the journeys of users, step by step' },
  population: eventPopulation('conversion'),
  plan,
  kernel: countLinks,
  drill,
  charts,
}
