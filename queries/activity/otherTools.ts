import type { Axis, NumberSearch } from '../../src-renderer/query/contract/numberSearch'
import { LAST_DATE_AXIS } from '../events/lastDateAxis'

/** Whether any event makes a user active, or only those chosen. */
const ACTIVE_AXIS: Axis = {
  parameter: 'active_events',
  values: ({ active_events: chosen }) => (Array.isArray(chosen) && chosen.length > 0 ? [[]] : []),
}

/** How figures of a date are looked for. */
export const DATED_SEARCH: NumberSearch = { keys: ['date', 'ts'], axes: [ACTIVE_AXIS] }
export const STICKINESS_SEARCH: NumberSearch = {
  keys: ['days'],
  axes: [
    { parameter: 'count' },
    { parameter: 'period', values: [null, 7, 14, 28, 30, 31] },
    ACTIVE_AXIS,
    LAST_DATE_AXIS,
  ],
}
