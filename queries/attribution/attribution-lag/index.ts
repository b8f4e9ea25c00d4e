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
import { journeys, sequenceOf, untouchedLeftOut } from '../journeys'
import { passDistribution } from '../passDistribution'
import { JOURNEY_PARAMETERS } from '../parameters'
import definition from './definition.md?raw'

const UNIT_MICROS = { hour: 3600e6, day: 86_400e6 } as const

const OWN: readonly ParameterSpec[] = [
  {
    name: 'counted_from',
    type: 'choice',
    label: 'Counted from',
    default: 'first',
    help: 'The touch that the time is counted from.',
    options: [
      { value: 'first', label: 'First touch', help: 'How long it took from the first touch within the lookback.' },
      { value: 'last', label: 'Last touch', help: 'How long it took from the touch closest to the conversion.' },
    ],
  },
  {
    name: 'unit',
    type: 'choice',
    label: 'Unit',
    default: 'day',
    help: 'Whole days of 24 hours, or whole hours.',
    options: [
      { value: 'day', label: 'Days' },
      { value: 'hour', label: 'Hours' },
    ],
  },
]

const RULE =
  "Each user's touches and conversions are walked once in order of time: each conversion counts under the time since the first or the last of the touches before it within the lookback."

const read: ReadDistribution = (values, catalog, source) => {
  const unit = values['unit'] === 'hour' ? 'hour' : 'day'
  const { ctes, plan, sequence } = journeys(values, catalog, source)
  const end = values['counted_from'] === 'last' ? 'max' : 'min'
  return {
    column: 'lag',
    ctes: [
      ...ctes,
      {
        name: 'placed',
        about: `Each conversion with a touch, by the whole ${unit}s since the ${end === 'max' ? 'last' : 'first'} touch`,
        sql: `SELECT
  any_value(user_key) AS user_key,
  (any_value(converted_at) - ${end}(touched_at)) // ${literal(BigInt(UNIT_MICROS[unit]))} AS bucket,
  any_value(amount) AS amount
FROM journey_touches
GROUP BY conversion_number`,
      },
    ],
    plan: {
      ...plan,
      ...sequenceOf(sequence, 'attribution-lag', values, RULE),
      leftOut: untouchedLeftOut(ctes),
      notes: [
        `from the ${values['counted_from'] === 'last' ? 'last' : 'first'} touch, in ${unit}s`,
        ...(plan.notes ?? []),
      ],
    },
  }
}

/** Conversions by the time since the first or last touch. */
export const attributionLag: Analysis = {
  name: 'attribution-lag',
  title: 'Time lag',
  about: 'Time from the first or last touch to the conversion.',
  grain: 'one row per day (or hour) of lag',
  definition,
  parameters: [
    ...JOURNEY_PARAMETERS.filter((one) => one.more !== true),
    ...OWN,
    ...JOURNEY_PARAMETERS.filter((one) => one.more === true),
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'lag', about: 'whole days (or hours) from the touch to the conversion', format: 'integer' },
    ...DISTRIBUTION_COLUMNS,
  ],
  estimates: { amounts: ['conversions', 'value'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: eventPopulation('conversion'),
  kernel: (run) => {
    const unit = UNIT_MICROS[run.values['unit'] === 'hour' ? 'hour' : 'day']
    const isLast = run.values['counted_from'] === 'last'
    return passDistribution(run, 'lag', ({ at, first, end, size, convertedAt }) =>
      size === 0 ? null : Math.floor((convertedAt - at[isLast ? end - 1 : first]!) / unit),
    )
  },
  plan: (values, catalog, source) => distributionPlan(read(values, catalog, source)),
  drill: (figure, values, catalog, source) =>
    distributionDrill(
      read(values, catalog, source),
      figure,
      (bucket) =>
        `Users with conversions ${bucket} ${values['unit'] === 'hour' ? 'hours' : 'days'} after the ${values['counted_from'] === 'last' ? 'last' : 'first'} touch`,
    ),
  charts: (result, values) => {
    const unit = values['unit'] === 'hour' ? 'hour' : 'day'
    const touch = values['counted_from'] === 'last' ? 'last' : 'first'
    return distributionCharts(
      result,
      'lag',
      `Time from the ${touch} touch to the conversion`,
      unit === 'hour' ? 'Hours' : 'Days',
      (bucket) =>
        `Half of the conversions with a touch came within ${bucket + 1} ${unit}${bucket === 0 ? '' : 's'} of the ${touch} touch.`,
    )
  },
}
