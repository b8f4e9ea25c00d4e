import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import {
  DISTRIBUTION_COLUMNS,
  distributionCharts,
  distributionDrill,
  distributionPlan,
  type ReadDistribution,
} from '../distribution'
import { journeys, sequenceOf } from '../journeys'
import { passDistribution } from '../passDistribution'
import { JOURNEY_PARAMETERS } from '../parameters'
import definition from './definition.md?raw'

const OWN: readonly ParameterSpec[] = [
  {
    name: 'counted',
    type: 'choice',
    label: 'Counted',
    default: 'touches',
    help: 'What the length counts.',
    options: [
      { value: 'touches', label: 'Touches', help: 'Every touch before the conversion.' },
      { value: 'channels', label: 'Different channels', help: 'Each channel of the path once.' },
    ],
  },
  {
    name: 'longest',
    type: 'integer',
    label: 'Longest',
    default: 20,
    min: 1,
    max: 1000,
    more: true,
    help: 'This length stands for all that are as long or longer.',
  },
]

const RULE =
  "Each user's touches and conversions are walked once in order of time: each conversion counts under the number of the touches before it within the lookback."

const read: ReadDistribution = (values, catalog, source) => {
  const channels = values['counted'] === 'channels'
  const { ctes, plan, sequence } = journeys(values, catalog, source, { distinct: channels })
  return {
    column: 'length',
    ctes: [
      ...ctes,
      {
        name: 'placed',
        about: `Each conversion, by the number of ${channels ? 'different channels' : 'touches'} before it`,
        sql: `SELECT
  user_key,
  least(coalesce(${channels ? 'distinct_channels' : 'touch_count'}, 0), ${literal(Number(values['longest']))}) AS bucket,
  amount
FROM conversions
LEFT JOIN journey_totals ON conversions.conversion_number = journey_totals.conversion_number`,
      },
    ],
    plan: {
      ...plan,
      ...sequenceOf(sequence, 'attribution-length', values, RULE),
      notes: [`${Number(values['longest'])} stands for that many or more`, ...(plan.notes ?? [])],
    },
  }
}

/** Conversions by the number of touches before them. */
export const attributionLength: Analysis = {
  name: 'attribution-length',
  title: 'Path length',
  about: 'Number of touches before a conversion.',
  grain: 'one row per number of touches',
  definition,
  parameters: [
    ...JOURNEY_PARAMETERS.filter((one) => one.more !== true),
    ...OWN,
    ...JOURNEY_PARAMETERS.filter((one) => one.more === true),
    ...COMMON_PARAMETERS,
  ],
  columns: [
    {
      name: 'length',
      about: 'touches (or different channels) before the conversion; 0 for none, the longest for as many or more',
      format: 'integer',
    },
    ...DISTRIBUTION_COLUMNS,
  ],
  estimates: { amounts: ['conversions', 'value'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: eventPopulation('conversion'),
  kernel: (run) => {
    const most = Number(run.values['longest'])
    const channels = run.values['counted'] === 'channels'
    return passDistribution(run, 'length', ({ size, distinct }) => Math.min(most, channels ? distinct : size))
  },
  plan: (values, catalog, source) => distributionPlan(read(values, catalog, source)),
  drill: (figure, values, catalog, source) =>
    distributionDrill(
      read(values, catalog, source),
      figure,
      (bucket) =>
        `Users with conversions after ${bucket}${bucket === values['longest'] ? ' or more' : ''} ${values['counted'] === 'channels' ? 'different channels' : 'touches'}`,
    ),
  charts: (result, values) => {
    const what = values['counted'] === 'channels' ? 'different channels' : 'touches'
    return distributionCharts(
      result,
      'length',
      `Conversions by number of ${what}`,
      what.replace(/^./, (first) => first.toUpperCase()),
      (bucket) =>
        `Half of all conversions have at most ${bucket} ${what} before them; ${Number(values['longest'])} stands for that many or more.`,
    )
  },
}
