import fc from 'fast-check'
import type { AnalysisCase } from '../case'
import { only, type Only } from './only'

/** Dates in the small services, where batches come from, and which deliveries are asked for. */
export interface ServiceChoice {
  readonly from: string | null
  readonly to: string | null
  readonly batches: 'auto' | 'recorded' | 'derived'
  readonly only: Only
}
const date = fc.constantFrom(null, '2024-06-03', '2024-06-04')
export const serviceChoice: fc.Arbitrary<ServiceChoice> = fc.record({
  from: date,
  to: date,
  batches: fc.constantFrom('auto', 'recorded', 'derived'),
  only,
})

const PLAIN = 'it reads plain tables: '
/** What no analysis of deliveries can take part in. */
export const OF_PLAIN_TABLES: NonNullable<AnalysisCase['without']> = {
  range: `${PLAIN}they have no partitions`,
  comparison: `${PLAIN}they have no users to compare, and it compares kinds of delivery itself`,
  bench: `${PLAIN}the generated log is of events`,
}
