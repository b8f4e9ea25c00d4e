import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

export const COLUMNS = resultColumns({
  n: { about: 'Events, users or others with a value.', format: 'integer' },
  mean: { about: 'The mean of their values.', format: 'decimal' },
  least: { about: 'The smallest.', format: 'decimal' },
  low_whisker: { about: 'The smallest within 1.5 times the middle half below it.', format: 'decimal' },
  q1: { about: 'A quarter of the values are not above it.', format: 'decimal' },
  median: { about: 'Half of the values are not above it.', format: 'decimal' },
  q3: { about: 'Three quarters of the values are not above it.', format: 'decimal' },
  high_whisker: { about: 'The largest within 1.5 times the middle half above it.', format: 'decimal' },
  most: { about: 'The largest.', format: 'decimal' },
  outliers: { about: 'Those with a value beyond the whiskers.', format: 'integer' },
})
