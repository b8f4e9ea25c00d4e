import type { DataModel } from '../../model/dataModel'
import type { RowRules } from '../../model/rowRules'
import type { ColumnType, TableKind } from '../../model/schema'
import type { Dashboard } from './dashboard'
import type { SegmentBody } from './segment'

/** A column that a pack reads of a table, besides user_id, event and ts of a log. */
export interface PackColumn {
  readonly name: string
  readonly about: string
  /** What others call it. */
  readonly synonyms: readonly string[]
  /** Without it, what reads it is left out; without one that is not optional the table is not the one. */
  readonly isOptional: boolean
}

/** A table that a pack reads. */
export interface PackTable {
  readonly name: string
  readonly kind: TableKind
  readonly about: string
  readonly synonyms: readonly string[]
  /** Without it, what reads it is left out; without one that is not optional there is nothing to show. */
  readonly isOptional: boolean
  readonly columns: readonly PackColumn[]
  /** What each of its rows is held to when it is imported, by the pack's names of columns. */
  readonly rules?: RowRules | undefined
}

/** What a domain needs, as data: the tables that it expects, what is known about them, queries and a dashboard. */
export interface Pack {
  /** Its folder's name, and that of its queries and its dashboard in a workspace. */
  readonly name: string
  readonly title: string
  readonly about: string
  readonly tables: readonly PackTable[]
  readonly model: DataModel
  readonly segments: readonly (SegmentBody & { readonly name: string })[]
  /** Saved queries by name, with their headers; they read tables by the model (`model.events`). */
  readonly queries: readonly { readonly name: string; readonly text: string }[]
  readonly dashboard: Dashboard
  /** Markdown: the definition of each figure. */
  readonly readme: string
}

/** How a pack's table is found among those of a workspace. */
export interface PackMatch {
  readonly expected: PackTable
  /** Null: none has the name or a synonym, or it lacks columns. */
  readonly table: string | null
  /** Columns that the table has under another name. */
  readonly renamed: readonly { readonly name: string; readonly column: string; readonly type: ColumnType }[]
  /** Optional columns that the table lacks. */
  readonly absent: readonly string[]
  /** Why there is none; null where there is one. */
  readonly why: string | null
}
