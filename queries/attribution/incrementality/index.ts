import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { SPAN_STOPS } from '../../events/spanStops'
import { CONVERSION_PARAMETER, VALUE_PARAMETER } from '../parameters'
import { charts, kpis } from './charts'
import definition from './definition.md?raw'
import { finishIncrementality } from './finish'
import { judgeGroups } from './kernel'
import { drillIncrementality, groupPopulation, planIncrementality } from './plan'

const OWN: readonly ParameterSpec[] = [
  {
    name: 'exposed',
    type: 'event',
    label: 'Exposed',
    default: 'exposed',
    help: 'The events of users who could see the advertisement.',
  },
  {
    name: 'holdout',
    type: 'event',
    label: 'Holdout',
    default: 'holdout',
    help: 'The events of users who were kept from it.',
  },
  {
    name: 'window',
    type: 'duration',
    label: 'Window',
    default: 'none',
    stops: SPAN_STOPS,
    help: 'How long after the first such event conversions count; "none" for the end of the data.',
  },
  {
    name: 'group_column',
    type: 'column',
    label: 'Group column',
    default: null,
    more: true,
    help: 'A column that names the group, instead of the two conditions; empty to use those.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'exposed_value',
    type: 'text',
    label: 'Exposed value',
    default: 'exposed',
    more: true,
    help: 'What the group column holds for the exposed.',
  },
  {
    name: 'holdout_value',
    type: 'text',
    label: 'Holdout value',
    default: 'holdout',
    more: true,
    help: 'What the group column holds for those held out.',
  },
  {
    name: 'confidence_pct',
    type: 'number',
    label: 'Confidence (%)',
    default: 95,
    min: 50,
    max: 99.9,
    more: true,
    help: 'The confidence of the intervals.',
  },
]

/** What an advertisement brought beyond what would have come anyway. */
export const incrementality: Analysis = {
  name: 'incrementality',
  title: 'Incrementality',
  about: 'Conversions an ad caused: those that would not have happened without it.',
  grain: 'one row per group',
  definition,
  parameters: [
    { ...CONVERSION_PARAMETER, help: 'The event that the advertisement is for.' },
    ...OWN,
    VALUE_PARAMETER,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'group', about: 'exposed, holdout, or both (left out of the comparison)', format: 'text' },
    { name: 'users', about: 'users in the group', format: 'integer' },
    { name: 'converted', about: 'of them, those with a conversion', format: 'integer' },
    { name: 'pct', about: 'share who converted, %', format: 'percent' },
    { name: 'low', about: 'lower end of the interval of pct', format: 'percent' },
    { name: 'high', about: 'upper end of the interval of pct', format: 'percent' },
    { name: 'conversions', about: 'their conversions, all of them', format: 'integer' },
    { name: 'value', about: 'value of these conversions', format: 'money' },
    { name: 'value_per_user', about: 'value / users', format: 'money' },
    { name: 'difference_pct', about: 'exposed less holdout share, percentage points', format: 'decimal' },
    { name: 'difference_low', about: 'lower end of the interval of the difference', format: 'decimal' },
    { name: 'difference_high', about: 'upper end of the interval of the difference', format: 'decimal' },
    { name: 'p', about: 'two-sided p of the z test of the two shares', format: 'ratio' },
    { name: 'lift_pct', about: 'the difference in % of the holdout share', format: 'percent' },
    { name: 'lift_low', about: 'lower end of the interval of the lift', format: 'percent' },
    { name: 'lift_high', about: 'upper end of the interval of the lift', format: 'percent' },
    {
      name: 'incremental',
      about: 'users who converted because of the exposure: difference × exposed users',
      format: 'decimal',
    },
    { name: 'incremental_low', about: 'lower end of the interval of incremental', format: 'decimal' },
    { name: 'incremental_high', about: 'upper end of the interval of incremental', format: 'decimal' },
  ],
  estimates: {
    users: ['users', 'converted'],
    amounts: ['conversions', 'value', 'incremental', 'incremental_low', 'incremental_high'],
  },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: groupPopulation,
  plan: planIncrementality,
  finish: finishIncrementality,
  kernel: judgeGroups,
  drill: drillIncrementality,
  charts,
  kpis,
}
