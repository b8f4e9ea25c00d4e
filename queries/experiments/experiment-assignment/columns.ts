import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  variant: { about: 'The variant of the first exposure.', format: 'text' },
  users: { about: 'Users who saw this variant and no other.', format: 'integer' },
  share_pct: { about: 'Their share of all such users, in %.', format: 'percent', nullable: true },
  planned_pct: { about: 'The planned share, in %.', format: 'percent' },
  expected_users: { about: 'Users that the plan would give.', format: 'decimal' },
  p: {
    about: 'p of the chi-square test of all variants against the plan; the same in each row.',
    format: 'ratio',
    nullable: true,
  },
  too_recent: { about: 'Of the users, those whose window is not over at the newest event.', format: 'integer' },
  in_several: { about: 'Users who saw this variant first and another one too: left out.', format: 'integer' },
})
