import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  delivery_id: { about: 'The delivery.', format: 'text' },
  order_id: { about: 'Its order.', format: 'text', nullable: true, id: true },
  driver_id: { about: 'Its driver.', format: 'text', nullable: true, id: true },
  restaurant_id: { about: 'Its restaurant.', format: 'text', nullable: true, id: true },
  delivery_type: { about: 'batched, or individual.', format: 'text' },
  batch_id: { about: 'The batch that it was carried in; empty for an individual one.', format: 'text', nullable: true },
  pickup_sequence: { about: 'Place of its pickup in the batch.', format: 'integer', nullable: true },
  algorithm_name: { about: "The batch's algorithm.", format: 'text', nullable: true },
  algorithm_version: { about: 'Its version.', format: 'text', nullable: true },
  ordered_at: { about: 'When it was ordered (UTC).', format: 'datetime', nullable: true },
  assigned_at: { about: 'When a driver was assigned.', format: 'datetime', nullable: true },
  arrived_at: { about: 'When the driver arrived at the restaurant.', format: 'datetime', nullable: true },
  picked_up_at: { about: 'When it was picked up.', format: 'datetime', nullable: true },
  delivered_at: { about: 'When it was dropped off.', format: 'datetime', nullable: true },
  minutes: { about: 'Minutes from order to drop-off.', format: 'decimal', nullable: true },
  delay_minutes: { about: 'Minutes beyond the estimate; negative is early.', format: 'decimal', nullable: true },
  is_on_time: { about: 'Whether it came no later than estimate and slack.', format: 'boolean', nullable: true },
  wait_minutes: { about: 'Minutes that the driver waited at the restaurant.', format: 'decimal', nullable: true },
  miles: { about: "Miles driven for it, a batch's shared among its deliveries.", format: 'decimal', nullable: true },
})
