import type { Axis, NumberSearch } from '../../src-renderer/query/contract/numberSearch'
import { LAST_DATE_AXIS } from '../events/lastDateAxis'

const AXES: readonly Axis[] = [
  { parameter: 'entry' },
  { parameter: 'clock' },
  // Streaks and brackets are other questions.
  { parameter: 'criterion', values: ['on', 'on-or-after', 'on-or-before'] },
  { parameter: 'mean' },
  { parameter: 'denominator' },
  LAST_DATE_AXIS,
]

/** How the retention of a cohort, and that of all, is looked for. */
export const COHORT_SEARCH: NumberSearch = {
  keys: ['cohort', 'period', 'bracket'],
  axes: AXES.filter(({ parameter }) => parameter !== 'mean'),
}
export const SUMMARY_SEARCH: NumberSearch = { keys: ['period', 'bracket'], axes: AXES }
