import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  window_minutes: { about: 'Minutes that a first order may wait for others.', format: 'decimal' },
  orders: { about: 'Orders replayed.', format: 'integer' },
  batches: { about: 'Batches made of them, those of one order included.', format: 'integer' },
  orders_per_batch: { about: 'Orders divided by batches.', format: 'decimal' },
  batched_pct: { about: 'Share of orders in batches of two or more, in %.', format: 'percent' },
  mean_minutes: { about: 'Mean minutes from order to drop-off.', format: 'decimal' },
  p90_minutes: { about: 'Minutes that nine of ten orders did not exceed.', format: 'decimal' },
  miles_per_order: { about: 'Straight-line miles from first pickup to last drop-off, per order.', format: 'decimal' },
  driver_minutes_per_order: { about: 'Minutes from first pickup to last drop-off, per order.', format: 'decimal' },
})
