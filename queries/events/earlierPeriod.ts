import type { IsoDate } from '../../src-renderer/model/schema'
import { earlierDates, readComparison } from '../../src-renderer/query/analysis/compare'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { refuse } from '../../src-renderer/query/sql/refuse'
import type { Scope } from '../../src-renderer/query/sql/source'

/** Local dates of a period, null for open. */
export interface Dates {
  readonly fromDate: IsoDate | null
  readonly toDate: IsoDate | null
}

/**
 * The earlier dates that `compare` names for those asked for; null where nothing is compared. Throws `bad-parameter`
 * where it names no period, or nothing lies before.
 */
export function readEarlier(values: ParameterValues, { fromDate, toDate, lastDate }: Scope): Dates | null {
  const { compare } = values
  if (compare === null || compare === undefined || compare === '') return null
  const asked = readComparison(compare)
  if ('dates' in asked) return { fromDate: asked.dates.from, toDate: asked.dates.to }
  if (!('period' in asked))
    return refuse('compare', compare, 'the value before is that of an earlier period; say previous-period or the like')
  const to = toDate ?? lastDate
  if (to === null) return refuse('compare', compare, 'there are no dates in the data to compare')
  if (fromDate === null) return refuse('compare', compare, 'give a From date: nothing lies before all of the data')
  if (fromDate > to) return refuse('compare', compare, 'From is later than To: nothing lies between')
  const earlier = earlierDates(asked.period, fromDate, to)
  return { fromDate: earlier.from, toDate: earlier.to }
}
