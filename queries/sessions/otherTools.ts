import type { NumberSearch } from '../../src-renderer/query/contract/numberSearch'

/** How the sessions of a date are looked for. Thirty minutes is usual; five on phones at Amplitude. */
export const SESSION_SEARCH: NumberSearch = {
  keys: ['date'],
  axes: [
    { parameter: 'gap_minutes', values: [null, 5, 10, 15, 20, 30, 60] },
    { parameter: 'cut_midnight' },
    { parameter: 'cut_day' },
  ],
}
