import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import type { ResultColumn } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import { charts } from '../charts'
import { drillAttribution } from '../drill'
import definition from './definition.md?raw'
import { kpis } from './kpis'
import { CREDIT_SEARCH } from '../otherTools'
import {
  CHANNEL_PARAMETER,
  CONVERSION_PARAMETER,
  LOOKBACK_PARAMETER,
  MODEL_PARAMETER,
  MODEL_PARAMETERS,
  TOUCHES_PARAMETER,
  VALUE_PARAMETER,
} from '../parameters'
import { finishAttribution, passAttribution, planAttribution } from '../plan'

export const CREDIT_COLUMNS: readonly ResultColumn[] = [
  { name: 'channel', about: 'the channel, or "(none)" for conversions without a touch', format: 'text' },
  { name: 'model', about: 'the model that shared the conversions', format: 'text' },
  {
    name: 'conversions',
    about: 'conversions credited to the channel; fractions where a model shares them',
    format: 'decimal',
  },
  {
    name: 'value',
    about: 'value credited to the channel, in the unit of the value column; 0 without one',
    format: 'money',
  },
]

const PARAMETERS: readonly ParameterSpec[] = [
  CONVERSION_PARAMETER,
  CHANNEL_PARAMETER,
  MODEL_PARAMETER,
  LOOKBACK_PARAMETER,
  TOUCHES_PARAMETER,
  VALUE_PARAMETER,
  ...MODEL_PARAMETERS,
]

/** Credit for conversions, shared among the channels that a user met before. */
export const attribution: Analysis = {
  name: 'attribution',
  title: 'Attribution',
  about: 'Which channels led to conversions, under different attribution models.',
  grain: 'one row per channel and model',
  definition,
  parameters: [...PARAMETERS, ...COMMON_PARAMETERS],
  columns: CREDIT_COLUMNS,
  estimates: { amounts: ['conversions', 'value'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: eventPopulation('conversion'),
  otherTools: CREDIT_SEARCH,
  plan: planAttribution,
  finish: finishAttribution,
  kernel: passAttribution,
  drill: drillAttribution,
  charts,
  kpis,
}
