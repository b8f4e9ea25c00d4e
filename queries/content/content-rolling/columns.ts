import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  window_end: { about: 'Where the window ends (UTC), itself not included.', format: 'datetime' },
  views: { about: 'Views in the window.', format: 'integer' },
  viewers: { about: 'Different users with a view.', format: 'integer' },
  contents: { about: 'Different contents viewed; 0 where no column holds them.', format: 'integer' },
  likes: { about: 'Likes in the window.', format: 'integer' },
  shares: { about: 'Shares in the window.', format: 'integer' },
  comments: { about: 'Comments in the window.', format: 'integer' },
  minutes: { about: 'Minutes spent on the views that say how long they lasted.', format: 'decimal' },
  engagement_pct: {
    about: 'Likes, shares and comments per 100 views; empty without views.',
    format: 'percent',
    nullable: true,
  },
  complete: { about: 'False where the data does not cover the whole window.', format: 'boolean' },
})
