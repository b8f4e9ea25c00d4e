import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  date: { about: 'Local date.', format: 'date' },
  value: { about: 'Users active on the date, or events.', format: 'integer' },
  mean_before: {
    about: 'Mean of the 7 days before; empty where they reach before the data.',
    format: 'decimal',
    nullable: true,
  },
  change_pct: {
    about: 'Percentage above (below: negative) that mean; empty where it is 0.',
    format: 'percent',
    nullable: true,
  },
  drop: {
    about: 'medium or high where the date fell by more than the threshold; empty otherwise.',
    format: 'text',
    nullable: true,
  },
  median: { about: 'Median of the same weekdays before.', format: 'decimal', nullable: true },
  mad: { about: 'Their median absolute deviation from it.', format: 'decimal', nullable: true },
  robust_z: { about: '(value - median) / (1.4826 mad); empty where mad is 0.', format: 'decimal', nullable: true },
  expected_low: { about: 'Where the band of usual values begins, not below 0.', format: 'decimal', nullable: true },
  expected_high: { about: 'Where it ends.', format: 'decimal', nullable: true },
  outlier: { about: 'True where robust_z is above the threshold, either way.', format: 'boolean' },
  complete: {
    about: 'False for a date that is not over, that of the newest event; it is never flagged.',
    format: 'boolean',
  },
  current: { about: 'True for the last complete date shown.', format: 'boolean', nullable: true },
})
