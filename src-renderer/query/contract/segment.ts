import type { IsoDate } from '../../model/schema'
import type { FilterTerm } from './filterTerm'
import type { ParameterValue } from './parameter'

export type CountOperator = '>=' | '<=' | '=' | '!=' | '>' | '<'

/** The local dates of the events that a rule looks at, both included; open where one is absent. */
export interface RuleDates {
  readonly from?: IsoDate
  readonly to?: IsoDate
}

/** Users who had an event a number of times, at least once where nothing is said. Who never had it has it 0 times. */
export interface DidRule extends RuleDates {
  /** A condition as parameters have it: an event's name, null for any event, or {event, where}. */
  readonly did: ParameterValue
  readonly times?: { readonly op: CountOperator; readonly n: number }
}

/**
 * Users by a property: what the newest of their events that has a value in a column says (`last`, where nothing is said),
 * or the earliest. The column may be the events' own, a related or a computed one. Of events of one time, the file's
 * order decides. Whose events have no value has NULL, which is compared as filters do: `!=` and `is null` hold.
 */
export interface PropertyRule extends RuleDates, Omit<FilterTerm, 'column'> {
  /** The column. */
  readonly property: string
  readonly known?: 'first' | 'last'
}

/**
 * Which users a segment holds, of all users of the workspace. `sql` gives them in a column user_key; `timezone` is the
 * zone that its local dates are of, where that is not the workspace's.
 */
export type SegmentRule =
  | DidRule
  | PropertyRule
  | { readonly not: SegmentRule }
  | { readonly all: readonly SegmentRule[] }
  | { readonly any: readonly SegmentRule[] }
  | { readonly sql: string; readonly timezone?: string }
  | { readonly users: readonly string[] }

/** What a segment says of itself. */
export interface SegmentBody {
  readonly about: string
  readonly rule: SegmentRule
}

/** A kept segment. `problem` says why its file cannot be read; then there is no rule. */
export interface Segment {
  readonly name: string
  readonly about: string
  readonly rule: SegmentRule | null
  readonly problem?: string
}
