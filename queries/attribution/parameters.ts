import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { columnNamed, readCondition, type Condition } from '../../src-renderer/query/sql/condition'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readDuration } from '../../src-renderer/query/sql/duration'
import { SPAN_STOPS } from '../events/spanStops'
import { channelColumn } from './channelColumn'
import { MODELS } from './models'

const DAY_MICROS = 86_400e6
/** What `value` says when conversions are to be counted only. */
const NO_VALUE = 'none'

export const CONVERSION_PARAMETER: ParameterSpec = {
  name: 'conversion',
  type: 'event',
  label: 'Conversion',
  default: null,
  suggest: 'conversion',
  help: 'The event that channels are credited for.',
}
export const CHANNEL_PARAMETER: ParameterSpec = {
  name: 'channel',
  type: 'column',
  label: 'Channel',
  default: null,
  help: "The column that names a touch's channel or campaign; found by its name when empty.",
  emptyMeans: 'Automatic',
}
export const LOOKBACK_PARAMETER: ParameterSpec = {
  name: 'lookback',
  type: 'duration',
  label: 'Lookback',
  default: '7 days',
  stops: SPAN_STOPS,
  help: 'The lookback: how long before a conversion touches count; "none" for no limit.',
}
export const TOUCHES_PARAMETER: ParameterSpec = {
  name: 'touches',
  type: 'event',
  label: 'Touches',
  default: null,
  more: true,
  help: 'The events that are touches; empty for any event with a channel that is not the conversion.',
}
export const VALUE_PARAMETER: ParameterSpec = {
  name: 'value',
  type: 'column',
  label: 'Value',
  default: null,
  more: true,
  help: 'The column with a conversion\'s value; empty for the log\'s value column, "none" to count only.',
  emptyMeans: 'Automatic',
  options: [{ value: 'none', label: 'None: count only' }],
}

/** Which conversions and touches there are: what every analysis of journeys asks. */
export const JOURNEY_PARAMETERS: readonly ParameterSpec[] = [
  CONVERSION_PARAMETER,
  CHANNEL_PARAMETER,
  LOOKBACK_PARAMETER,
  TOUCHES_PARAMETER,
  VALUE_PARAMETER,
]

export const MODEL_PARAMETER: ParameterSpec = {
  name: 'model',
  type: 'choice',
  label: 'Model',
  default: 'all',
  help: 'How the credit for a conversion is divided among its touches.',
  options: [
    { value: 'all', label: 'All models', help: 'One row for each channel and model.' },
    ...MODELS.map((model) => ({ value: model.name, label: model.label, help: model.help })),
    { value: 'custom', label: 'Custom weights', help: 'By your own list of weights, under More.' },
  ],
}

export const DIRECT_PARAMETER: ParameterSpec = {
  name: 'direct_channel',
  type: 'text',
  label: 'Direct channel',
  default: 'direct',
  more: true,
  help: 'The channel that "last non-direct" passes over; upper and lower case are alike.',
}

export const WEIGHTS_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'weights',
    type: 'text',
    label: 'Custom weights',
    default: null,
    more: true,
    help: 'For custom weights: a list such as [0.5, 0.3, 0.2]. Touches beyond its end get nothing; a shorter path uses its beginning, brought to a sum of 1.',
  },
  {
    name: 'weights_from',
    type: 'choice',
    label: 'Weights begin at',
    default: 'last',
    more: true,
    help: 'Which touch the first of the custom weights belongs to.',
    options: [
      { value: 'last', label: 'Last touch', help: 'The first weight belongs to the touch closest to the conversion.' },
      { value: 'first', label: 'First touch', help: 'The first weight belongs to the earliest touch.' },
    ],
  },
]

const DECAY_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'half_life_days',
    type: 'number',
    label: 'Half-life (days)',
    default: 7,
    min: 0.001,
    stops: [0.25, 0.5, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90],
    more: true,
    help: 'For time decay: a touch this much earlier counts half.',
  },
  {
    name: 'decay',
    type: 'choice',
    label: 'Decay',
    default: 'half-life',
    more: true,
    help: 'How time decay falls with the time before the conversion.',
    options: [
      { value: 'half-life', label: 'By half-life', help: 'Half as much for each half-life: 2^(-time / half-life).' },
      {
        value: 'inverse-root',
        label: '1/√(days + 1)',
        help: 'Slower: 1 / √(days before the conversion + 1), days with their fraction.',
      },
    ],
  },
]

/** The parameters that models have, whichever way journeys are found. */
export const MODEL_PARAMETERS: readonly ParameterSpec[] = [...DECAY_PARAMETERS, DIRECT_PARAMETER, ...WEIGHTS_PARAMETERS]

/** A text parameter; null when it is empty. */
export function textOf(values: ParameterValues, name: string): string | null {
  const value = values[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** How a touch's weight falls with time: by half for each half-life (microseconds), or as 1/√(days + 1). */
export type Decay = { readonly halfLifeMicros: number } | 'inverse-root'

/** The decay that is asked for. Throws `bad-parameter`. */
export function readDecay(values: ParameterValues): Decay {
  if (values['decay'] === 'inverse-root') return 'inverse-root'
  const days = values['half_life_days']
  if (typeof days !== 'number' || !(days > 0))
    throw badParameter('half_life_days', JSON.stringify(days ?? null), ' must be greater than 0.')
  return { halfLifeMicros: days * DAY_MICROS }
}

/** The channel that "last non-direct" passes over. */
export function readDirect(values: ParameterValues): string {
  return textOf(values, 'direct_channel') ?? 'direct'
}

/** Which conversions and touches are asked for. */
export interface JourneyQuestion {
  readonly conversion: Condition
  readonly touches: Condition
  readonly channel: ColumnSchema
  readonly value: ColumnSchema | null
  /** null: no limit. */
  readonly lookbackMicros: number | null
}

function valueColumn(columns: readonly ColumnSchema[], name: string | null): ColumnSchema | null {
  if (name === NO_VALUE) return null
  return name === null ? (columns.find((column) => column.name === 'value') ?? null) : columnNamed(name, columns)
}

/** A lookback in microseconds; null for no limit. Throws `bad-parameter`. */
export function readLookback(text: string | null, parameter = 'lookback'): number | null {
  const micros = readDuration(text ?? 'none', parameter)
  if (micros === 0) throw badParameter(parameter, '0', ` must be longer than nothing; use "none" for no limit.`)
  return micros
}

/** The condition of a conversion. Throws `bad-parameter` when none is chosen. */
export function readConversion(values: ParameterValues): Condition {
  const conversion = readCondition(values['conversion'] ?? null, 'conversion')
  if (conversion.event === null && conversion.where.length === 0) {
    throw badParameter('conversion', '', ': say which event is the conversion, such as "purchase".')
  }
  return conversion
}

/** Reads JOURNEY_PARAMETERS. Throws `bad-parameter` and `not-found`. */
export function readJourneyQuestion(values: ParameterValues, columns: readonly ColumnSchema[]): JourneyQuestion {
  const conversion = readConversion(values)
  const lookbackMicros = readLookback(textOf(values, 'lookback'))
  return {
    conversion,
    touches: readCondition(values['touches'] ?? null, 'touches'),
    lookbackMicros,
    channel: channelColumn(columns, textOf(values, 'channel')),
    value: valueColumn(columns, textOf(values, 'value')),
  }
}
