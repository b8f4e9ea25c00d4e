import type { IsoDate } from '../../model/schema'
import type { DataModel } from '../../model/dataModel'
import type { ScannedKind } from '../../sequence/scannedRows'
import type { TimelineKind } from '../../sequence/timeline'
import type { Catalog } from './catalog'
import type { AddUp } from './cte'
import type { ParameterValues } from './parameter'
import type { ResultValue } from './result'

/** What to run: finished SQL and the dates it can need. */
export interface QueryPlan {
  readonly sql: string
  /** Only partitions of these local dates (inclusive) need to be attached; null on a side is open. Absent: all. */
  readonly range?: { readonly from: IsoDate | null; readonly to: IsoDate | null }
  /** The zone for local_date/local_time in this query; absent: the workspace's. */
  readonly timezone?: string
  /**
   * `stored`: local_date and local_time are asked of times of the events alone, and of what lies within a year of them.
   * Absent: of any times, which takes the engine longer to plan.
   */
  readonly localTimes?: 'stored'
  /** Asked by this model in the place of the workspace's: to try a change before it is saved. */
  readonly model?: DataModel
  /** Defaults that were filled in, in words, for the panel ("window: 14 days"). */
  readonly notes?: readonly string[]
  /** How the answer stands for all, where it is one of a sample (query/analysis/withSample). */
  readonly estimate?: Estimate
  /** Who is not in the figures though they are in the log. */
  readonly leftOut?: readonly LeftOut[]
  /** The same as `sql`, where its figures add up over users: it may then be asked of several engines, each with its own. */
  readonly addUp?: AddUp
  /**
   * What the analysis's kernel goes through to give the same answer in one pass; `sql` says it as SQL, and answers where
   * a timeline is not to be had.
   */
  readonly sequence?: SequenceRequest
  /** What is counted of the table's files as they are stored, where that can be done; else the others answer. */
  readonly scan?: ScanRequest
  /**
   * The analysis whose finish() makes the result of what the SQL gives, and the values it gets. The host calls it; a
   * row limit holds for its result.
   */
  readonly finish?: { readonly analysis: string; readonly values: ParameterValues }
  /**
   * The two sides of a comparison (query/analysis/withComparison): each is run as a plan of its own, and the answer is
   * one under the other with a first column `compared` that holds the label. `sql` is then for reading alone.
   */
  readonly sides?: readonly { readonly label: string; readonly plan: QueryPlan }[]
  /** Planned anew once it is known which zones there are; `sql` asks for those (query/analysis/withOwnZones). */
  readonly zones?: ZonesRequest
  /** Asked once for each value of some columns; `sql` is then for reading alone (query/analysis/withBreakdown). */
  readonly breakdown?: BreakdownRequest
}

/**
 * The rows with a user of one event table, or of one that is derived of it, by its own name, that meet a condition over
 * the row: SQL, never NULL.
 */
export interface StoredEvents {
  readonly table: string
  /** As SQL names the table. */
  readonly from: string
  readonly where: string
  /** Columns that have a value in each of these rows. */
  readonly there?: readonly string[]
  /** Whose rows they are: SQL over `user_key` alone; everybody's where absent. */
  readonly users?: string
  /** The column of their times, `ts` where absent; a date stands for its midnight. */
  readonly time?: string
}

/** The events that a kernel goes through in order of user, time and place in the log, and what it reads of them. */
export interface SequenceRequest {
  /** The analysis whose kernel() answers, and the values it gets. */
  readonly analysis: string
  readonly values: ParameterValues
  /** The events: SQL to stand after FROM, with user_key (a whole number), ts and _source; and which of them. */
  readonly from: string
  readonly where: string
  /** The same rows as `from`, for the store to read itself; absent where it cannot. Who puts another `from` leaves it out. */
  readonly stored?: StoredEvents
  /** Columns by name, SQL over those events; what they hold is as TimelineKind says. */
  readonly columns: Readonly<Record<string, { readonly kind: TimelineKind; readonly sql: string }>>
  /**
   * Dates that hold all of these events, as `QueryPlan.range` does: wide enough that a window can be changed without
   * reading anew. Absent: all.
   */
  readonly range?: QueryPlan['range']
  /** A SELECT of few rows that the kernel needs besides; it is asked of all dates, or of those that hold what it reads. */
  readonly beside?: string
  readonly besideRange?: QueryPlan['range']
  /**
   * What the kernel may look up of single events: SQL over `looked_up`, which is those of them, by name. user_key and
   * `place` (their _source) come with it.
   */
  readonly lookedUp?: Readonly<Record<string, string>>
  /**
   * What is made of the kernel's rows, where these are not the answer itself but those of the WITH queries that say
   * `adds`, as query/sql/addedUp has them.
   */
  readonly rest?: AddUp
  /** Which events these are, or what their columns hold, is told by events of other users, too. */
  readonly acrossUsers?: true
  /** What the kernel does with a user's events, in words: a sentence or two. */
  readonly rule: string
  /** The plan is kpiPlan()'s, and the analysis's kpiKernel() answers. */
  readonly ofKpis?: true
}

