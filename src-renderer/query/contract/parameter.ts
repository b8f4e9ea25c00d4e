export type ParameterType =
  | 'date'
  | 'datetime'
  | 'integer'
  | 'number'
  | 'text'
  | 'boolean'
  | 'choice'
  | 'column'
  | 'timezone'
  | 'duration'
  /** A part of a whole, above 0 and at most 1: 0.1, or "10%". */
  | 'share'
  /** A list of column names; `max` limits how many. */
  | 'columns'
  /** One condition: an event name, null for any, or {event, where}; see query/sql/condition. */
  | 'event'
  /** A list of conditions. */
  | 'events'
  | 'steps'
  | 'exclusions'
  /** A list of {column, op, value}, or groups of them, {"all":[…]} and {"any":[…]}. */
  | 'filter'
  /** A list of measures, {"name","event","measure","column"}, or names of the model's; see model/measure. */
  | 'measures'
  /** Formulas over measures, as texts; see model/formula. */
  | 'formulas'
  /** Users: a kept segment's name, or a rule; see query/sql/segment. */
  | 'segment'
  /** With what the answer is compared; see query/analysis/compare. */
  | 'comparison'

/** One answer of a choice. */
interface ParameterOption {
  readonly value: string
  readonly label: string
  readonly help?: string
  /** A duration follows the value after a colon, "within:2 seconds": this one unless another is given. */
  readonly amount?: string
}

/**
 * A parameter as a form, the terminal's `--param` and the docs show it. Values are JSON values; a text from the
 * terminal is read by type.
 */
export interface ParameterSpec {
  readonly name: string
  readonly type: ParameterType
  readonly label: string
  /** One line that explains the choice. */
  readonly help: string
  readonly default: ParameterValue
  /** What a form calls it when nothing is chosen, of lists and names: "Any event"; "None" where absent. */
  readonly emptyMeans?: string
  readonly options?: readonly ParameterOption[]
  readonly min?: number
  readonly max?: number
  /** Of time zones: `column:NAME` is each event's own, by a column. */
  readonly ofColumn?: true
  /** Of measures: the form asks which way of those made there is good. */
  readonly directed?: true
  /**
   * Values that a slider beside the field stops at, the smallest first: durations or numbers above 0; before them null,
   * where the field may be empty.
   */
  readonly stops?: readonly (string | number | null)[]
  /** Shown under "More" in forms. */
  readonly more?: boolean
  /**
   * What a form may propose from the data as long as nothing is chosen: common events in their usual order, or an event
   * that is called like a conversion.
   */
  readonly suggest?: 'steps' | 'conversion' | 'unit'
  /** The parameter that takes the place of this one: nothing is proposed once it is chosen. */
  readonly insteadBy?: string
}

export type ParameterValue = string | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown }
export type ParameterValues = Readonly<Record<string, ParameterValue>>
