import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

const quantile = (share: string) =>
  ({ about: `The time that ${share} of them took at most.`, format: 'seconds', nullable: true }) as const

export const COLUMNS = resultColumns({
  n: { about: 'Durations: beginnings that have an end.', format: 'integer' },
  median_seconds: quantile('half'),
  p90_seconds: quantile('90 %'),
  mean_seconds: { about: 'The time that they took on average.', format: 'seconds', nullable: true },
  starts: { about: 'Beginnings, with an end or without.', format: 'integer' },
  total_seconds: { about: 'All of them together.', format: 'seconds', nullable: true },
  least_seconds: { about: 'The shortest.', format: 'seconds', nullable: true },
  p10_seconds: quantile('10 %'),
  p25_seconds: quantile('25 %'),
  p75_seconds: quantile('75 %'),
  p95_seconds: quantile('95 %'),
  p99_seconds: quantile('99 %'),
  most_seconds: { about: 'The longest.', format: 'seconds', nullable: true },
})
