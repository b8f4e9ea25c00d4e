import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  kind: { about: '"event", or the column that the value is of.', format: 'text' },
  what: { about: 'The event that was done in the first days, or the value at the first event.', format: 'text' },
  users: { about: 'Users with it.', format: 'integer' },
  share_with: { about: 'Percent of them with the outcome.', format: 'percent' },
  share_without: { about: 'Percent of the others with the outcome.', format: 'percent' },
  lift: { about: 'The first over the second: 1 is no difference.', format: 'ratio', nullable: true },
  low: { about: 'Lower end of the 95 % interval of the lift.', format: 'ratio', nullable: true },
  high: { about: 'Upper end of it.', format: 'ratio', nullable: true },
  q: { about: 'The share of false ones to be expected among all as sure as it.', format: 'decimal', nullable: true },
})
