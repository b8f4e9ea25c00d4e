import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { ofTrends, SEASONAL_INTERVAL } from '../parameters'

export const FORECAST_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measures',
    type: 'measures',
    label: 'Measures',
    default: [{ name: 'users', event: null, measure: 'users' }],
    max: 6,
    help: 'The figures that are forecast: own ones, or measures of the model.',
  },
  ...ofTrends('formula'),
  ...SEASONAL_INTERVAL,
  {
    name: 'ahead',
    type: 'integer',
    label: 'Buckets ahead',
    default: 14,
    min: 1,
    max: 400,
    help: 'How many buckets after the last complete one are forecast.',
  },
  {
    name: 'method',
    type: 'choice',
    label: 'Method',
    default: 'auto',
    help: 'How the series goes on.',
    options: [
      { value: 'auto', label: 'The better one', help: 'The one that was less wrong on the last buckets.' },
      { value: 'holt-winters', label: 'Holt-Winters', help: 'Level, trend and season, the latest buckets most.' },
      { value: 'seasonal-naive', label: 'Seasonal naive', help: 'The last season again.' },
    ],
  },
  {
    name: 'band',
    type: 'choice',
    label: 'Band',
    default: '95',
    more: true,
    help: 'How much of what comes the band is to hold, if errors stay as they were.',
    options: [
      { value: '95', label: '95 %' },
      { value: '80', label: '80 %' },
    ],
  },
  ...ofTrends('goal'),
  ...ofTrends('per'),
  ...ofTrends('per_user_of'),
  ...COMMON_PARAMETERS,
]
