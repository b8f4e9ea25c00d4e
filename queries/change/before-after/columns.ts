import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  series: { about: 'The measure or formula, by its name.', format: 'text' },
  before: { about: 'Mean of its days before the date.', format: 'decimal', nullable: true },
  after: { about: 'Mean of its days from the date on.', format: 'decimal', nullable: true },
  difference: { about: 'After less before.', format: 'decimal', nullable: true },
  low: { about: 'Lower end of the 95 % interval of the difference.', format: 'decimal', nullable: true },
  high: { about: 'Upper end.', format: 'decimal', nullable: true },
  change_pct: { about: 'The difference in percent of before.', format: 'percent', nullable: true },
  p: { about: 'How often chance alone makes such a difference.', format: 'decimal', nullable: true },
  q: { about: 'p adjusted for all figures of the answer.', format: 'decimal', nullable: true },
  days: { about: 'Pairs of days; where they are not whole weeks, days on the side with fewer.', format: 'integer' },
})
