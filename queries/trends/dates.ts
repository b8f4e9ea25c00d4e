import { addDays } from '../../src-renderer/model/isoDate'
import type { IsoDate } from '../../src-renderer/model/schema'
import { isClockUnit } from '../events/clockUnit'
import { unitStartDate } from '../events/timeUnits'
import type { TrendQuestion } from './question'

/** Buckets of a local date, at most. */
const A_DAY = { hour: 24, minute: 1440 }

/**
 * The local dates of the buckets that figures need, null for open: those shown are counted whole, and windows reach back
 * before the first.
 */
export function readDates({ scope, unit, before }: TrendQuestion): {
  readonly from: IsoDate | null
  readonly to: IsoDate | null
} {
  const { fromDate, toDate, catalog } = scope
  if (isClockUnit(unit))
    return { from: fromDate === null ? null : addDays(fromDate, -Math.ceil(before / A_DAY[unit])), to: toDate }
  return {
    from: fromDate === null ? null : unitStartDate(fromDate, unit, catalog.weekStart, -before),
    to: toDate === null ? null : addDays(unitStartDate(toDate, unit, catalog.weekStart, 1), -1),
  }
}
