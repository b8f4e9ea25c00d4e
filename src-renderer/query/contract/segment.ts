import type { IsoDate } from '../../model/schema'
import type { ParameterValue } from './parameter'

export type CountOperator = '>=' | '<=' | '=' | '!=' | '>' | '<'

/**
 * Users who had an event a number of times (at least once, where nothing is said) in local dates, both included. Who
 * never had it has it 0 times.
 */
export interface DidRule {
  /** A condition as parameters have it: an event's name, null for any event, or {event, where}. */
  readonly did: ParameterValue
  readonly times?: { readonly op: CountOperator; readonly n: number }
  readonly from?: IsoDate
  readonly to?: IsoDate
}

/**
 * Which users a segment holds, of all users of the workspace. `sql` gives them in a column user_key; `timezone` is the
 * zone that its local dates are of, where that is not the workspace's.
 */
export type SegmentRule =
  | DidRule
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
