import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  lower: {
    about: 'Lower bound of the bin, included; empty for a bin of all that is smaller.',
    format: 'decimal',
    nullable: true,
  },
  upper: {
    about: 'Upper bound, left out (included in the last of bins with given bounds); empty for all that is larger.',
    format: 'decimal',
    nullable: true,
  },
  n: { about: 'Events, users or others with a value in the bin.', format: 'integer' },
  share: { about: 'Their percentage of all with a value, 0 to 100.', format: 'percent' },
  share_up_to: { about: 'Percentage with a value in this bin or a lower one.', format: 'percent' },
})

/** Of the second answer, one row. */
export const FIGURES = resultColumns({
  n: { about: 'Values.', format: 'integer' },
  mean: { about: 'Their mean.', format: 'decimal', nullable: true },
  least: { about: 'The smallest.', format: 'decimal', nullable: true },
  median: { about: 'Their median.', format: 'decimal', nullable: true },
  p90: { about: '90 % of the values are not above it.', format: 'decimal', nullable: true },
  p99: { about: '99 % of the values are not above it.', format: 'decimal', nullable: true },
  most: { about: 'The largest.', format: 'decimal', nullable: true },
})
