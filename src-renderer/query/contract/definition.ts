import type { ColumnSchema, ColumnType, IsoDate, TableKind, TsMicros } from '../../model/schema'
import type { ChartSpec, MarkFigure, ValueFormat } from '../../chart/spec'
import type { ResultTable, ResultValue } from './resultTable'
import type { Segment } from '../sql/segment'

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
  /** Users: a kept segment's name, or a rule; see query/sql/segment. */
  | 'segment'
  /** With what the answer is compared; see query/analysis/compare. */
  | 'comparison'

/** One answer of a choice. */
export interface ParameterOption {
  readonly value: string
  readonly label: string
  readonly help?: string
  /** A duration follows the value after a colon, "within:2 seconds": this one unless another is given. */
  readonly amount?: string
}

/** A parameter as a form, the terminal's `--param` and the docs show it. Values are JSON values; a text from the terminal is read by type. */
export interface ParameterSpec {
  readonly name: string
  readonly type: ParameterType
  readonly label: string
  /** One line that explains the choice. */
  readonly help: string
  readonly default: ParameterValue
  readonly options?: readonly ParameterOption[]
  readonly min?: number
  readonly max?: number
  /** Shown under "More" in forms. */
  readonly more?: boolean
  /** What a form may propose from the data as long as nothing is chosen: common events in their usual order, or an event that is called like a conversion. */
  readonly suggest?: 'steps' | 'conversion'
}

export type ParameterValue = string | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown }
export type ParameterValues = Readonly<Record<string, ParameterValue>>

export interface ResultColumn {
  readonly name: string
  /** What the column holds, in words, with its unit. */
  readonly about: string
  readonly format:
    'date' | 'datetime' | 'integer' | 'decimal' | 'percent' | 'ratio' | 'seconds' | 'money' | 'text' | 'boolean'
}

/** What SQL generation may know of the workspace: no rows, only its shape. */
export interface Catalog {
  readonly timezone: string
  /** 1 Monday … 7 Sunday. */
  readonly weekStart: number
  readonly tables: readonly CatalogTable[]
  /** True when some user is a test user, so that queries must leave them out. */
  readonly hasTestUsers: boolean
  /** The workspace's segments, by name; none where absent. */
  readonly segments?: readonly Segment[]
}

export interface CatalogTable {
  readonly name: string
  readonly kind: TableKind
  /** As SQL sees them: user_id and user_key first in event tables, then the stored ones. */
  readonly columns: readonly ColumnSchema[]
  readonly rows: number
  readonly minTs: TsMicros | null
  readonly maxTs: TsMicros | null
  /** Local dates of the first and last event. */
  readonly minDate: IsoDate | null
  readonly maxDate: IsoDate | null
  /** Every event is at local midnight: its times are dates, which stand for whole days. */
  readonly datesOnly?: boolean
  /** Events without a user; absent where that is not known. */
  readonly rowsWithoutUser?: number
}

/** One figure shown large above the charts. */
export interface Kpi {
  readonly label: string
  /** Null where there is no such figure; shown as a dash. */
  readonly value: number | null
  readonly format: ValueFormat
  /** What the figure is of: "2,222 of 3,917 users". */
  readonly detail?: string
  /** The cell of the result that it repeats. */
  readonly figure?: MarkFigure
  /** The same figure of the other side of a comparison, and what that is called. */
  readonly compared?: { readonly label: string; readonly value: number | null }
}

/** A figure of a result that somebody points at: its row's values and the column that holds it. */
export interface Figure {
  readonly row: Readonly<Record<string, ResultValue>>
  readonly column: string
}

/** What stands behind a figure. */
export interface Drill {
  /** What they are, in words: "Users of cohort 2018-06-04 who were active on day 7". */
  readonly title: string
  /** `users`: the plan gives a column user_key (and may give more about each user); `rows`: rows of tables, shown as they are. */
  readonly kind: 'users' | 'rows'
  readonly plan: QueryPlan
}

/** Values for some of an analysis's parameters under one name: what a peer does by default, so that its number comes out. */
export interface Preset {
  /** As the terminal's definition-diff names it: `posthog`. */
  readonly name: string
  readonly title: string
  /** One line: what is counted in this way, and where that is documented. */
  readonly about: string
  readonly values: ParameterValues
}

