import type { IsoDate } from '../../model/schema'
import type { DateRange } from '../../model/dateRanges'
import { earlierDates, type Period } from '../../query/analysis/compare'
import type { Segment } from '../../query/contract/segment'
import type { SearchItem } from '../analysis/fields/searchItems'
import type { ScopeState } from './scopeState'

const PERIODS: readonly { readonly value: Period; readonly label: string; readonly note?: string }[] = [
  { value: 'previous-period', label: 'Previous period', note: 'same length, just before' },
  { value: 'previous-week', label: 'A week earlier' },
  { value: 'previous-month', label: 'A month earlier' },
  { value: 'previous-year', label: 'A year earlier' },
]

/**
 * All that an answer can be compared with: earlier periods, everyone else, other segments. What the present choices or
 * the data rule out is listed with the reason.
 */
export function comparisonItems(
  state: ScopeState,
  dates: DateRange,
  data: { readonly minDate: IsoDate | null; readonly maxDate: IsoDate | null },
  segments: readonly Segment[],
): readonly SearchItem[] {
  return [
    ...PERIODS.map((one) => ({ ...one, lacks: periodLacks(one.value, dates, data) })),
    {
      value: 'everyone-else',
      label: 'Everyone else',
      ...(state.segment === null ? { lacks: 'choose a segment first' } : { note: `not in ${state.segment}` }),
    },
    ...segments.map((segment) => ({
      value: `segment:${segment.name}`,
      label: segment.name,
      note: 'segment',
      lacks:
        segment.rule === null
          ? 'cannot be read'
          : segment.name === state.segment
            ? 'the segment you are looking at'
            : undefined,
    })),
    // What is in force is shown even where it cannot be chosen anew.
    ...(state.compare?.startsWith('segment:') === true &&
    !segments.some((segment) => `segment:${segment.name}` === state.compare)
      ? [{ value: state.compare, label: state.compare.slice('segment:'.length), note: 'deleted' }]
      : []),
  ]
}

function periodLacks(
  period: Period,
  { from, to }: DateRange,
  { minDate, maxDate }: { readonly minDate: IsoDate | null; readonly maxDate: IsoDate | null },
): string | undefined {
  if (from === null) return 'choose a start date first'
  const last = to ?? maxDate
  if (last === null || minDate === null || last < from) return undefined
  return earlierDates(period, from, last).to < minDate ? `data start on ${minDate}` : undefined
}
