import type { ArchiveMember } from '../model/error'
import type { ExpectedRows, RowRules } from '../model/rowRules'
import type { ColumnType, EventMapping, Role, TableKind } from '../model/schema'

/**
 * A file's bytes, from a browser File, a path on disk or memory. Can be opened several times (preview, then import).
 */
export interface ByteSource {
  readonly name: string
  /** Which sheet of a workbook is meant, the first one when absent; or which file of an archive of several. */
  readonly sheet?: string
  /** A file of an archive, in which no archive may be again. */
  readonly isMember?: true
  /** Bytes on disk (compressed, if it is), or null when unknown. */
  readonly size: number | null
  /** When the file was last changed, in ms since 1970, where that is known: times without a year are before it. */
  readonly changedMs?: number
  /**
   * The raw bytes in order, in chunks of any size; stops early when the consumer returns. Who takes them `passing` is
   * done with a chunk when asking for the next one, whose bytes may then lie in the same memory.
   */
  open(passing?: boolean): AsyncIterable<Uint8Array>
}

/** The name of one of FORMATS (formats/index), which is the only list of them. */
export type FormatName = string

/** `separated`: text in columns by a separator; `text`: any other text; `binary`: bytes in no encoding of text. */
type FormatKind = 'separated' | 'text' | 'binary'

/**
 * One value as a reader gives it: text formats give strings (null for an empty unquoted CSV field), JSON gives its own
 * types; lists are JSON text. bigint only beyond ±2^53.
 */
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
  /**
   * The name of the column that holds, as one JSON object a row, what lies in columns beyond the limit; see
   * columns/columnLimit.
   */
  readonly rest?: string
  /** What the reader did to the file's columns that a person must know, so far: a sentence each. */
  readonly notes?: readonly string[]
}

export type RejectReason =
  | 'not-json'
  | 'not-an-object'
  | 'too-many-fields'
  | 'unclosed-quote'
  | 'not-a-log-line'
  | 'bad-encoding'
  | 'missing-time'
  | 'bad-time'
  | 'line-too-long'
  | 'too-deep'
  | 'unknown-event'
  | 'missing-value'
  | 'unknown-value'
  | 'out-of-range'

/** A row that was left out, and why. Line and column start at 1; excerpt is at most 200 characters. */
export interface Reject {
  readonly reason: RejectReason
  readonly line: number
  readonly column: number
  readonly excerpt: string
  /** What was expected, in words. */
  readonly detail: string
}

/**
 * How CSV puts fields between quotes: doubled quotes within (`plain`), quotes behind a backslash, apostrophes instead
 * of quotes (`single`), or blanks between separator and quote (`spaced`).
 */
export type Quoting = 'plain' | 'backslash' | 'single' | 'spaced'

export interface ReadOptions {
  /**
   * CSV: the separator; detected when absent. One character, ` +` for runs of blanks, two blanks for runs of two and
   * more.
   */
  readonly delimiter?: string
  /** CSV: whether the first record names the columns; detected when absent. */
  readonly header?: boolean
  /** CSV: lines above the table, found with `detect`; only Excel's `sep=` line when absent. */
  readonly skip?: number | 'detect'
  /** CSV: `plain` when absent. */
  readonly quoting?: Quoting | 'detect'
  /** When the file was last changed, see ByteSource. */
  readonly changedMs?: number
  /** About how many bytes are read at once; 1 MB by default. */
  readonly blockBytes?: number
  /** Columns that have a place of their own however many come before them: the table has them, or they have a role. */
  readonly keep?: ReadonlySet<string>
}

/** A stretch of a file that a reader takes as a whole. */
export interface ByteBlock {
  readonly bytes: Uint8Array
  /** The beginning of a line that is too long and left out; it follows on `bytes`. */
  readonly tooLong: Uint8Array | null
  /** Bytes taken from the source up to the end of this block. */
  readonly bytesRead: number
  readonly last: boolean
}

/** Reads a file block by block. */
export interface BlockReader {
  /** The line that comes next. */
  line: number
  /** A block's batches, each to be read before the next one is asked for. */
  read(block: ByteBlock): Iterable<RowBatch>
  /**
   * All that another reader needs to know to read the next block as this one would, as plain data; null where none
   * could: because something is open (a field between quotes, say), or columns are many.
   */
  start(): ReaderStart | null
}

