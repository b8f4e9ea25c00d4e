import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../src-renderer/query/sql/source'

/** Buckets in a rolling window at most. */
const MOST_ROLLING = 400

export const INTERVALS = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export const SHOWS = ['lines', 'bars', 'area', 'heatmap', 'table'] as const

export const TREND_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measures',
    type: 'measures',
    label: 'Measures',
    default: [{ name: 'A', event: null, measure: 'count' }],
    max: 12,
    help: 'What to count or compute per bucket, and from which events; or a measure of the model.',
  },
  {
    name: 'formula',
    type: 'formulas',
    label: 'Formula',
    default: null,
    help: 'Figures over the measures by their names, such as A / B; several with commas. They are then shown instead.',
  },
  {
    name: 'interval',
    type: 'choice',
    label: 'By',
    default: 'day',
    help: 'Length of a bucket.',
    options: [
      { value: 'minute', label: 'Minute' },
      { value: 'hour', label: 'Hour' },
      { value: 'day', label: 'Day' },
      { value: 'week', label: 'Week' },
      { value: 'month', label: 'Month' },
      { value: 'quarter', label: 'Quarter' },
      { value: 'year', label: 'Year' },
    ],
  },
  {
    name: 'show',
    type: 'choice',
    label: 'Shown as',
    default: 'lines',
    help: 'How the answer is drawn.',
    options: [
      { value: 'lines', label: 'Lines' },
      { value: 'bars', label: 'Bars' },
      { value: 'area', label: 'Stacked area', help: 'Values on top of each other: for what adds up.' },
      { value: 'heatmap', label: 'Hours of the week', help: 'Buckets are hours: the mean of each hour of the week.' },
      { value: 'table', label: 'Table alone' },
    ],
  },
  {
    name: 'breakdown',
    type: 'columns',
    label: 'Break down by',
    default: [],
    max: 4,
    help: 'Columns: a line for each combination of their values, by the values of each event.',
  },
  {
    name: 'breakdown_limit',
    type: 'integer',
    label: 'Values shown',
    default: 5,
    min: 1,
    max: 1000,
    more: true,
    help: 'Number of values to show before "Other".',
  },
  {
    name: 'breakdown_users',
    type: 'choice',
    label: 'A user stands under',
    default: 'each-value',
    more: true,
    help: 'Under how many values of the breakdown a user can count.',
    options: [
      { value: 'each-value', label: 'Each value of their events', help: 'Users of several values count under each.' },
      { value: 'one', label: 'One value', help: 'That of their first counted event: users add up.' },
    ],
  },
  {
    name: 'per',
    type: 'columns',
    label: 'Who is counted',
    default: [],
    max: 4,
    more: true,
    emptyMeans: 'User',
    help: 'Instead of users, the combinations of values of these columns: restaurants, or customer and restaurant.',
  },
  {
    name: 'per_user_of',
    type: 'choice',
    label: 'Per user divides by',
    default: 'did',
    more: true,
    help: 'Whom "per user" is an average over.',
    options: [
      { value: 'did', label: 'Users who did the event' },
      { value: 'active', label: 'All active users', help: 'Users with any event in the bucket.' },
    ],
  },
  {
    name: 'confidence',
    type: 'boolean',
    label: 'Intervals',
    default: false,
    more: true,
    help: '95 % intervals of means, per-user figures and ratios such as A / B, with users as the sample.',
  },
  {
    name: 'rolling',
    type: 'integer',
    label: 'Rolling over',
    default: null,
    min: 2,
    max: MOST_ROLLING,
    more: true,
    help: 'Each bucket counts what lies in so many buckets that end with it; empty for the bucket alone.',
  },
  {
    name: 'cumulative',
    type: 'boolean',
    label: 'Cumulative',
    default: false,
    more: true,
    help: 'Each bucket counts all from the first bucket shown up to it; users once.',
  },
  {
    name: 'share',
    type: 'boolean',
    label: 'Share of all',
    default: false,
    more: true,
    help: 'In percent of the sum of all lines in the bucket.',
  },
  {
    name: 'indexed',
    type: 'boolean',
    label: 'Indexed to 100',
    default: false,
    more: true,
    help: 'Each line begins at 100 in the first bucket shown.',
  },
  {
    name: 'change',
    type: 'choice',
    label: 'Change',
    default: null,
    more: true,
    help: 'Against the bucket before, instead of the value itself.',
    options: [
      { value: 'difference', label: 'Difference', help: 'The value less the one of the bucket before.' },
      { value: 'percent', label: 'Percent', help: 'In percent of the one of the bucket before.' },
    ],
  },
  {
    name: 'goal',
    type: 'number',
    label: 'Goal',
    default: null,
    more: true,
    help: 'A line across the chart at this value.',
  },
  ...COMMON_PARAMETERS,
]

/** One of Trends by its name, under "More": what says which series is looked at. */
export function ofTrends(name: string): readonly ParameterSpec[] {
  return TREND_PARAMETERS.filter((spec) => spec.name === name).map((spec) => ({ ...spec, more: true }))
}

const SEASONAL = ['hour', 'day', 'week', 'month']

/** The intervals whose figures are held against earlier ones of their kind. */
export const SEASONAL_INTERVAL: readonly ParameterSpec[] = ofTrends('interval').map((spec) => ({
  ...spec,
  more: false,
  options: (spec.options ?? []).filter(({ value }) => SEASONAL.includes(value)),
}))
