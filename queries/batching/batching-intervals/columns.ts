import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  measure: {
    about: 'minutes (order to drop-off), delay (beyond the estimate), wait (at the restaurant), on_time (share in %).',
    format: 'text',
  },
  algorithm: { about: 'Algorithm and version, or individual.', format: 'text' },
  is_baseline: { about: 'Whether the others are compared with it.', format: 'boolean' },
  deliveries: { about: 'Deliveries that the measure is known of.', format: 'integer' },
  mean: { about: 'Mean minutes, or share in %.', format: 'decimal' },
  mean_low: { about: "Lower end of the mean's interval (t; Wilson for shares).", format: 'decimal', nullable: true },
  mean_high: { about: "Upper end of the mean's interval.", format: 'decimal', nullable: true },
  difference: { about: "Mean less the baseline's.", format: 'decimal', nullable: true },
  low: { about: "Lower end of the difference's interval.", format: 'decimal', nullable: true },
  high: { about: "Upper end of the difference's interval.", format: 'decimal', nullable: true },
  p: { about: 'Two-sided p of no difference (Welch; z or Fisher for shares).', format: 'ratio', nullable: true },
  p_holm: { about: "The same after Holm's correction over all rows.", format: 'ratio', nullable: true },
})

export type Row = RowOf<typeof COLUMNS>
