import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { completeSpec } from '../../events/completeness'

/** Behind the bucket's beginning, `date` or, of hours, `ts`. */
export const FIGURES = resultColumns({
  series: { about: 'The measure or formula, by its name.', format: 'text' },
  value: { about: 'The figure; empty where there is none.', format: 'decimal', nullable: true },
  level: { about: 'Mean of the part that the bucket lies in.', format: 'decimal', nullable: true },
  change: {
    about: 'Where a part begins: its level less the one of the part before; empty in other rows.',
    format: 'decimal',
    nullable: true,
  },
  change_pct: { about: 'The same in percent of the level before.', format: 'percent', nullable: true },
  p: {
    about: 'Where a part begins: the share of random orders of the figures that split as well.',
    format: 'decimal',
    nullable: true,
  },
  complete: completeSpec('bucket'),
})
