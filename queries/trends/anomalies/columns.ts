import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { DATE } from '../trends/columns'

/** Behind the bucket's beginning, `date` or, of hours, `ts`. */
export const FIGURES = resultColumns({
  value: {
    about: 'The figure: users, events, or the measure or formula; empty where it has none.',
    format: 'decimal',
    nullable: true,
  },
  mean_before: {
    about:
      'Mean of the 7 buckets before (or as many as asked for); empty where one is not in the data or has no value.',
    format: 'decimal',
    nullable: true,
  },
  change_pct: {
    about: 'Percentage above (below: negative) that mean; empty where it is 0.',
    format: 'percent',
    nullable: true,
  },
  drop: {
    about: 'medium or high where the bucket fell by more than the threshold; empty otherwise.',
    format: 'text',
    nullable: true,
  },
  median: {
    about: 'Median of the same weekdays (hours of the week; weeks or months) before.',
    format: 'decimal',
    nullable: true,
  },
  mad: { about: 'Their median absolute deviation from it.', format: 'decimal', nullable: true },
  robust_z: { about: '(value - median) / (1.4826 mad); empty where mad is 0.', format: 'decimal', nullable: true },
  expected_low: {
    about: 'Where the band of usual values begins; of counts, not below 0.',
    format: 'decimal',
    nullable: true,
  },
  expected_high: { about: 'Where it ends.', format: 'decimal', nullable: true },
  outlier: { about: 'True where robust_z is beyond the threshold, in the directions looked for.', format: 'boolean' },
  complete: {
    about: 'False for a bucket that is not over, or begins before the data; it is never flagged.',
    format: 'boolean',
  },
  current: { about: 'True for the last complete bucket shown.', format: 'boolean', nullable: true },
  rise: {
    about: 'medium or high where the bucket rose by more than the threshold; empty otherwise.',
    format: 'text',
    nullable: true,
  },
  series: { about: 'The figure, measure or formula, by its name.', format: 'text' },
})

export const COLUMNS = { ...DATE, ...FIGURES }
