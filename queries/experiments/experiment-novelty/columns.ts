import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  day: { about: 'Days of 24 hours since the first exposure; 0 is the first.', format: 'integer' },
  variant: { about: 'The variant of the first exposure.', format: 'text' },
  is_control: { about: 'Whether the others are compared with it.', format: 'boolean' },
  users: { about: 'Users who have had all of the day by the newest event.', format: 'integer' },
  converters: { about: 'Those of them who did the event on that day.', format: 'integer' },
  mean: { about: 'Share of users in %, or the mean of events or value per user.', format: 'decimal' },
  difference: {
    about: "Variant less control, in percentage points or in the mean's unit.",
    format: 'decimal',
    nullable: true,
  },
  low: { about: "Lower end of the difference's interval.", format: 'decimal', nullable: true },
  high: { about: "Upper end of the difference's interval.", format: 'decimal', nullable: true },
  lift_pct: { about: "Difference as % of the control's mean.", format: 'percent', nullable: true },
  p: { about: 'Two-sided p of no difference on that day.', format: 'ratio', nullable: true },
})

export type Row = RowOf<typeof COLUMNS>
