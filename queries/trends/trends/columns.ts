import { columnList, resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { completeSpec } from '../../events/completeness'

export const FIGURES = resultColumns({
  series: {
    about: 'The measure or formula, by its name. Before it stands a column for each column of the breakdown.',
    format: 'text',
  },
  value: {
    about: 'The figure; empty where there is none: an average of nothing, a division by 0.',
    format: 'decimal',
    nullable: true,
  },
  complete: completeSpec('bucket'),
})
/** Of days and longer buckets. */
export const DATE = resultColumns({
  date: {
    about: 'First local date of the bucket. For hours and minutes the column is ts: when they begin (UTC).',
    format: 'date',
  },
})
/** Of hours and minutes, in its place. */
export const TS = resultColumns({ ts: { about: 'When the bucket begins (UTC).', format: 'datetime' } })
/** Behind the others, where intervals are asked for. */
export const INTERVALS = resultColumns({
  low: { about: 'Lower end of the 95 % interval; empty where there is none.', format: 'decimal', nullable: true },
  high: { about: 'Upper end of the 95 % interval; empty where there is none.', format: 'decimal', nullable: true },
})
/** Behind the others, of hours of the week. */
export const HOURS = resultColumns({
  weekday: { about: 'Local weekday of the hour, Monday 1 to Sunday 7.', format: 'integer' },
  hour: { about: 'The hour that the local clock shows, 0 to 23.', format: 'integer' },
})
/** What a column of a breakdown holds. */
export const GROUP = resultColumns({ group: { about: 'Value of the breakdown.', format: 'text' } }).group

export const COLUMNS = columnList({ ...DATE, ...FIGURES })