/** Columns of an event table that are counted as they are stored, without the engine: what no condition in SQL selects. */
export interface ScanRequest {
  /** The analysis whose scan() counts, and the values it gets. */
  readonly analysis: string
  readonly values: ParameterValues
  readonly table: string
  /** Columns by the name that scan() knows them by, and what they are called in the table. */
  readonly columns: Readonly<Record<string, { readonly kind: ScannedKind; readonly column: string }>>
  /** What is made of scan()'s rows, as those of the WITH queries that say `adds`; absent where they are what the SQL gives. */
  readonly rest?: AddUp
  /** What is done with the rows, in words: a sentence or two. */
  readonly rule: string
}

/** An analysis that is asked once for each of the most frequent values of some columns, and once for the others. */
export interface BreakdownRequest {
  readonly analysis: string
  /** Without the breakdown. */
  readonly values: ParameterValues
  readonly catalog: Catalog
  readonly source: string | null
  readonly columns: readonly string[]
  /** What the result's first columns are called, one for each. */
  readonly names: readonly string[]
  /**
   * Whether a user stands under the value of the first event, or under each value that an event of theirs has; rows of
   * plain tables stand under their own.
   */
  readonly users: 'one' | 'each-value'
  /** At most `limit` values are shown by themselves. */
  readonly limit: number
  /** SELECT of the values that are shown by themselves, as texts in value_1 …; its zone is that of valuesPlan. */
  readonly shownSql: string
  /** The values as texts, most users first: one column for each of `columns`, at most one row more than the limit. */
  readonly valuesPlan: QueryPlan
}

/** A plan that is made once the zones of a column are known. */
export interface ZonesRequest {
  readonly analysis: string
  /** Which of its plans. */
  readonly kind: 'plan' | 'kpis' | 'drill'
  /** Without the time zone. */
  readonly values: ParameterValues
  readonly catalog: Catalog
  readonly source: string | null
  readonly column: string
  /** Of a drill: what it is behind. */
  readonly figure?: { readonly row: Readonly<Record<string, ResultValue>>; readonly column: string }
  /** What stands before and after the SQL that is made. */
  readonly around?: readonly [before: string, after: string]
  /** The texts of the column: zone, events, first_ts, last_ts (µs). */
  readonly valuesPlan: QueryPlan
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
  /** Counts of different users can be added (AddUp). */
  readonly addsUp?: true
  /** Of an answer that is broken down, each part has its own. */
  readonly ofParts?: true
}

/** What the figures of a sample say of everybody. */
export interface Estimate {
  /** The share of the users who were asked. */
  readonly share: number
  /** Columns that count users: scaled up, each with a 95 % interval in two columns of its own. */
  readonly users: readonly string[]
  /** Other columns that add up over users: scaled up. */
  readonly amounts: readonly string[]
  /**
   * Columns whose figure depends on the row's `series`: those named here are scaled up, by this power of the share; a
   * row of another is the sample's own.
   */
  readonly bySeries?: { readonly columns: readonly string[]; readonly powers: ReadonlyMap<string, number> }
  /** Who is in the sample: "users". */
  readonly noun: string
}

/** What a reader of an answer must know beside its figures. */
export interface AnswerNote {
  /**
   * `estimate`: it is an answer from a sample; `zones`: rows without a known zone of their own; `left-out`: an option or a rule drops somebody; `missing`: stored data
   * that the answer needed is damaged or gone.
   */
  readonly kind: 'estimate' | 'zones' | 'left-out' | 'missing'
  /** One sentence without its full stop, with the number in it. */
  readonly text: string
  /** How many; null where only the fact is known. */
  readonly count: number | null
}

/**
 * Whom an answer can count, so that those whom test users, a segment or a filter take from it can be counted, too
 * (query/analysis/withLeftOut).
 */
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
