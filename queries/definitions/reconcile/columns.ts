import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  date: { about: 'The local date of the event.', format: 'date' },
  event: { about: 'The event.', format: 'text' },
  first_rows: { about: 'Rows of the first table.', format: 'integer' },
  second_rows: { about: 'Rows of the second table.', format: 'integer' },
  in_both: { about: 'Ids that are in both.', format: 'integer' },
  changed: { about: 'Of these, ids with another value in a column that both tables have.', format: 'integer' },
  only_first: { about: 'Ids that the second table lacks.', format: 'integer' },
  only_second: { about: 'Ids that the first table lacks.', format: 'integer' },
  not_reached: { about: 'Of both, ids after the newest time of the table that lacks them.', format: 'integer' },
  late_first: {
    about: 'Ids that the first table received late; empty where it does not say when.',
    format: 'integer',
    nullable: true,
  },
  late_second: {
    about: 'Ids that the second table received late; empty where it does not say when.',
    format: 'integer',
    nullable: true,
  },
  again_first: { about: 'Rows of the first table whose id came before.', format: 'integer' },
  again_second: { about: 'Rows of the second table whose id came before.', format: 'integer' },
})
