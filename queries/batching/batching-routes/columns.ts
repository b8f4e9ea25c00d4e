import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  algorithm_name: { about: 'Algorithm.', format: 'text', nullable: true },
  algorithm_version: { about: 'Its version.', format: 'text', nullable: true },
  batch_id: { about: 'The batch; empty in rows per algorithm.', format: 'text', nullable: true },
  batches: { about: 'Completed batches.', format: 'integer' },
  mean_size: { about: 'Mean deliveries per batch.', format: 'decimal', nullable: true },
  planned_miles: { about: 'Mean planned miles.', format: 'decimal', nullable: true },
  actual_miles: { about: 'Mean actual miles.', format: 'decimal', nullable: true },
  distance_ratio: { about: 'Mean of actual ÷ planned miles of each batch.', format: 'decimal', nullable: true },
  best_distance_ratio: { about: 'Lowest actual ÷ planned miles of a batch.', format: 'decimal', nullable: true },
  worst_distance_ratio: { about: 'Highest actual ÷ planned miles of a batch.', format: 'decimal', nullable: true },
  best_batch_id: { about: 'The batch with the lowest distance ratio.', format: 'text', nullable: true },
  worst_batch_id: { about: 'The batch with the highest distance ratio.', format: 'text', nullable: true },
  planned_minutes: { about: 'Mean planned minutes.', format: 'decimal', nullable: true },
  actual_minutes: { about: 'Mean actual minutes.', format: 'decimal', nullable: true },
  time_ratio: { about: 'Mean of actual ÷ planned minutes of each batch.', format: 'decimal', nullable: true },
  best_time_ratio: { about: 'Lowest actual ÷ planned minutes of a batch.', format: 'decimal', nullable: true },
  worst_time_ratio: { about: 'Highest actual ÷ planned minutes of a batch.', format: 'decimal', nullable: true },
  mean_minutes_late: {
    about: 'Mean minutes between estimated and actual arrival at a stop.',
    format: 'decimal',
    nullable: true,
  },
})

export type Row = RowOf<typeof COLUMNS>
