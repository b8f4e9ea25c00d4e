import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  stakeholder: { about: 'customer, driver or platform.', format: 'text' },
  measure: { about: 'What is compared, with its unit.', format: 'text' },
  individual: { about: 'Its value for deliveries driven alone.', format: 'decimal', nullable: true },
  batched: { about: 'Its value for batched deliveries.', format: 'decimal', nullable: true },
  difference: { about: 'Batched minus individual.', format: 'decimal', nullable: true },
  change_pct: { about: 'The difference as % of individual.', format: 'percent', nullable: true },
  limit: { about: 'The guardrail, where there is one: minutes, points or %.', format: 'decimal', nullable: true },
  is_kept: { about: 'Whether the limit is kept; empty where there is none.', format: 'boolean', nullable: true },
})
