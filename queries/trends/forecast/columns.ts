import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { completeSpec } from '../../events/completeness'

/** Behind the bucket's beginning, `date` or, of hours, `ts`. */
export const FIGURES = resultColumns({
  series: { about: 'The measure or formula, by its name.', format: 'text' },
  value: { about: 'The figure; empty where there is none, or not yet.', format: 'decimal', nullable: true },
  forecast: { about: 'What is said of the bucket; empty where nothing is.', format: 'decimal', nullable: true },
  low: { about: 'Lower end of the band.', format: 'decimal', nullable: true },
  high: { about: 'Upper end of the band.', format: 'decimal', nullable: true },
  held_out: { about: 'True where the bucket is over, and was forecast from those before it.', format: 'boolean' },
  method: {
    about: 'seasonal-naive or holt-winters; empty where there is no forecast.',
    format: 'text',
    nullable: true,
  },
  held_out_error: { about: 'Mean distance of its held-out forecasts.', format: 'decimal', nullable: true },
  other_error: { about: 'The same of the other method.', format: 'decimal', nullable: true },
  complete: completeSpec('bucket'),
})
