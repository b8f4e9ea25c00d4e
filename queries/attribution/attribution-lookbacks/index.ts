import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import { CREDIT_COLUMNS } from '../attribution'
import {
  CHANNEL_PARAMETER,
  CONVERSION_PARAMETER,
  MODEL_PARAMETER,
  MODEL_PARAMETERS,
  TOUCHES_PARAMETER,
  VALUE_PARAMETER,
} from '../parameters'
import { charts } from './charts'
import definition from './definition.md?raw'
import { drillLookback, finishLookbacks, passLookbacks, planLookbacks } from './plan'

const LOOKBACKS: ParameterSpec = {
  name: 'lookbacks',
  type: 'text',
  label: 'Lookbacks',
  default: '1, 7, 30',
  help: 'Several lookbacks with commas between: numbers are days; also "12 hours" and "none".',
}

/** The credits of channels under several lookbacks. */
export const attributionLookbacks: Analysis = {
  name: 'attribution-lookbacks',
  title: 'Lookbacks',
  about: 'How credits change with the lookback window.',
  grain: 'one row per lookback, channel and model',
  definition,
  parameters: [
    CONVERSION_PARAMETER,
    CHANNEL_PARAMETER,
    { ...MODEL_PARAMETER, default: 'last' },
    LOOKBACKS,
    TOUCHES_PARAMETER,
    VALUE_PARAMETER,
    ...MODEL_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'lookback', about: 'how long before the conversion touches count', format: 'text' },
    ...CREDIT_COLUMNS,
  ],
  estimates: { amounts: ['conversions', 'value'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: eventPopulation('conversion'),
  plan: planLookbacks,
  finish: finishLookbacks,
  kernel: passLookbacks,
  drill: drillLookback,
  charts,
}
