import type { DataModel } from '../../model/dataModel'
import type { ColumnSchema, IsoDate } from '../../model/schema'
import type { ScannedRows } from '../../sequence/scannedRows'
import type { Timeline } from '../../sequence/timeline'
import type { ChartSpec, MarkFigure, ValueFormat } from '../../chart/spec'
import type { Catalog } from './catalog'
import type { AddUp } from './cte'
import type { DataNeed } from './dataNeed'
import type { FilterTerm } from './filterTerm'
import type { NumberSearch } from './numberSearch'
import type { ParameterSpec, ParameterValue, ParameterValues } from './parameter'
import type { Estimate, Population, QueryPlan } from './plan'
import type { ResultColumn, ResultTable, ResultValue } from './result'

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
  /** What the window asks for its parameters with, where it is no form of them: two definitions side by side. */
  readonly form?: 'two-definitions'
  readonly columns: readonly ResultColumn[]
  /** Whether it reads the event tables chosen by --table (all of them by default), or named tables of its own. */
  readonly reads: 'events' | { readonly tables: readonly string[] }
  /** What it cannot answer without, besides what it reads; said where a workspace lacks it. */
  readonly needs?: DataNeed
  /**
   * Parameters that analyses share and this one does not take, each with the reason, a clause. Those of plain tables
   * have theirs by being such; see query/analysis/withRefusals.
   */
  readonly refuses?: Readonly<Record<string, string>>
  /**
   * Its columns are those asked for: it answers `compare` in columns of its own and has a row for each value of others,
   * so that neither a comparison nor a breakdown is put around it.
   */
  readonly standsAlone?: true
  /**
   * It answers a breakdown itself where each stands under one value; under each value it is asked once for every one of
   * them, like those without a breakdown of their own.
   */
  readonly dividesByOneValue?: true
  /** Why an answer to these values cannot be broken down, a clause; null where it can. */
  undividable?(values: ParameterValues): string | null
  /** Which figures of a sample stand for all once they are scaled up; where absent, none: they are the sample's own. */
  readonly estimates?: Estimates | ((values: ParameterValues, catalog: Catalog) => Estimates)
  /** Why it takes the time zone of a question, and not each event's own, a clause; null where it can. */
  oneZone?(values: ParameterValues): string | null
  /** Its rows are what others count, one by one: what they are called ("sessions"). There may be millions. */
  readonly lists?: string
  /** What an analysis of plain tables counts, so that it can be broken down. */
  readonly counted?: CountedRows
  /**
   * SQL for checked parameters (see query/analysis/parameters). `source` is the event table to read, or null for all of
   * them. Throws LatheError `bad-parameter` or `not-found`.
   */
  plan(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan
  /** Whom it counts: users with any event on the dates asked for, where absent. Throws what plan() throws. */
  population?(values: ParameterValues, catalog: Catalog, source: string | null): Population
  /**
   * Makes the result of what plan()'s SQL gave, for what SQL cannot do (solving equations, tests): only where the plan
   * has `finish`. See query/analysis/computedResult.
   */
  finish?(answer: ResultTable, values: ParameterValues): ResultTable
  /**
   * The finished answer (what finish() makes of plan()'s SQL) from one pass over a timeline: only where the plan has
   * `sequence`. It calls `pace` between chunks of users, which lets a cancel through by throwing. Throws what finish()
   * throws.
   */
  kernel?(asked: KernelRun): Promise<ResultTable>
  /** The rows of a plan's `scan`, which finish() then gets; null where they would take too much room. */
  scan?(asked: ScanRun): Promise<ResultTable | null>
  /** The users or rows behind a figure of the result; null where there is nothing to list. */
  drill?(figure: Figure, values: ParameterValues, catalog: Catalog, source: string | null): Drill | null
  /** Named sets of parameters. */
  readonly presets?: readonly Preset[]
  /**
   * What explain-change would count so that its figure is this one of the result, but for the scope that all figures
   * share; or why it cannot. Throws what plan() throws.
   */
  changeSide?(
    figure: Figure,
    values: ParameterValues,
    catalog: Catalog,
    source: string | null,
  ): ChangeSide | Unexplained
  /** How a figure that another tool shows is looked for among its definitions; absent where none is. */
  readonly otherTools?: NumberSearch
  /** Charts for a result of plan(). `model` is the workspace's: what its measures are held against. */
  charts?(result: ResultTable, values: ParameterValues, model?: DataModel): readonly ChartSpec[]
  /**
   * Charts of an answer that was broken down, all parts in one, where that says more than a chart for each: the rows
   * without the breakdown's columns, and for each row what its part is called.
   */
  dividedCharts?(result: ResultTable, labels: readonly string[], values: ParameterValues): readonly ChartSpec[]
  /**
   * The figures that are asked for first, from a result of plan(); `more` is the answer of kpiPlan(), null until it is
   * there.
   */
  kpis?(result: ResultTable, values: ParameterValues, more: ResultTable | null): readonly Kpi[]
  /** SQL for figures that the result does not hold: one row. Runs after plan(), for the same values. */
  kpiPlan?(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan
  /** The same row from one pass over a timeline, as kernel(): only where kpiPlan()'s plan has `sequence`. */
  kpiKernel?(asked: KernelRun): Promise<ResultTable>
}

/** What a scan gets: its ScanRequest as read. */
export interface ScanRun {
  readonly rows: ScannedRows
  readonly values: ParameterValues
  /** `rest` of the request. */
  readonly rest?: AddUp
  readonly pace: () => Promise<void>
  /** As of a kernel. */
  readonly leaveOut: (name: string, count: number) => void
}

/** The columns of an answer that add up over users, so that a sample's stand for all. */
export interface Estimates {
  /** Counts of different users. */
  readonly users?: readonly string[]
  /** Counts and sums of what users did. */
  readonly amounts?: readonly string[]
  /** Both of the columns of kpiPlan()'s row. */
  readonly kpis?: readonly string[]
  readonly bySeries?: Estimate['bySeries']
}

/** What a kernel gets: its SequenceRequest as read. */
export interface KernelRun {
  readonly timeline: Timeline
  readonly values: ParameterValues
  /** The names of the timeline's columns: some are there only where a question has them. */
  readonly columns: ReadonlySet<string>
  /** The rows of `beside`; null where nothing was asked for. */
  readonly beside: ResultTable | null
  /** `rest` of the request. */
  readonly rest?: AddUp
  readonly pace: () => Promise<void>
  /** `lookedUp` of the request for the events at some places in the log: a few thousand at most. */
  readonly lookUp: (places: readonly number[]) => Promise<ResultTable>
  /** Says the number of an entry of the plan's `leftOut` by its name, which is then not counted by its SQL. */
  readonly leaveOut: (name: string, count: number) => void
}

/** The rows that an analysis of plain tables counts, each with one value of each column. */
export interface CountedRows {
  /** What its `filter` and a breakdown may name. Throws `not-found`. */
  columns(values: ParameterValues, catalog: Catalog, source: string | null): readonly ColumnSchema[]
  /** SELECT of the texts of some of them as value_1 …, a row for each row that is counted under these values. */
  valuesPlan(
    values: ParameterValues,
    columns: readonly string[],
    catalog: Catalog,
    source: string | null,
  ): Pick<QueryPlan, 'sql' | 'timezone'>
}

/** A figure of a result that somebody points at: its row's values and the column that holds it. */
export interface Figure {
  readonly row: Readonly<Record<string, ResultValue>>
  readonly column: string
}

/** A figure as a side of explain-change: a measure of the events that meet all of `which`, on local dates. */
export interface ChangeSide {
  /** As the parameters `measure` and `formula` of explain-change have them. */
  readonly measure: ParameterValue
  readonly formula: ParameterValue
  /** Both included. */
  readonly from: IsoDate
  readonly to: IsoDate
  readonly which: readonly FilterTerm[]
  /** Whose events, where an answer holds segments against each other: null for everyone. */
  readonly segment?: ParameterValue
  /** Who is counted, where not those of the answer's own `per`. */
  readonly per?: ParameterValue
}

/** Why a figure is none that explain-change divides, a clause. */
export interface Unexplained {
  readonly why: string
}

/** What stands behind a figure. */
export interface Drill {
  /** What they are, in words: "Users of cohort 2018-06-04 who were active on day 7". */
  readonly title: string
  /**
   * `users`: the plan gives a column user_key (and may give more about each user); `rows`: rows of tables, shown as
   * they are.
   */
  readonly kind: 'users' | 'rows'
  readonly plan: QueryPlan
}

/** One figure shown large above the charts. */
export interface Kpi {
  readonly label: string
  /** Null where there is no such figure; shown as a dash. */
  readonly value: number | null
  /** It is being computed: not yet known, which is no "none". */
  readonly waiting?: boolean
  readonly format: ValueFormat
  /** What the figure is of: "2,222 of 3,917 users". */
  readonly detail?: string
  /** What it counts, where no column of the result says so. */
  readonly about?: string
  /** The cell of the result that it repeats. */
  readonly figure?: MarkFigure
  /** How it ran: the bucket's figures in order, drawn small beside it. */
  readonly spark?: readonly { readonly y: number | null; readonly incomplete?: boolean }[]
  /** The same figure of the other side of a comparison, and what that is called. */
  readonly compared?: { readonly label: string; readonly value: number | null; readonly figure?: MarkFigure }
}

/**
 * Values for some of an analysis's parameters under one name: what a peer does by default, so that its number comes
 * out.
 */
export interface Preset {
  /** As the terminal's definition-diff names it: `posthog`. */
  readonly name: string
  readonly title: string
  /** One line: what is counted in this way, and where that is documented. */
  readonly about: string
  readonly values: ParameterValues
}
