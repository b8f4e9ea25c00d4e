import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  place: { about: 'A place in the content: percent of it, or seconds.', format: 'decimal' },
  still: { about: 'Views that got there or beyond.', format: 'integer' },
  share: { about: 'The same in percent of all views.', format: 'percent' },
  ended: { about: 'Views that ended since the place before.', format: 'integer' },
  views: { about: 'All views, the same in each row.', format: 'integer' },
})
