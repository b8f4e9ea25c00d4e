import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { completeSpec } from '../../events/completeness'

export const COLUMNS = resultColumns({
  date: { about: 'First local date of the unit.', format: 'date' },
  users: {
    about:
      'Different users active in the unit and slice. Before it stands a column for each dimension; empty is all ' +
      'values.',
    format: 'integer',
  },
  new_users: { about: 'Of them, those whose first activity ever falls in the unit.', format: 'integer' },
  returning_users: { about: 'The others: users - new_users.', format: 'integer' },
  events: { about: 'Events of the unit and slice.', format: 'integer' },
  complete: completeSpec('unit'),
})

/** What a column of a dimension holds. */
export const DIMENSION = { about: 'Value of the dimension; empty for all.', format: 'text', nullable: true } as const
