import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  cohort: { about: 'First local date of the day, week or month in which the users started.', format: 'date' },
  size: { about: 'Users in the cohort.', format: 'integer' },
  period: { about: 'Days, weeks or months since the start; 0 is the one of the start.', format: 'integer' },
  users: { about: 'Those of them who have an event with a value in the period.', format: 'integer' },
  sum: { about: 'What the cohort brought in the period, in the unit of the value column.', format: 'decimal' },
  per_user: { about: 'sum / size: what a user of the cohort brought in the period.', format: 'decimal' },
  cumulative_per_user: {
    about: 'What a user of the cohort brought from the start to the end of the period: their lifetime value so far.',
    format: 'decimal',
  },
  low: {
    about: 'Lower end of the 95 % interval around cumulative_per_user (normal); empty for a cohort of one.',
    format: 'decimal',
    nullable: true,
  },
  high: { about: 'Its upper end.', format: 'decimal', nullable: true },
  spend_per_user: {
    about: 'What a user of the cohort cost; empty where no spend is given, or the table has none for these dates.',
    format: 'decimal',
    nullable: true,
  },
  paid_back: {
    about: 'Whether cumulative_per_user has reached spend_per_user; empty where that is.',
    format: 'boolean',
    nullable: true,
  },
  complete: {
    about: 'False where the period is not over: it may still bring more. Such cells are not in figures of all cohorts.',
    format: 'boolean',
  },
})
