import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  comparison: { about: 'launch, or placebo: the same comparison one period before.', format: 'text' },
  treated_users: { about: 'Users of the group with the launch.', format: 'integer' },
  control_users: { about: 'Users of all other groups.', format: 'integer' },
  treated_before: {
    about: 'The metric of the treated in the days before: share in %, or mean.',
    format: 'decimal',
    nullable: true,
  },
  treated_after: { about: 'And in the days after.', format: 'decimal', nullable: true },
  control_before: { about: 'The metric of the others in the days before.', format: 'decimal', nullable: true },
  control_after: { about: 'And in the days after.', format: 'decimal', nullable: true },
  difference: { about: 'Change of the treated less change of the others.', format: 'decimal', nullable: true },
  low: { about: 'Lower end of its interval.', format: 'decimal', nullable: true },
  high: { about: 'Upper end of its interval.', format: 'decimal', nullable: true },
  p: { about: 'Two-sided p of no difference (Welch).', format: 'ratio', nullable: true },
})

export type Row = RowOf<typeof COLUMNS>