/** See {@link BlockReader.start}. */
export type ReaderStart = Readonly<Record<string, unknown>>

/** How a format is read whose blocks can be read apart from one another, once the first ones are read. */
export interface BlockFormat {
  cut(bytes: AsyncIterable<Uint8Array>, options: ReadOptions, signal?: AbortSignal): AsyncIterable<ByteBlock>
  /** Whether a reader with nothing open may leave blocks to others, and read on behind them. */
  readonly skips: boolean
  /** Throws what {@link Format.read} throws. */
  open(options: ReadOptions, start?: ReaderStart): BlockReader
}

/** A file format: reads bytes into row batches. Registered in ingest/formats/index.ts, the only list to touch. */
export interface Format {
  readonly name: FormatName
  /** For people: `CSV`, `Access log (Apache, nginx)`. */
  readonly title: string
  readonly kind: FormatKind
  /** Of its files, without the dot: dialogs offer these. */
  readonly extensions: readonly string[]
  /**
   * Some lines that are a whole file of it, as its own documentation has them where there is one; null for binary
   * formats. People are shown it where nothing of a file reads so; every format's test and the fuzzer begin with it.
   */
  readonly sample: string | null
  /** 0 … 1: how much the first (unpacked) bytes look like this format. */
  sniff(head: Uint8Array, fileName: string): number
  /**
   * Batches of a few thousand rows. Throws LatheError `bad-file` (of no file: see readFormat) only where nothing
   * further can be read.
   */
  read(bytes: AsyncIterable<Uint8Array>, options: ReadOptions, signal?: AbortSignal): AsyncIterable<RowBatch>
  /** How it is read in pieces, where it can be; `read` gives the same. */
  readonly blocks?: BlockFormat
}

/**
 * How a text or number becomes a time: `iso` covers ISO 8601 and its common relatives; `epoch-mixed` are epochs of
 * several units, each read by its size; `excel` a spreadsheet's days; patterns are strftime-like (`%d/%m/%Y %H:%M`).
 */
export type TimeFormat =
  | 'iso'
  | 'epoch-s'
  | 'epoch-ms'
  | 'epoch-us'
  | 'epoch-ns'
  | 'epoch-mixed'
  | 'excel'
  | (string & {})

export type DecimalMark = 'point' | 'comma'

/** How the numbers of one column are written. */
export interface NumberForm {
  readonly decimal: DecimalMark
  /** The currency (as written: `$`, `EUR`, `kr`) or `%` that may stand beside them; null: none may. */
  readonly unit: string | null
}

export interface InspectOptions {
  readonly format?: FormatName
  readonly delimiter?: string
  readonly header?: boolean
  /** CSV: how many lines stand above the header, or above the first row where there is none; found when absent. */
  readonly skip?: number
  readonly quoting?: Quoting
  readonly timeFormat?: TimeFormat
  /**
   * The day (`YYYY-MM-DD`) of times of day in a file that has no days; with a time format that lacks the year (or year
   * and month), the day that these are taken from.
   */
  readonly date?: string
  readonly kind?: TableKind
  readonly mapping?: EventMapping
  /**
   * Detect the roles that `mapping` leaves out; an empty column (or `none`, where none is called so) means that the log
   * has no such role.
   */
  readonly completeMapping?: boolean
  /** How a text file is encoded; guessed from its bytes when absent. A name that TextDecoder knows. */
  readonly encoding?: string
  /** Which mark parts off decimals, where a column of numbers does not prove it. */
  readonly decimal?: DecimalMark
  /** Words that stand for nothing, exactly as written; those of `ingest/columns/nullWords` when absent. */
  readonly nullWords?: readonly string[]
  /** The sheet of a workbook, its first one when absent; or the file of an archive of several. */
  readonly sheet?: string
  readonly table?: string
  /** What rows are to be held to. */
  readonly expected?: ExpectedRows
}

