import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import {
  CHANNEL_PARAMETER,
  CONVERSION_PARAMETER,
  LOOKBACK_PARAMETER,
  MODEL_PARAMETER,
  MODEL_PARAMETERS,
  TOUCHES_PARAMETER,
  VALUE_PARAMETER,
} from '../parameters'
import { charts, kpis } from './charts'
import definition from './definition.md?raw'
import { drillRoas, finishRoas, passRoas, planRoas } from './plan'

const OWN: readonly ParameterSpec[] = [
  {
    name: 'spend_table',
    type: 'text',
    label: 'Table of spend',
    default: null,
    more: true,
    help: 'The table with what campaigns cost; the only one with such a column when empty.',
  },
  {
    name: 'spend_campaign',
    type: 'text',
    label: 'Its campaigns',
    default: null,
    more: true,
    help: 'Its column of campaigns; the one called as in the events when empty.',
  },
  {
    name: 'spend_column',
    type: 'text',
    label: 'Its amounts',
    default: null,
    more: true,
    help: 'Its column of amounts; found by its name (spend, cost) when empty.',
  },
  {
    name: 'spend_date',
    type: 'text',
    label: 'Its dates',
    default: null,
    more: true,
    help: 'Its column of dates, so that only spend between From and To counts; empty for all of it.',
  },
]

/** Return on spend and cost per acquisition of campaigns. */
export const attributionRoas: Analysis = {
  name: 'attribution-roas',
  title: 'Return on spend',
  about: 'Spend, attributed value, ROAS and cost per acquisition of each campaign, by model.',
  grain: 'one row per campaign and model',
  definition,
  parameters: [
    CONVERSION_PARAMETER,
    {
      ...CHANNEL_PARAMETER,
      label: 'Campaign',
      help: "The column that names a touch's campaign; the one that the table of spend has too when empty.",
    },
    { ...MODEL_PARAMETER, default: 'last' },
    LOOKBACK_PARAMETER,
    TOUCHES_PARAMETER,
    VALUE_PARAMETER,
    ...OWN,
    ...MODEL_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'campaign', about: 'the campaign, or "(none)" for conversions without a touch', format: 'text' },
    { name: 'model', about: 'the model that shared the conversions', format: 'text' },
    { name: 'spend', about: 'what the campaign cost', format: 'money' },
    { name: 'conversions', about: 'conversions credited to the campaign', format: 'decimal' },
    { name: 'value', about: 'value credited to the campaign', format: 'money' },
    { name: 'roas', about: 'value for each unit of spend', format: 'decimal' },
    { name: 'tier', about: 'excellent (from 3), good (from 2), break-even (from 1) or poor', format: 'text' },
    { name: 'cpa', about: 'spend for each conversion', format: 'money' },
  ],
  refuses: {
    sample: 'what a campaign cost is known of everybody, not of a sample',

    breakdown: 'what a campaign cost is known of all of it; attribution itself can be broken down',
    breakdown_users: 'it cannot be broken down',
  },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: eventPopulation('conversion'),
  plan: planRoas,
  finish: finishRoas,
  kernel: passRoas,
  drill: drillRoas,
  charts,
  kpis,
}
