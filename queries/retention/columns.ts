import { resultColumns } from '../../src-renderer/query/analysis/resultColumns'

const PERIOD = {
  about: 'Days, weeks or months since the start; 0 is the one of the start. Of a bracket, its first.',
  format: 'integer',
} as const

/** The columns of the rows of cohorts. */
export const RETENTION_COLUMNS = resultColumns({
  cohort: { about: 'First local date of the day, week or month in which the users started.', format: 'date' },
  size: { about: 'Users in the cohort.', format: 'integer' },
  period: PERIOD,
  eligible: {
    about:
      'Users of the cohort who can have reached the period; with "share of the period before", those of them ' +
      'who were retained in that.',
    format: 'integer',
  },
  users: { about: 'Those of them who were retained.', format: 'integer' },
  pct: {
    about: 'users / eligible as a percentage, 0 to 100; empty when nobody is eligible.',
    format: 'percent',
    nullable: true,
  },
  complete: {
    about:
      'False where the period is not over: users may still come back in it. Such cells are not in figures of ' +
      'all cohorts.',
    format: 'boolean',
  },
})

/** The columns of the rows of all cohorts together; those of cohorts have them, too. */
export const SUMMARY_COLUMNS = resultColumns({
  period: PERIOD,
  eligible: {
    about:
      'Users of all cohorts who can have reached the period; with "share of the period before", those of them ' +
      'who were retained in that.',
    format: 'integer',
  },
  users: RETENTION_COLUMNS.users,
  pct: {
    about:
      'users / eligible as a percentage, 0 to 100; with a mean of cohorts, that of their percentages (then ' +
      'also cohorts, how many they are, and cohort_users, the users in them).',
    format: 'percent',
    nullable: true,
  },
})

/** What the rows of cohorts alone have. */
export const COHORT_COLUMNS = resultColumns({
  cohort: RETENTION_COLUMNS.cohort,
  size: RETENTION_COLUMNS.size,
  complete: RETENTION_COLUMNS.complete,
})

/** Where periods are brackets. */
export const BRACKET_COLUMNS = resultColumns({ bracket: { about: 'The bracket: "4-7".', format: 'text' } })
/** Where cohorts' rates are put together as a mean. */
export const MEAN_COLUMNS = resultColumns({ cohorts: { about: 'Cohorts with a rate.', format: 'integer' } })
/** Where cohorts weigh in a mean as many as they have users. */
export const WEIGHT_COLUMNS = resultColumns({ cohort_users: { about: 'The users in them.', format: 'integer' } })
/** Where small cohorts are hidden. */
export const HIDDEN_COLUMNS = resultColumns({
  hidden_cohorts: { about: 'Cohorts that are too small to be shown, the same in every row.', format: 'integer' },
})
