import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import { charts } from '../charts'
import { drillAttribution } from '../drill'
import {
  CHANNEL_PARAMETER,
  CONVERSION_PARAMETER,
  LOOKBACK_PARAMETER,
  MODEL_PARAMETER,
  MODEL_PARAMETERS,
  TOUCHES_PARAMETER,
  VALUE_PARAMETER,
} from '../parameters'
import definition from './definition.md?raw'
import { finishIntervals, passIntervals, planIntervals } from './plan'

const OWN: readonly ParameterSpec[] = [
  {
    name: 'replicates',
    type: 'integer',
    label: 'Rounds',
    default: 500,
    min: 50,
    max: 5000,
    more: true,
    help: 'How often users are drawn anew; more rounds give steadier intervals.',
  },
  {
    name: 'confidence_pct',
    type: 'number',
    label: 'Confidence (%)',
    default: 95,
    min: 50,
    max: 99.9,
    more: true,
    help: 'How much of the rounds the interval holds.',
  },
  {
    name: 'seed',
    type: 'integer',
    label: 'Seed',
    default: 1,
    min: 0,
    max: 2_147_483_647,
    more: true,
    help: 'The same seed draws the same users.',
  },
]

/** The credits of channels, with bootstrap intervals over users. */
export const attributionIntervals: Analysis = {
  name: 'attribution-intervals',
  title: 'Intervals',
  about: 'How certain the credits are: bootstrap intervals for every channel and model.',
  grain: 'one row per channel and model',
  definition,
  parameters: [
    CONVERSION_PARAMETER,
    CHANNEL_PARAMETER,
    MODEL_PARAMETER,
    LOOKBACK_PARAMETER,
    TOUCHES_PARAMETER,
    VALUE_PARAMETER,
    ...OWN,
    ...MODEL_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'channel', about: 'the channel, or "(none)" for conversions without a touch', format: 'text' },
    { name: 'model', about: 'the model that shared the conversions', format: 'text' },
    { name: 'conversions', about: 'conversions credited to the channel', format: 'decimal' },
    { name: 'low', about: 'lower end of the interval of conversions', format: 'decimal' },
    { name: 'high', about: 'upper end of the interval of conversions', format: 'decimal' },
    { name: 'value', about: 'value credited to the channel, in the unit of the value column', format: 'money' },
    { name: 'value_low', about: 'lower end of the interval of value', format: 'money' },
    { name: 'value_high', about: 'upper end of the interval of value', format: 'money' },
  ],
  estimates: { amounts: ['conversions', 'low', 'high', 'value', 'value_low', 'value_high'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  refuses: { per: 'the intervals come from drawing users again and again' },
  population: eventPopulation('conversion'),
  plan: planIntervals,
  finish: finishIntervals,
  kernel: passIntervals,
  drill: drillAttribution,
  charts,
}
