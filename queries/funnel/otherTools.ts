import type { Axis, NumberSearch } from '../../src-renderer/query/contract/numberSearch'
import { LAST_DATE_AXIS } from '../events/lastDateAxis'

const AXES: readonly Axis[] = [
  { parameter: 'window', values: ['1 hour', '1 day', '7 days', '14 days', '30 days', '90 days', 'none'] },
  { parameter: 'entry' },
  { parameter: 'dates' },
  { parameter: 'ties' },
  { parameter: 'order' },
  { parameter: 'per', values: ['user', 'session'] },
  // Pairs are of held values.
  { parameter: 'counting', values: ['users', 'totals'] },
  {
    parameter: 'exclusion_effect',
    values: ({ exclude }) => (Array.isArray(exclude) && exclude.length > 0 ? ['void', 'cut', 'void-in-order'] : []),
  },
  LAST_DATE_AXIS,
]

/** How a step of a funnel is looked for. */
export const FUNNEL_SEARCH: NumberSearch = { keys: ['step'], axes: AXES }
