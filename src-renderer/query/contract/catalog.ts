import type { DataModel } from '../../model/dataModel'
import type { MadeColumn } from '../../model/madeColumns'
import type { ColumnSchema, EventMapping, IsoDate, TableKind, TsMicros } from '../../model/schema'
import type { EventCount } from '../../model/eventCounts'
import type { OwnZones } from '../../model/ownZones'
import type { Measure } from '../../model/measure'
import type { Segment } from './segment'

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
  /** What the workspace knows about its tables beyond their columns; nothing where absent. */
  readonly model?: DataModel
  /** Why its file cannot be read; then nothing of it holds, and queries are refused. */
  readonly modelProblem?: string
  /** Tables are read through the model's views, and their columns are those of these (query/sql/modelCatalog). */
  readonly isByModel?: true
  /**
   * Who is counted: each account, or each person by the model's table of people (query/analysis/withPeople); accounts
   * where absent.
   */
  readonly counted?: CountedAs
  /** Each event's time is what the clock of its own zone showed (query/analysis/withOwnZones); the zones of the log. */
  readonly ownZones?: OwnZones & { readonly clockColumns?: readonly ClockColumn[] }
  /** The measures of the workspace's model, by name; none where absent. */
  readonly measures?: readonly Measure[]
}

export type CountedAs = 'accounts' | 'people'

export interface CatalogTable {
  readonly name: string
  readonly kind: TableKind
  /** As SQL sees them: user_id and user_key first in event tables, then the stored ones. */
  readonly columns: readonly ColumnSchema[]
  /** The columns that it has by the model besides. */
  readonly made?: readonly MadeColumn[]
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
  /** Of an event table: its events, most frequent first; absent or null where they are not listed. */
  readonly events?: readonly EventCount[] | null
  /** Of an event table: which column of its files plays which role. */
  readonly mapping?: EventMapping
  /** Of an event table: its last so many days stay after each import. */
  readonly keepDays?: number
}

/** A column that the model computes by the clock of an event, such as `hour`. */
export interface ClockColumn {
  readonly name: string
  readonly sql: string
}
