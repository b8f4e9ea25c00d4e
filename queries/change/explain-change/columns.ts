import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  column: {
    about: 'The column; (all) for the whole, (formula) for its factors, (users) for new and lost.',
    format: 'text',
  },
  value: { about: 'Its value.', format: 'text' },
  before: { about: 'The figure of the value before.', format: 'decimal', nullable: true },
  after: { about: 'The figure of the value in the period.', format: 'decimal', nullable: true },
  size_before: {
    about: 'Its users before; of a quotient, what stood under the line.',
    format: 'decimal',
    nullable: true,
  },
  size_after: { about: 'The same in the period.', format: 'decimal', nullable: true },
  mix: { about: 'How far it moved the figure by becoming larger or smaller.', format: 'decimal', nullable: true },
  rate: { about: 'How far it moved the figure by its own figure changing.', format: 'decimal', nullable: true },
  total: { about: 'How far it moved the figure; adds up to the whole within each column.', format: 'decimal' },
  share: { about: 'The same in percent of the whole change.', format: 'percent', nullable: true },
})
