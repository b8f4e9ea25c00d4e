import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  driver_id: { about: 'Driver.', format: 'text', id: true },
  driver_name: {
    about: "The driver's external id or name, from the table of drivers.",
    format: 'text',
    nullable: true,
  },
  vehicle_type: { about: 'Vehicle, from the table of drivers.', format: 'text', nullable: true },
  deliveries: { about: 'Deliveries that arrived.', format: 'integer' },
  individual_deliveries: { about: 'Of those, driven alone.', format: 'integer' },
  batched_deliveries: { about: 'Of those, carried in a batch.', format: 'integer' },
  batches: { about: 'Batches that they were carried in.', format: 'integer' },
  individual_minutes: { about: 'Mean minutes of individual deliveries.', format: 'decimal', nullable: true },
  batched_minutes: { about: 'Mean minutes of batched deliveries.', format: 'decimal', nullable: true },
  extra_minutes: { about: 'Batched minus individual mean minutes.', format: 'decimal', nullable: true },
  individual_on_time_pct: { about: 'Share of individual deliveries on time, in %.', format: 'percent', nullable: true },
  batched_on_time_pct: { about: 'Share of batched deliveries on time, in %.', format: 'percent', nullable: true },
  efficiency: { about: "Mean score of the driver's batches, each once.", format: 'decimal', nullable: true },
  batched_delay_minutes: {
    about: 'Mean minutes of batched deliveries beyond their estimate.',
    format: 'decimal',
    nullable: true,
  },
  adaptation: {
    about: 'excellent (delay below 5), good (below 10) or needs improvement.',
    format: 'text',
    nullable: true,
  },
})
