import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  combination: { about: 'The sets that these users are in, all of them, as a JSON list.', format: 'text' },
  users: { about: 'Users in exactly these.', format: 'integer' },
  share: { about: 'Percent of the users of any set.', format: 'percent' },
})
