import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  batch_id: { about: 'The batch.', format: 'text' },
  delivery_id: { about: 'The delivery.', format: 'text' },
  driver_id: { about: 'Its driver.', format: 'text', nullable: true, id: true },
  restaurant_id: { about: 'Its restaurant.', format: 'text', nullable: true, id: true },
  pickup_sequence: { about: 'Place of its pickup in the batch.', format: 'integer', nullable: true },
  ordered_at: { about: 'When it was ordered.', format: 'datetime', nullable: true },
  assigned_at: { about: 'When a driver was assigned.', format: 'datetime', nullable: true },
  arrived_at: { about: 'When the driver arrived at the restaurant.', format: 'datetime', nullable: true },
  picked_up_at: { about: 'When it was picked up.', format: 'datetime', nullable: true },
  delivered_at: { about: 'When it was dropped off.', format: 'datetime', nullable: true },
  minutes: { about: 'Minutes from order to drop-off.', format: 'decimal', nullable: true },
  delay_minutes: { about: 'Minutes beyond the estimate; negative is early.', format: 'decimal', nullable: true },
  is_on_time: { about: 'Whether it came no later than estimate and slack.', format: 'boolean', nullable: true },
})
