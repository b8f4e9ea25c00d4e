import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  restaurant_id: { about: 'Restaurant.', format: 'text', id: true },
  restaurant_name: { about: 'Its name, from the table of restaurants.', format: 'text', nullable: true },
  can_handle_batch_pickups: {
    about: 'Whether it is said to manage batches, from the table of restaurants.',
    format: 'text',
    nullable: true,
  },
  orders: { about: 'Orders that arrived.', format: 'integer' },
  batched_orders: { about: 'Of those, carried in a batch.', format: 'integer' },
  batched_wait_minutes: {
    about: 'Mean minutes that drivers waited for a batched order.',
    format: 'decimal',
    nullable: true,
  },
  individual_wait_minutes: {
    about: 'Mean minutes that drivers waited for an individual order.',
    format: 'decimal',
    nullable: true,
  },
  first_pickup_wait_minutes: { about: 'Mean wait at the first pickup of a batch.', format: 'decimal', nullable: true },
  later_pickup_wait_minutes: { about: 'Mean wait at later pickups of a batch.', format: 'decimal', nullable: true },
  first_pickup_delay_minutes: {
    about: 'Mean minutes between estimated and actual first pickup.',
    format: 'decimal',
    nullable: true,
  },
  later_pickup_delay_minutes: {
    about: 'Mean minutes between estimated and actual later pickup.',
    format: 'decimal',
    nullable: true,
  },
  batched_fast_pickup_pct: {
    about: 'Share of batched pickups that were fast, in %.',
    format: 'percent',
    nullable: true,
  },
  individual_fast_pickup_pct: {
    about: 'Share of individual pickups that were fast, in %.',
    format: 'percent',
    nullable: true,
  },
})

export type Row = RowOf<typeof COLUMNS>
