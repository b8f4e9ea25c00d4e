import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  algorithm_name: {
    about: 'Algorithm; "(derived)" for batches found by overlapping times.',
    format: 'text',
    nullable: true,
  },
  algorithm_version: { about: 'Its version.', format: 'text', nullable: true },
  batches: { about: 'Batches created, cancelled ones included.', format: 'integer' },
  deliveries: { about: 'Deliveries that arrived in a batch of the algorithm.', format: 'integer' },
  mean_size: { about: 'Mean deliveries per batch.', format: 'decimal', nullable: true },
  mean_miles: { about: 'Mean miles that a batch really took.', format: 'decimal', nullable: true },
  mean_minutes: { about: 'Mean minutes from start to completion of a batch.', format: 'decimal', nullable: true },
  mean_delay_minutes: {
    about: 'Mean minutes of its deliveries beyond their estimate.',
    format: 'decimal',
    nullable: true,
  },
  mean_pickup_wait_minutes: {
    about: 'Mean minutes that its drivers waited at the restaurant.',
    format: 'decimal',
    nullable: true,
  },
  on_time_pct: {
    about: 'Share of its deliveries that came no later than estimate and slack, in %.',
    format: 'percent',
    nullable: true,
  },
  efficiency: { about: 'Mean recorded score of a batch.', format: 'decimal', nullable: true },
  cancelled_batches: { about: 'Batches that were called off.', format: 'integer' },
  cancellation_pct: { about: 'Their share of all batches, in %.', format: 'percent', nullable: true },
})
