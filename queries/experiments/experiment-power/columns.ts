import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  lift_pct: { about: 'Change to find, as % of the baseline.', format: 'percent' },
  baseline: { about: "The control's share in %, or its mean.", format: 'decimal' },
  target: { about: 'What the new variant then has.', format: 'decimal' },
  control_users: { about: 'Users that the control needs.', format: 'integer', nullable: true },
  treatment_users: { about: 'Users that the new variant needs.', format: 'integer', nullable: true },
  users: { about: 'Both together.', format: 'integer', nullable: true },
  days: {
    about: "Days until so many users have come, at the log's pace; the window comes on top.",
    format: 'decimal',
    nullable: true,
  },
  power_pct: { about: 'Chance to find the lift with the users of the days chosen.', format: 'percent', nullable: true },
})

export type Row = RowOf<typeof COLUMNS>
