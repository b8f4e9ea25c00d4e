import { resultColumns, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  batch_id: { about: 'The batch.', format: 'text' },
  planned_stop: { about: 'Number of the stop in the plan, from 1.', format: 'integer' },
  actual_stop: {
    about: 'Number of the stop by time of arrival; empty where it was not made.',
    format: 'integer',
    nullable: true,
  },
  kind: { about: "What is at the stop: restaurant, customer, or the driver's start.", format: 'text', nullable: true },
  delivery_id: { about: 'The delivery that is picked up or dropped off.', format: 'text', nullable: true },
  longitude: { about: 'Degrees east.', format: 'decimal' },
  latitude: { about: 'Degrees north.', format: 'decimal' },
  planned_at: { about: 'Estimated arrival.', format: 'datetime', nullable: true },
  actual_at: { about: 'Actual arrival.', format: 'datetime', nullable: true },
  minutes_late: { about: 'Actual minus estimated arrival in minutes.', format: 'decimal', nullable: true },
  miles_to_next: { about: 'Miles to the next stop of the plan.', format: 'decimal', nullable: true },
})

export type Row = RowOf<typeof COLUMNS>
