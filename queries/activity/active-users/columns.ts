import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { completeSpec } from '../../events/completeness'

export const COLUMNS = resultColumns({
  date: { about: 'Local date.', format: 'date' },
  dau: { about: 'Users active on the date.', format: 'integer' },
  wau: { about: 'Users active in the 7 days that end with the date.', format: 'integer' },
  mau: { about: 'Users active in the 30 days that end with the date.', format: 'integer' },
  dau_mau: { about: 'dau / mau, from 0 to 1; empty when mau is 0.', format: 'share', nullable: true },
  wau_complete: { about: "False when the 7 days reach before the data's first day.", format: 'boolean' },
  mau_complete: { about: "False when the 30 days reach before the data's first day.", format: 'boolean' },
  complete: completeSpec(),
})
