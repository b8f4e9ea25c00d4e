import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { ofTrends, SEASONAL_INTERVAL } from '../../trends/parameters'

export const CHANGE_POINT_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measures',
    type: 'measures',
    label: 'Measures',
    default: [{ name: 'users', event: null, measure: 'users' }],
    max: 6,
    help: 'The figures that are looked at: own ones, or measures of the model.',
  },
  ...ofTrends('formula'),
  ...SEASONAL_INTERVAL,
  {
    name: 'take_out',
    type: 'choice',
    label: 'Take out',
    default: 'weekdays',
    help: 'What repeats itself and is no change.',
    options: [
      { value: 'weekdays', label: 'Same weekdays', help: 'How far each weekday (hour of the week) usually lies off.' },
      { value: 'nothing', label: 'Nothing' },
    ],
  },
  {
    name: 'p_limit',
    type: 'number',
    label: 'p at most',
    default: 0.01,
    min: 0.001,
    max: 0.5,
    more: true,
    help: 'How often random orders may split as well for a change to be one.',
  },
  {
    name: 'least_buckets',
    type: 'integer',
    label: 'Least buckets',
    default: 3,
    min: 1,
    max: 400,
    more: true,
    help: 'How many buckets each side of a change has at least.',
  },
  {
    name: 'most_changes',
    type: 'integer',
    label: 'Changes at most',
    default: 5,
    min: 1,
    max: 50,
    more: true,
    help: 'How many changes of a series are looked for.',
  },
  ...ofTrends('per'),
  ...ofTrends('per_user_of'),
  ...COMMON_PARAMETERS,
]
