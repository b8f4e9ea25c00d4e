import type { Analysis, ParameterSpec, ResultColumn } from '../../src-renderer/query/definition'
import { COMMON_PARAMETERS } from '../../src-renderer/query/source'
import { charts } from './charts'
import definition from './definition.md?raw'
import { kpis } from './kpis'
import { MODELS } from './models'
import { planAttribution } from './plan'

export const MODEL_PARAMETER: ParameterSpec = {
  name: 'model', type: 'choice', label: 'Model', default: 'all', help: 'How a conversion is shared among its touches.',
  options: [{ value: 'all', label: 'All models', help: 'One row for each channel and model.' }, ...MODELS.map((model) => ({ value: model.name, label: model.label, help: model.help }))],
}

export const DIRECT_PARAMETER: ParameterSpec = {
  name: 'direct_channel', type: 'text', label: 'Direct channel', default: 'direct', more: true, help: 'The channel that "last non-direct" passes over; upper and lower case are alike.',
}

export const CREDIT_COLUMNS: readonly ResultColumn[] = [
  { name: 'channel', about: 'the channel, or "(none)" for conversions without a touch', format: 'text' },
  { name: 'model', about: 'the model that shared the conversions', format: 'text' },
  { name: 'conversions', about: 'conversions credited to the channel; fractions where a model shares them', format: 'decimal' },
  { name: 'value', about: 'value credited to the channel, in the unit of the value column; 0 without one', format: 'money' },
]

const PARAMETERS: readonly ParameterSpec[] = [
  { name: 'conversion', type: 'event', label: 'Conversion', default: null, suggest: 'conversion', help: 'The event that channels are credited for.' },
  { name: 'channel', type: 'column', label: 'Channel', default: null, help: 'The column that names a touch\'s channel or campaign; found by its name when empty.' },
  MODEL_PARAMETER,
  { name: 'lookback', type: 'duration', label: 'Lookback', default: '7 days', help: 'How long before a conversion touches count; "none" for no limit.' },
  { name: 'touches', type: 'event', label: 'Touches', default: null, more: true, help: 'The events that are touches; empty for any event with a channel that is not the conversion.' },
  { name: 'value', type: 'column', label: 'Value', default: null, more: true, help: 'The column with a conversion\'s value; empty for the log\'s value column, "none" to count only.', options: [{ value: 'none', label: 'None: count only' }] },
  { name: 'half_life_days', type: 'number', label: 'Half-life (days)', default: 7, min: 0.001, more: true, help: 'For time decay: a touch this much earlier counts half.' },
  DIRECT_PARAMETER,
]

/** Credit for conversions, shared among the channels that a user met before. */
export const attribution: Analysis = {
  name: 'attribution',
  title: 'Attribution',
  about: 'Which channels led to conversions, under models that share the credit in different ways.',
  grain: 'one row per channel and model',
  definition,
  parameters: [...PARAMETERS, ...COMMON_PARAMETERS],
  columns: CREDIT_COLUMNS,
  reads: 'events',
  plan: planAttribution,
  charts,
  kpis,
}
