import type { ColumnType, EventMapping, Role, TableKind } from '../model/schema'

/** A file's bytes, from a browser File, a path on disk or memory. Can be opened several times (preview, then import). */
export interface ByteSource {
  readonly name: string
  /** Bytes on disk (compressed, if it is), or null when unknown. */
  readonly size: number | null
  /** The raw bytes in order, in chunks of any size; stops early when the consumer returns. */
  open(): AsyncIterable<Uint8Array>
}

export type FormatName = 'ndjson' | 'json' | 'csv' | 'tsv' | 'parquet' | 'arrow' | 'access-log'

/** One value as a reader gives it: text formats give strings (null for an empty unquoted CSV field), JSON gives its own types; nested beyond one level is JSON text. bigint only beyond ±2^53. */
export type Cell = string | number | boolean | bigint | null

/** The cells of one column; an array is one, too. */
export interface CellColumn {
  readonly length: number
  /** Row numbers start at 0. */
  at(row: number): Cell | undefined
}

/**
 * Rows as a reader gives them: column-major, so that each column is converted in one tight loop. A batch is to be read
 * before the next one is asked for: its memory is used again.
 */
export interface RowBatch {
  readonly count: number
  /** Source column names; a later batch may know more of them (a key that first appears late), never fewer. */
  readonly names: readonly string[]
  /** cells[c].at(r); each column has `count` entries; a missing value is null. */
  readonly cells: readonly CellColumn[]
  /** The line each row starts on, from 1 (array formats: the element's line; binary formats: the row number). */
  readonly lines: readonly number[] | Uint32Array
  /** Rows that could not be read at all, in the same stretch of input. */
  readonly rejects: readonly Reject[]
  /** Raw bytes of the file (compressed size) consumed so far, for progress. */
  readonly bytesRead: number
  /** What the reader did to the file's columns that a person must know, so far: a sentence each. */
  readonly notes?: readonly string[]
}

export type RejectReason =
  | 'not-json' | 'not-an-object' | 'too-many-fields' | 'unclosed-quote' | 'not-a-log-line'
  | 'bad-encoding' | 'missing-time' | 'bad-time' | 'line-too-long' | 'too-deep'

/** A row that was left out, and why. Line and column start at 1; excerpt is at most 200 characters. */
export interface Reject {
  readonly reason: RejectReason
  readonly line: number
  readonly column: number
  readonly excerpt: string
  /** What was expected, in words. */
  readonly detail: string
}

export interface ReadOptions {
  /** CSV: the separator; detected when absent. */
  readonly delimiter?: string
  /** CSV: whether the first record names the columns; detected when absent. */
  readonly header?: boolean
}

/** A file format: reads bytes into row batches. Registered in ingest/formats/index.ts, the only list to touch. */
export interface Format {
  readonly name: FormatName
  readonly title: string
  readonly extensions: readonly string[]
  /** 0 … 1: how much the first (unpacked) bytes look like this format. */
  sniff(head: Uint8Array, fileName: string): number
  /** Batches of a few thousand rows. Throws LatheError `bad-file` only where nothing further can be read. */
  read(bytes: AsyncIterable<Uint8Array>, options: ReadOptions, signal?: AbortSignal): AsyncIterable<RowBatch>
}

/** How a text or number becomes a time: `iso` covers ISO 8601 and its common relatives; patterns are strftime-like (`%d/%m/%Y %H:%M`). */
export type TimeFormat = 'iso' | 'epoch-s' | 'epoch-ms' | 'epoch-us' | 'epoch-ns' | (string & {})

export interface InspectOptions {
  readonly format?: FormatName
  readonly delimiter?: string
  readonly header?: boolean
  readonly timeFormat?: TimeFormat
  readonly kind?: TableKind
  readonly mapping?: EventMapping
  /** Detect the user, event and time that `mapping` leaves out; an empty column means that the log has no such role. */
  readonly completeMapping?: boolean
  readonly table?: string
}

export interface InspectedColumn {
  readonly name: string
  readonly type: ColumnType
  /** Among the sampled rows. */
  readonly nulls: number
  readonly distinct: number
  readonly examples: readonly string[]
  /** How its values read as times, if they do. */
  readonly timeFormat: TimeFormat | null
}

export interface RoleGuess {
  readonly column: string
  /** 0 … 1. */
  readonly confidence: number
  /** In words, for the preview: why this column. */
  readonly reason: string
  /** Other columns that could play the role, best first. */
  readonly others: readonly string[]
}

/** What a file looks like before it is imported: the preview's data. */
export interface Inspection {
  readonly file: string
  readonly format: FormatName
  readonly compression: 'gzip' | 'zstd' | null
  readonly delimiter: string | null
  readonly header: boolean
  readonly columns: readonly InspectedColumn[]
  /** The first rows, row-major, in the order of `columns`. */
  readonly preview: readonly (readonly Cell[])[]
  readonly sampledRows: number
  readonly guesses: Partial<Record<Role, RoleGuess>>
  /** The roles that are taken when the person changes nothing; equals InspectOptions.mapping where given. */
  readonly mapping: EventMapping
  readonly kind: TableKind
  readonly table: string
  /** True when the mapping needs no second look; otherwise `doubt` says what is open, with the candidates. */
  readonly certain: boolean
  readonly doubt: { readonly role: Role; readonly candidates: readonly string[]; readonly message: string } | null
  readonly rejects: readonly Reject[]
}

/** All that an import needs to know, plain data so that it can cross to a worker. */
export interface IngestPlan {
  readonly table: string
  readonly kind: TableKind
  readonly format: FormatName
  readonly delimiter?: string
  readonly header?: boolean
  readonly mapping: EventMapping
  readonly timeFormat: TimeFormat | null
  /** Types of the source columns as inspected; a column that turns out wider is widened during the import, never rejected. */
  readonly types: Readonly<Record<string, ColumnType>>
  /** The zone that times without an offset are read in. */
  readonly timezone: string
}

export interface IngestProgress {
  readonly stage: 'reading' | 'deriving' | 'committing'
  readonly file: string
  readonly bytesRead: number
  readonly bytesTotal: number | null
  readonly rows: number
  readonly rejected: number
  readonly duplicates: number
  readonly rowsPerSecond: number
  readonly secondsLeft: number | null
}

/** What `lathe ingest` prints; times are ISO 8601 UTC or null. */
export interface IngestReport {
  readonly table: string
  readonly files: number
  readonly rows: number
  readonly duplicates: number
  readonly rejected: number
  readonly partitions: number
  readonly users: number
  readonly rowsWithoutUser: number
  readonly minTs: string | null
  readonly maxTs: string | null
  readonly elapsedMs: number
}
