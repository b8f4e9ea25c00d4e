import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  figure: { about: 'What is said of the whole graph.', format: 'text' },
  value: { about: 'How much it is; shares from 0 to 1.', format: 'decimal', nullable: true },
  meaning: { about: 'What it counts.', format: 'text' },
})
