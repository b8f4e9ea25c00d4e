import type { EventCount } from '../model/eventCounts'
import type { FileStats } from './columnStats'
import type { ColumnSchema, EventMapping, IsoDate, Role, TableKind, TsMicros } from '../model/schema'

/**
 * `lathe.json`: all that a workspace is, besides the bytes of the files that it names. A file it does not name is
 * litter.
 */
export interface Manifest {
  /** 2 where files may hold several dates; workspaces of format 1 have a file a date, and are read on as they are. */
  readonly format: 1 | 2
  /** Grows by one with each commit. */
  readonly revision: number
  readonly createdAt: string
  /** IANA zone that days are cut in. */
  readonly timezone: string
  /** The day a week starts on: 1 Monday … 7 Sunday. */
  readonly weekStart: number
  readonly tables: Readonly<Record<string, TableEntry>>
  /** Every file that was ever imported; the index in this list is the file index in `_source`. */
  readonly sources: readonly SourceEntry[]
  /** All users of all event tables, one dictionary a workspace; null while there are none. */
  readonly users: UsersEntry | null
}

export interface TableEntry {
  readonly name: string
  readonly kind: TableKind
  readonly columns: readonly ColumnSchema[]
  /** Role → source column, as at the last import. */
  readonly mapping: EventMapping
  /** The table's rows; by ranges of dates for tables with a time, date null otherwise. */
  readonly partitions: readonly PartitionEntry[]
  /** user_days(user_key, date, events): files of dates, of which no two hold the same one. */
  readonly userDays: readonly PartitionEntry[]
  /**
   * sessions(user_key, session_id?, start_ts, end_ts, events), by the local date of start_ts, as userDays; gap 30 min or
   * the file's own id.
   */
  readonly sessions: readonly PartitionEntry[]
  readonly rejects: readonly PartitionEntry[]
  readonly rows: number
  readonly rejected: number
  readonly rowsWithoutUser: number
  /** How its files were read, each way once: `SourceEntry.plan` points here. Absent in workspaces of an older Lathe. */
  readonly plans?: readonly StoredPlan[]
  /**
   * What rows without an event column are called, where the table has had another name; else it is the table's name.
   */
  readonly eventName?: string
  /**
   * Of an event table: which events its rows have, how often and from when to when, most frequent first; kept by each
   * commit (store/eventCounts). Null where there are too many to be listed; absent where that is not known.
   */
  readonly events?: readonly EventCount[] | null
}

/** A plan of ingest (ingest/contract `IngestPlan`), kept so that a file can be read again as it was. */
export type StoredPlan = Readonly<Record<string, unknown>>

export interface PartitionEntry {
  readonly path: string
  /** The first local date of its rows. */
  readonly date: IsoDate | null
  /** The last one, where it is another. */
  readonly lastDate?: IsoDate
  /** Set on files of several dates whose rows are all at the local midnight that begins their date. */
  readonly datesOnly?: true
  readonly rows: number
  readonly bytes: number
  readonly minTs: TsMicros | null
  readonly maxTs: TsMicros | null
  /** Lower-case hex of the file's bytes. */
  readonly sha256: string
  /**
   * What its columns hold, of files of rows (store/columnStats), so that who looks for what it cannot hold need not read
   * it. Absent in workspaces of an older Lathe until a window opens them: then it is read whatever is asked.
   */
  readonly stats?: FileStats
  /**
   * Set when the file was found gone or broken: its rows are still part of the table, and every answer that needs them
   * says that they are missing, until the file is restored. Only a hint: who reads the file looks anew.
   */
  readonly missing?: WhyMissing
}

export type WhyMissing = 'gone' | 'broken'

export interface SourceEntry {
  readonly name: string
  readonly bytes: number | null
  /** Its table; '' where that was deleted, or its rows replaced. */
  readonly table: string
  readonly rows: number
  readonly rejected: number
  readonly duplicates: number
  /** Rows of days before the newest one that the table had when this import began; absent where there is none. */
  readonly late?: LateRows
  /** Rows that came long after they happened; absent where there are none, or once rows of the file were removed. */
  readonly arrivals?: Arrivals
  /** Values that could not be read for a role, as the import said; without an example, which may be somebody's. */
  readonly lost?: Readonly<Partial<Record<Role, StoredLoss>>>
  readonly importedAt: string
  /** Index in its table's `plans`. */
  readonly plan?: number
  /** CRC-32 of the file's bytes as they were read, as eight hex digits. */
  readonly crc32?: string
}

/** Rows that came more than `hours` after they happened. */
export interface Arrivals {
  readonly hours: number
  readonly rows: number
  /** How many hours the latest of them took. */
  readonly mostHours: number
  /** The column that says when a row was received; null: by the order of the file. */
  readonly by: string | null
}

interface LateRows {
  /** The newest local date that the table had. */
  readonly before: IsoDate
  readonly rows: number
}

export interface StoredLoss {
  readonly column: string
  readonly count: number
  /** Where the first one is. */
  readonly line: number
}

/**
 * `users.arrow`-like file: row n is the user with user_key n; columns user_id (string), first_seen, last_seen
 * (timestamp µs), is_test (boolean).
 */
export interface UsersEntry extends PartitionEntry {
  readonly testUsers: number
}
