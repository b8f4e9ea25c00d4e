import type { IsoDate } from '../../src-renderer/model/schema'
import type { FilterTerm } from '../../src-renderer/query/contract/filterTerm'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'

/** Local dates, both included, and what events meet besides. */
export interface FigureSide {
  readonly from: IsoDate
  readonly to: IsoDate
  readonly which: readonly FilterTerm[]
}

/** Two figures as the sides of explain-change: the earlier one is before; of the same dates the one pointed at first. */
export function sidesBetween(one: FigureSide, other: FigureSide): ParameterValues {
  const isTurned = one.from > other.from
  const [before, after] = isTurned ? [other, one] : [one, other]
  return {
    from: after.from,
    to: after.to,
    compare: `dates:${before.from}..${before.to}`,
    of: after.which,
    against: before.which,
  }
}
