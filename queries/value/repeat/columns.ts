import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  nth: { about: 'Which time: 1 for the first event of a user.', format: 'integer' },
  reached: { about: 'Users who have done it so many times.', format: 'integer' },
  eligible: {
    about: 'Of those who had done it once less, the ones who had enough days since then; empty for the first time.',
    format: 'integer',
    nullable: true,
  },
  users: {
    about: 'Those of them who did it again within the days asked for; empty for the first time.',
    format: 'integer',
    nullable: true,
  },
  pct: {
    about: 'users / eligible as a percentage, 0 to 100; empty when nobody is eligible.',
    format: 'percent',
    nullable: true,
  },
  median_days: {
    about: 'Median days (of 24 hours) since the time before, of users; empty without any.',
    format: 'decimal',
    nullable: true,
  },
})
