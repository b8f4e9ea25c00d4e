import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  delivery_type: { about: 'batched, or individual.', format: 'text' },
  deliveries: { about: 'Deliveries that arrived.', format: 'integer' },
  share_pct: { about: 'Their share of all deliveries, in %.', format: 'percent' },
  batches: { about: 'Batches that they were carried in.', format: 'integer' },
  mean_minutes: { about: 'Mean minutes from order to drop-off.', format: 'decimal', nullable: true },
  median_minutes: { about: 'Median minutes from order to drop-off.', format: 'decimal', nullable: true },
  mean_delay_minutes: {
    about: 'Mean minutes beyond the estimate; negative is early.',
    format: 'decimal',
    nullable: true,
  },
  on_time_pct: { about: 'Share that came no later than estimate and slack, in %.', format: 'percent', nullable: true },
  mean_wait_minutes: {
    about: 'Mean minutes that the driver waited at the restaurant.',
    format: 'decimal',
    nullable: true,
  },
  efficiency: {
    about: 'Mean score of the batches, each once; empty for individual deliveries.',
    format: 'decimal',
    nullable: true,
  },
  miles_per_delivery: {
    about: "Mean miles driven for a delivery, a batch's shared among its deliveries.",
    format: 'decimal',
    nullable: true,
  },
  driver_minutes_per_delivery: {
    about: 'Mean minutes from first pickup to last drop-off, shared among the deliveries carried.',
    format: 'decimal',
    nullable: true,
  },
})

export type Row = RowOf<typeof COLUMNS>
