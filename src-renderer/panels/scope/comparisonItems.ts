import type { Segment } from '../../query/contract/segment'
import type { SearchItem } from '../analysis/fields/searchItems'
import type { DateRange } from '../../model/dateRanges'
import type { ScopeState } from './scopeState'

const PERIODS: readonly SearchItem[] = [
  { value: 'previous-period', label: 'Previous period', note: 'as long, directly before' },
  { value: 'previous-week', label: 'A week earlier' },
  { value: 'previous-month', label: 'A month earlier' },
  { value: 'previous-year', label: 'A year earlier' },
]

/**
 * What the present choices can be compared with: periods where the dates have a start, everyone else where there is a
 * segment, other segments.
 */
export function comparisonItems(
  state: ScopeState,
  dates: DateRange,
  segments: readonly Segment[],
): readonly SearchItem[] {
  return [
    ...(dates.from === null ? [] : PERIODS),
    ...(state.segment === null
      ? []
      : [{ value: 'everyone-else', label: 'Everyone else', note: `not in ${state.segment}` }]),
    ...segments
      .filter((segment) => segment.name !== state.segment && segment.rule !== null)
      .map((segment) => ({ value: `segment:${segment.name}`, label: segment.name, note: 'segment' })),
    // What is in force is shown even where it cannot be chosen anew.
    ...(state.compare?.startsWith('segment:') === true &&
    !segments.some((segment) => `segment:${segment.name}` === state.compare)
      ? [{ value: state.compare, label: state.compare.slice('segment:'.length), note: 'not there' }]
      : []),
  ]
}
