import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis, Preset } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { SPAN_STOPS } from '../../events/spanStops'
import { eventPopulation } from '../../events/populations'
import { CHANNEL_PARAMETER, CONVERSION_PARAMETER, LOOKBACK_PARAMETER, VALUE_PARAMETER } from '../parameters'
import { charts, kpis } from './charts'
import definition from './definition.md?raw'
import { drillTouchType, passTouchTypes, planTouchTypes } from './plan'

const OWN: readonly ParameterSpec[] = [
  {
    name: 'click',
    type: 'event',
    label: 'Clicks',
    default: 'click',
    help: 'The events in which a user acted on an advertisement.',
  },
  {
    name: 'view',
    type: 'event',
    label: 'Views',
    default: 'impression',
    help: 'The events in which an advertisement was only shown.',
  },
  LOOKBACK_PARAMETER,
  {
    name: 'view_lookback',
    type: 'duration',
    label: 'Lookback of views',
    default: null,
    stops: SPAN_STOPS,
    help: 'How long before a conversion views count; empty for the same as clicks.',
  },
]

const PRESETS: readonly Preset[] = [
  {
    name: 'meta',
    title: 'Meta',
    about:
      "The default attribution setting of Meta's ads: a click in the 7 days before, else a view in the day before.",
    values: { lookback: '7 days', view_lookback: '1 day' },
  },
]

/** Conversions by whether a click or only a view came before. */
export const attributionTouchTypes: Analysis = {
  name: 'attribution-touch-types',
  title: 'Click and view',
  about: 'Click-through and view-through conversions.',
  grain: 'one row per type and channel',
  definition,
  parameters: [CONVERSION_PARAMETER, ...OWN, CHANNEL_PARAMETER, VALUE_PARAMETER, ...COMMON_PARAMETERS],
  columns: [
    { name: 'type', about: 'click-through, view-through, or "(none)"', format: 'text' },
    {
      name: 'channel',
      about: 'the channel of the last click, or of the last view where there was none',
      format: 'text',
    },
    { name: 'conversions', about: 'conversions of this type with this channel', format: 'integer' },
    { name: 'value', about: 'their value', format: 'money' },
    { name: 'pct', about: 'their share of all conversions, %', format: 'percent' },
  ],
  estimates: { amounts: ['conversions', 'value'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: eventPopulation('conversion'),
  plan: planTouchTypes,
  kernel: passTouchTypes,
  drill: drillTouchType,
  presets: PRESETS,
  charts,
  kpis,
}
