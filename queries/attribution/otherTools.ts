import type { NumberSearch } from '../../src-renderer/query/contract/numberSearch'
import { LAST_DATE_AXIS } from '../events/lastDateAxis'
import { MODELS } from './models'

/** How a channel's conversions are looked for. */
export const CREDIT_SEARCH: NumberSearch = {
  keys: ['channel', 'model'],
  axes: [
    { parameter: 'model', values: MODELS.map(({ name }) => name) },
    { parameter: 'lookback', values: ['1 day', '7 days', '14 days', '28 days', '30 days', '90 days', 'none'] },
    // By half-life only where time decays: 7 days at Google.
    { parameter: 'half_life_days', values: [1, 7] },
    { parameter: 'decay' },
    LAST_DATE_AXIS,
  ],
}
