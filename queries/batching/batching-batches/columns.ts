import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  batch_id: { about: 'The batch.', format: 'text' },
  algorithm_name: {
    about: 'The algorithm that made it; (derived) where the log names none.',
    format: 'text',
    nullable: true,
  },
  algorithm_version: { about: 'Its version.', format: 'text', nullable: true },
  created_at: {
    about: 'When it was made (UTC); of a derived one, its first pickup.',
    format: 'datetime',
    nullable: true,
  },
  driver_id: { about: 'Who carried it; several with commas.', format: 'text', nullable: true },
  deliveries: { about: 'Deliveries carried in it that arrived.', format: 'integer' },
  size: { about: 'Deliveries that were put into it.', format: 'decimal' },
  planned_miles: { about: 'Planned distance in miles.', format: 'decimal', nullable: true },
  actual_miles: { about: 'Distance driven.', format: 'decimal', nullable: true },
  planned_minutes: { about: 'Planned minutes.', format: 'decimal', nullable: true },
  minutes: { about: 'Minutes from start to end.', format: 'decimal', nullable: true },
  efficiency: { about: 'Its score.', format: 'decimal', nullable: true },
  mean_delivery_minutes: { about: 'Mean minutes from order to drop-off.', format: 'decimal', nullable: true },
  on_time: {
    about: 'Deliveries of it that came on time; empty where none arrived.',
    format: 'integer',
    nullable: true,
  },
  is_completed: { about: 'Whether it was carried to its end.', format: 'boolean', nullable: true },
  is_cancelled: { about: 'Whether it was called off.', format: 'boolean' },
  stops: { about: 'Its stops that the log knows.', format: 'integer' },
  route: {
    about: 'They in the order of their times: what is there, for which delivery, and when by the local clock.',
    format: 'text',
    nullable: true,
  },
})
