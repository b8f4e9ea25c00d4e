import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  kind: {
    about: 'effect, balance (of what users were like before) or overlap (of their propensities).',
    format: 'text',
  },
  what: {
    about: 'unadjusted, matched or weighted; what is balanced; or a span of propensities in percent.',
    format: 'text',
  },
  treated_users: { about: 'Users who did it; of matched, those with a match.', format: 'integer' },
  control_users: { about: 'Users who did not; of matched, those who stand in for somebody.', format: 'integer' },
  treated: {
    about: 'Mean of the treated: the metric (a share in %), or what is balanced.',
    format: 'decimal',
    nullable: true,
  },
  control: { about: 'The same of the others, as matched or weighted.', format: 'decimal', nullable: true },
  difference: { about: 'The effect: treated less control.', format: 'decimal', nullable: true },
  low: { about: 'Lower end of its interval.', format: 'decimal', nullable: true },
  high: { about: 'Upper end of its interval.', format: 'decimal', nullable: true },
  p: { about: 'Two-sided p of no effect.', format: 'ratio', nullable: true },
  apart_before: { about: 'Standardised difference of all treated and all others.', format: 'decimal', nullable: true },
  apart_after: { about: 'Standardised difference of those matched.', format: 'decimal', nullable: true },
})

export type Row = RowOf<typeof COLUMNS>