/** Users or rows that an option or a rule drops: counted with the answer and named beside its figures. */
export interface LeftOut {
  /** Unique within a plan: `test-users`. */
  readonly name: string
  /** SELECT of one row with one whole number, over what the plan may read. Where it is 0, nothing is said. */
  readonly sql: string
  /** The sentence for one, and for more with `{n}` for the number: "{n} test users are left out". */
  readonly one: string
  readonly many: string
}

/** What a reader of an answer must know beside its figures. */
export interface AnswerNote {
  /** `left-out`: an option or a rule drops somebody; `missing`: stored data that the answer needed is damaged or gone. */
  readonly kind: 'left-out' | 'missing'
  /** One sentence without its full stop, with the number in it. */
  readonly text: string
  /** How many; null where only the fact is known. */
  readonly count: number | null
}

/** What to run: finished SQL and the dates it can need. */
export interface QueryPlan {
  readonly sql: string
  /** Only partitions of these local dates (inclusive) need to be attached; null on a side is open. Absent: all. */
  readonly range?: { readonly from: IsoDate | null; readonly to: IsoDate | null }
  /** The zone for local_date/local_time in this query; absent: the workspace's. */
  readonly timezone?: string
  /** Defaults that were filled in, in words, for the panel ("window: 14 days"). */
  readonly notes?: readonly string[]
  /** Who is not in the figures though they are in the log. */
  readonly leftOut?: readonly LeftOut[]
  /** The analysis whose finish() makes the result of what the SQL gives, and the values it gets. The host calls it; a row limit holds for its result. */
  readonly finish?: { readonly analysis: string; readonly values: ParameterValues }
  /**
   * The two sides of a comparison (query/analysis/withComparison): each is run as a plan of its own, and the answer is one under the
   * other with a first column `compared` that holds the label. `sql` is then for reading alone.
   */
  readonly sides?: readonly { readonly label: string; readonly plan: QueryPlan }[]
}

/** Whom an answer can count, so that those whom test users, a segment or a filter take from it can be counted, too (query/analysis/withLeftOut). */
export interface Population {
  /** Boolean SQL over an event's columns, never NULL: the events that bring a user in. Any event where absent. */
  readonly which?: string
  /** Local dates of those events, null for open; those asked for where absent. */
  readonly from?: IsoDate | null
  readonly to?: IsoDate | null
  /** SELECT of user_key, any number of times, where `which` and the dates do not say it all. */
  readonly users?: string
  /** False where rows count whoever they belong to. */
  readonly needsUsers?: boolean
}

/** An analysis: parameters in, SQL and charts out. Registered in queries/index.ts, the only list to touch. */
export interface Analysis {
  readonly name: string
  readonly title: string
  /** One sentence. */
  readonly about: string
  /** "one row per …". */
  readonly grain: string
  /** The written definition, Markdown; what the panel's help shows. */
  readonly definition: string
  readonly parameters: readonly ParameterSpec[]
  readonly columns: readonly ResultColumn[]
  /** Whether it reads the event tables chosen by --table (all of them by default), or named tables of its own. */
  readonly reads: 'events' | { readonly tables: readonly string[] }
  /**
   * SQL for checked parameters (see query/analysis/parameters). `source` is the event table to read, or null for all of them.
   * Throws LatheError `bad-parameter` or `not-found`.
   */
  plan(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan
  /** Whom it counts: users with any event on the dates asked for, where absent. Throws what plan() throws. */
  population?(values: ParameterValues, catalog: Catalog, source: string | null): Population
  /** Makes the result of what plan()'s SQL gave, for what SQL cannot do (solving equations, tests): only where the plan has `finish`. See query/analysis/computedResult. */
  finish?(answer: ResultTable, values: ParameterValues): ResultTable
  /** The users or rows behind a figure of the result; null where there is nothing to list. */
  drill?(figure: Figure, values: ParameterValues, catalog: Catalog, source: string | null): Drill | null
  /** Named sets of parameters. */
  readonly presets?: readonly Preset[]
  /** Charts for a result of plan(). */
  charts?(result: ResultTable, values: ParameterValues): readonly ChartSpec[]
  /** The figures that are asked for first, from a result of plan(); `more` is the answer of kpiPlan(), null until it is there. */
  kpis?(result: ResultTable, values: ParameterValues, more: ResultTable | null): readonly Kpi[]
  /** SQL for figures that the result does not hold: one row. Runs after plan(), for the same values. */
  kpiPlan?(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan
}

export type ResultType = ColumnType | 'decimal' | 'list'
