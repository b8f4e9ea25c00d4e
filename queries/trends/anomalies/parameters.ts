import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { ofTrends, SEASONAL_INTERVAL } from '../parameters'

/** Of a whole percent: a series can rise by a multiple of what it was. */
const MOST_PCT = 10_000

export const LOOKS = ['drops', 'rises', 'both'] as const

export const ANOMALY_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'metric',
    type: 'choice',
    label: 'Figure',
    default: 'users',
    help: 'What is watched, where no measures are given.',
    options: [
      { value: 'users', label: 'Active users', help: 'Different users in each bucket.' },
      { value: 'events', label: 'Events', help: 'Events of users in each bucket.' },
    ],
  },
  {
    name: 'events',
    type: 'events',
    label: 'Events',
    default: [],
    emptyMeans: 'Any event',
    help: 'The events that count; empty for any event.',
  },
  {
    name: 'measures',
    type: 'measures',
    label: 'Measures',
    default: null,
    max: 12,
    emptyMeans: 'The figure above',
    help: 'Watched instead of the figure, as Trends computes them: own ones, or measures of the model by name.',
  },
  ...ofTrends('formula'),
  ...SEASONAL_INTERVAL,
  {
    name: 'look_for',
    type: 'choice',
    label: 'Look for',
    default: 'both',
    help: 'Which way a bucket must be off to be flagged.',
    options: [
      { value: 'both', label: 'Drops and rises' },
      { value: 'drops', label: 'Drops' },
      { value: 'rises', label: 'Rises' },
    ],
  },
  {
    name: 'medium_pct',
    type: 'number',
    label: 'Medium above',
    default: 15,
    min: 0,
    max: MOST_PCT,
    help: 'Percent below (or above) the mean of the buckets before.',
  },
  {
    name: 'high_pct',
    type: 'number',
    label: 'High above',
    default: 25,
    min: 0,
    max: MOST_PCT,
    help: 'Percent below (or above) the mean of the buckets before.',
  },
  {
    name: 'buckets_before',
    type: 'integer',
    label: 'Mean of',
    default: 7,
    min: 1,
    max: 400,
    more: true,
    help: 'How many buckets before make the mean: 7 days are a week, of hours 24 are a day.',
  },
  {
    name: 'z_threshold',
    type: 'number',
    label: 'Unusual above',
    default: 3.5,
    min: 0.1,
    max: 100,
    more: true,
    help: 'Robust z score above which a bucket is unusual.',
  },
  {
    name: 'weeks',
    type: 'integer',
    label: 'Weeks looked back',
    default: 8,
    min: 1,
    max: 520,
    more: true,
    help: 'Of so many weeks before, the same weekdays (hours of the week) make the median; of months, so many months.',
  },
  {
    name: 'least_weeks',
    type: 'integer',
    label: 'At least',
    default: 3,
    min: 1,
    max: 520,
    more: true,
    help: 'With fewer such buckets in the data there is no robust z score.',
  },
  ...ofTrends('rolling'),
  ...ofTrends('per'),
  ...ofTrends('per_user_of'),
  ...COMMON_PARAMETERS,
]