/** Rules as a file's own columns take them, and what they do to the sampled rows. */
export interface ExpectedFound {
  readonly of: string
  readonly rules: RowRules
  /** Columns that are needed and that the file lacks, as the rules call them: then the rules cannot hold. */
  readonly missing: readonly string[]
  /** By rule, how many of the sampled rows break it first, most often broken first; with one of these rows. */
  readonly broken: readonly (Reject & { readonly count: number })[]
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
  /** Its values are days without a time of day, or times of day without a day. */
  readonly timePart?: 'day' | 'clock'
  /**
   * How its texts are written as numbers, where they are not plain ones; its type is then `double`, or it is the value.
   */
  readonly numbers?: NumberForm
  /** Which share of its values reads as numbers in one form, 0 … 1; absent where its type says it. */
  readonly numberShare?: number
  /** All its values are whole numbers, and some of them are written as `123.0`. */
  readonly isWhole?: boolean
  /** Which share of its values says yes, 0 … 1, where all of them are yes or no (1 or 0, true or false …). */
  readonly yesShare?: number
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

/**
 * Something about a file's values that decides who is who, or which rows count: what was done, or left to the person.
 */
export interface Remark {
  readonly kind:
    | 'null-words'
    | 'trimmed'
    | 'whole-numbers'
    | 'composed'
    | 'encoding'
    | 'repeated-ids'
    | 'not-test'
    | 'columns'
    | 'numbers'
    | 'lost'
    | 'sparse'
    | 'epochs'
    | 'zones'
    | 'days'
    | 'same-names'
    | 'sheets'
    | 'users-taken'
    | 'parsers'
    | 'late'
    | 'known-file'
    | 'followed'
  /** Of the file; null where it is about all of it. */
  readonly column: string | null
  /** How many values or rows, of the sample or of the import. */
  readonly count: number
  /** A sentence with an example. */
  readonly text: string
}

/** What a role would lose of the sampled rows: values that cannot be read as it needs them, and rows without one. */
export interface RoleLoss {
  readonly role: Role
  readonly column: string
  readonly unread: number
  readonly empty: number
  /** Sampled rows. */
  readonly rows: number
  /** Up to three values that cannot be read. */
  readonly values: readonly string[]
  /** As what they were tried, in words. */
  readonly tried: string
}

/** What a file looks like before it is imported: the preview's data. */
export interface Inspection {
  readonly file: string
  readonly format: FormatName
  /** What it is packed with, see bytes/unpack. */
  readonly compression: string | null
  /** The sheet of a workbook, or the file of an archive, where one was said. */
  readonly sheet?: string
  /** Of a workbook: all sheets that can be read; the first one is, where none was said. */
  readonly sheets?: readonly string[]
  /** Of an archive of several files: all of them; `sheet` says which one was read. */
  readonly members?: readonly ArchiveMember[]
  readonly delimiter: string | null
  readonly header: boolean
  /** Of delimited text. */
  readonly skip?: number
  readonly quoting?: Quoting
  /** How the text is encoded, and whether somebody said so; null for binary formats. */
  readonly encoding: { readonly name: string; readonly isGiven: boolean } | null
  /** The words that are taken as empty in the columns with a role, and in those of numbers, dates and flags. */
  readonly nullWords: readonly string[]
  readonly columns: readonly InspectedColumn[]
  /** The first rows, row-major, in the order of `columns`. */
  readonly preview: readonly (readonly Cell[])[]
  readonly sampledRows: number
  readonly guesses: Partial<Record<Role, RoleGuess>>
  /** The roles that are taken when the person changes nothing; equals InspectOptions.mapping where given. */
  readonly mapping: EventMapping
  /** How the times of the mapped column (or of two joined) read; null where there is none. */
  readonly timeFormat: TimeFormat | null
  /** True when it was found, false when a person said it. */
  readonly isTimeFormatDetected: boolean
  readonly kind: TableKind
  readonly table: string
  /** True when the mapping needs no second look; otherwise `doubt` says what is open, with the candidates. */
  readonly certain: boolean
  readonly doubt: Doubt | null
  /** The tool whose export this is, where its columns say so: `Mixpanel`. */
  readonly exportOf?: string
  /** Of a plain table that has a time: the roles in which it could be a log of events. */
  readonly proposal?: EventMapping
  /** The names that columns get, by those that they have in the file; see IngestPlan. */
  readonly renames?: Readonly<Record<string, string>>
  /** What reading does to the sampled values, and what it leaves to the person. */
  readonly remarks: readonly Remark[]
  /** Roles that would lose something; `remarks` says it in words, too. */
  readonly losses: readonly RoleLoss[]
  readonly rejects: readonly Reject[]
  /** Where rules were asked for. */
  readonly expected?: ExpectedFound
}

/**
 * What a file does not tell: which column plays a role, how the times or amounts in it read, or its encoding. `option`
 * says what the candidates are: columns where it is absent, else values of that option.
 */
export interface Doubt {
  readonly role: Role | 'encoding' | 'format'
  readonly option?: 'timeFormat' | 'decimal' | 'date'
  readonly candidates: readonly string[]
  /** Values that could not be read, and the ways in which that was tried. */
  readonly unread?: { readonly values: readonly string[]; readonly tried: readonly string[] }
  readonly message: string
}

/** All that an import needs to know, plain data so that it can cross to a worker. */
export interface IngestPlan {
  readonly table: string
  readonly kind: TableKind
  readonly format: FormatName
  readonly delimiter?: string
  readonly header?: boolean
  readonly skip?: number
  readonly quoting?: Quoting
  /** The sheet of workbooks, the first one when absent; or the file of archives of several. */
  readonly sheet?: string
  /** The encoding of all files; guessed for each of them when absent. */
  readonly encoding?: string
  /** Words that are taken as empty; the usual ones when absent. */
  readonly nullWords?: readonly string[]
  readonly mapping: EventMapping
  readonly timeFormat: TimeFormat | null
  /**
   * True when it was found in the sample, and so holds less strictly than what a person said; see compileTimeReader.
   */
  readonly isTimeFormatDetected?: boolean
  /**
   * Types of the source columns as inspected (ids that are whole numbers: `integer`); a column that turns out wider is
   * widened during the import, never rejected.
   */
  readonly types: Readonly<Record<string, ColumnType>>
  /** The columns whose numbers are not written plainly, and how they are. */
  readonly numbers?: Readonly<Record<string, NumberForm>>
  /**
   * The names that columns get, by those that they have in the file: where a file without a header is of a known
   * shape.
   */
  readonly renames?: Readonly<Record<string, string>>
  /** The zone that times without an offset are read in. */
  readonly timezone: string
  /** What each row is held to; one that is otherwise is rejected. */
  readonly rules?: RowRules
  /** After how many hours a row that comes is late; 24 when absent. */
  readonly lateHours?: number
  /** By the place of each file in the import: how it is read where that is not as the plan says; null: as it says. */
  readonly files?: readonly (FilePlan | null)[]
}

/**
 * How one file of an import is read, where another file made the plan. `numbers` holds the columns that it writes in
 * another form, `renames` its columns that have another name in the table.
 */
export type FilePlan = Partial<
  Pick<
    IngestPlan,
    'format' | 'delimiter' | 'header' | 'skip' | 'quoting' | 'encoding' | 'timeFormat' | 'numbers' | 'renames'
  >
>

export interface IngestProgress {
  readonly stage: 'waiting' | 'reading' | 'deriving' | 'committing'
  /** While it waits for its turn: who else is at work, as a sentence. */
  readonly waitingFor?: string
  readonly file: string
  readonly bytesRead: number
  readonly bytesTotal: number | null
  readonly rows: number
  readonly rejected: number
  readonly duplicates: number
  readonly rowsPerSecond: number
  readonly secondsLeft: number | null
}

/** Values of a column that could not be read for its role: they are null, and so in no sum. */
export interface Loss {
  readonly column: string
  readonly count: number
  /** Where the first one is, and what it says. */
  readonly file: string
  readonly line: number
  readonly example: string
}

/** What `lathe ingest` prints (`lost` and `remarks` only where there are any); times are ISO 8601 UTC or null. */
/** Why rows of an import were rejected, how many, and where the first of them are. */
export interface RejectCount {
  readonly reason: RejectReason
  /** What was expected, in words. */
  readonly detail: string
  readonly count: number
  readonly lines: readonly { readonly file: string; readonly line: number }[]
}

export interface IngestReport {
  readonly table: string
  readonly files: number
  readonly rows: number
  readonly duplicates: number
  readonly rejected: number
  /** Where rows were rejected: by reason, how many and where. */
  readonly rejects?: readonly RejectCount[]
  /** Files of rows that were written. */
  readonly partitions: number
  readonly users: number
  readonly rowsWithoutUser: number
  readonly minTs: string | null
  readonly maxTs: string | null
  readonly elapsedMs: number
  /** By role, where values were lost; times that cannot be read are `rejected` in a log. */
  readonly lost?: Readonly<Partial<Record<Role, Loss>>>
  /** What was done to the values of ids, which rows were rejected for their bytes, and ids that were none. */
  readonly remarks: readonly Remark[]
}
