import type { Measure } from './measure'
import type { ColumnType } from './schema'

/**
 * What a workspace knows about its tables beyond their columns: `model.json`, written in the window or by hand. It
 * changes no stored row; every analysis reads its tables through it.
 */
export interface DataModel {
  readonly relations: readonly Relation[]
  readonly columns: readonly ComputedColumn[]
  readonly events: readonly CustomEvent[]
  readonly measures: readonly ModelMeasure[]
  /** Who is a test user, beside those that the logs mark. */
  readonly testUsers: readonly TestRule[]
  /** Which accounts are one person; null where each account is one. */
  readonly people: People | null
  /** Which local dates are holidays; null where nobody says. */
  readonly calendar: HolidayCalendar | null
}

export const EMPTY_MODEL: DataModel = {
  relations: [],
  columns: [],
  events: [],
  measures: [],
  testUsers: [],
  people: null,
  calendar: null,
}

/** A workspace's file of it. */
export const MODEL_PATH = 'model.json'

/** A column of a table. */
export interface ColumnPlace {
  readonly table: string
  readonly column: string
}

/**
 * Each row of one table belongs to one row of another at most: a related column `<name>.<column>` is that row's value,
 * NULL where there is none. It never makes rows more or fewer.
 */
export interface Relation {
  /** What its columns begin with: the other table's name where nothing is said. */
  readonly name: string
  readonly from: ColumnPlace
  readonly to: ColumnPlace
  /** Which row counts where several have one key: none (an error that says so), the first, or the newest by a column. */
  readonly duplicates: 'refuse' | 'first' | { readonly newestBy: string }
}

/**
 * A table whose rows say which person an account (a user of the logs) belongs to. An account that it does not name, or
 * names without a person, is a person of its own, called as the account is.
 */
export interface People {
  readonly table: string
  /** The columns of it that hold the account's id and the person's. */
  readonly account: string
  readonly person: string
}

/** A table of dates: each is a holiday, or those whose column `holiday` says yes. */
export interface HolidayCalendar {
  readonly table: string
  readonly date: string
  readonly holiday: string | null
}

/** A value made of a row's own and related columns. */
export interface ComputedColumn {
  readonly name: string
  /** Null: of every event table. */
  readonly table: string | null
  readonly type: Exclude<ColumnType, 'json'>
  /** An expression of DuckDB's SQL over the row; related columns in quotes, `"products.price" * quantity`. */
  readonly sql: string
  readonly about: string
}

/** Steps that a user does one after the other; each is a condition as parameters have it (query/sql/condition). */
export interface EventSequence {
  readonly steps: readonly unknown[]
  /** How long after the first step the last one counts, the end included, as a duration's text; "none" for no limit. */
  readonly window: string
  /** Whether other events may come between. */
  readonly order: 'ordered' | 'strict'
}

/** A name for events that meet any of some conditions, or that complete a sequence; or what an event of the log is called, and whether it is shown. */
export interface CustomEvent {
  readonly name: string
  /** Conditions as parameters have them (query/sql/condition); empty for an event of the log itself. */
  readonly any: readonly unknown[]
  /** The event with which a user first completes these steps; null for none. */
  readonly sequence: EventSequence | null
  readonly label: string
  readonly about: string
  readonly isHidden: boolean
}

/** Whether the model makes an event of others, rather than to say what one of the log is called. */
export function isMadeEvent({ any, sequence }: CustomEvent): boolean {
  return any.length > 0 || sequence !== null
}

/** A measure that a workspace knows by name, and how it is read. */
export type ModelMeasure = Measure & {
  readonly unit: string
  /** Which way is good. */
  readonly good: 'up' | 'down' | null
  readonly target: number | null
  /** Between which values it is as it should be; at least one of them is said. */
  readonly limits: MeasureLimits | null
  readonly about: string
}

/** Null on a side is open. */
export interface MeasureLimits {
  readonly low: number | null
  readonly high: number | null
}

/** Users whose related column is true, or who are listed. */
export type TestRule = { readonly column: string } | { readonly users: readonly string[] }
