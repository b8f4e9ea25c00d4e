import { LatheError } from '../../model/error'
import type { Cell, Format, ReadOptions, Reject, RowBatch } from '../contract'
import { ColumnChoice, batchRowsOf, restName, restText } from '../columns/columnLimit'
import { detectDialect } from './csvDialect'
import { columnNames, columnNotes, isValue } from './csvHeader'
import type { CsvDialect } from './csvDialect'
import { CsvRecords, MAX_RECORD_CHARS } from './csvRecords'
import { BAD_BYTE_DETAIL, headText, textBlocks, withoutBadBytes } from './textBlocks'

const BATCH_ROWS = 8192
/** A batch is handed on when it was read from so many bytes, however few its rows are. */
const BATCH_BYTES = 4 << 20

/**
 * Comma-separated values, or by any other separator. Records with fewer fields than the header get nulls, those
 * that hold something in more are rejected at the first surplus field; an unclosed quote costs its line only. Empty
 * lines are skipped. Fields beyond 1,000 columns go into one more, as a JSON object (columns/columnLimit).
 */
export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  kind: 'separated',
  extensions: ['csv'],
  sample: 'user_id,event,ts,value\nann,open,2024-02-28T09:00:00Z,\nbob,"buy ""now""",2024-02-28T09:05:00Z,1.5\n',
  sniff: (head, fileName) => sniffSeparated(head, fileName, /\.csv\b/i, ','),
  read: (bytes, options, signal) => readSeparated(bytes, options, ',', signal),
}

export const tsv: Format = {
  name: 'tsv',
  title: 'TSV (tab-separated)',
  kind: 'separated',
  extensions: ['tsv', 'tab'],
  sample: 'user_id\tevent\tts\nann\topen\t2024-02-28T09:00:00Z\n',
  sniff: (head, fileName) => sniffSeparated(head, fileName, /\.(?:tsv|tab)\b/i, '\t'),
  read: (bytes, options, signal) => readSeparated(bytes, options, '\t', signal),
}

function sniffSeparated(head: Uint8Array, fileName: string, extension: RegExp, usual: string): number {
  const text = headText(head)
  if (text.trim() === '') return extension.test(fileName) ? 0.5 : 0
  const dialect = detectDialect(text, true, { skip: 'detect', quoting: 'detect' }, ',')
  const named = extension.test(fileName)
  // One value of JSON is no column's name.
  if (dialect.width < 2 && /^\s*[[{]/.test(text) && !named) return 0
  if (dialect.width < 2) return named ? 0.4 : 0.05
  const fits = (dialect.delimiter === '\t') === (usual === '\t')
  // A blank between words makes columns of any prose.
  return (fits ? (dialect.delimiter.startsWith(' ') ? 0.15 : 0.5) : 0.1) + (named ? 0.35 : 0)
}

async function* readSeparated(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  usual: string,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  let reader: SeparatedReader | null = null
  let handedOn = 0
  for await (const block of textBlocks(bytes, signal)) {
    if (reader === null) {
      const dialect = detectDialect(block.text, block.last, options, usual)
      reader = new SeparatedReader(dialect, options.keep, aboveNote(block.text.slice(0, dialect.skip)))
      reader.add(block.text.slice(dialect.skip), block)
    } else reader.add(block.text, block)
    for (;;) {
      const full = reader.fill()
      if (!full && !block.last && block.bytesRead - handedOn < BATCH_BYTES) break
      if (reader.names.length > 0) yield reader.take(block.bytesRead)
      handedOn = block.bytesRead
      if (!full) break
    }
  }
}

/** What is said of the lines above the table; nothing of Excel's own line. */
function aboveNote(above: string): readonly string[] {
  const lines = above.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '' && !/^sep=.$/i.test(line))
  const [first] = lines
  if (first === undefined) return []
  const which = lines.length === 1 ? 'A line' : `${lines.length} lines`
  return [`${which} above the table ${lines.length === 1 ? 'is' : 'are'} left out: “${first.slice(0, 80)}”.`]
}

class SeparatedReader {
  /** The table's columns: those of the file, and where they are too many, one for the rest. */
  names: readonly string[] = []
  private notes: readonly string[] = []
  private readonly above: readonly string[]
  private readonly kept: ReadonlySet<string> | undefined
  /**
   * Where the fields of the table's columns are, and those of the rest, with their names as JSON has them between
   * quotes.
   */
  private own: readonly number[] = []
  private rest: readonly number[] = []
  private restKeys: readonly string[] = []
  private restName: string | null = null
  private batchRows = BATCH_ROWS
  private readonly records: CsvRecords
  private line: number
  private headerDue: boolean
  private readonly isNumbered: boolean
  private width: number
  private count = 0
  /** The columns that hold numbers or times in the first row. */
  private typed: readonly number[] = []
  private isTyped = false
  /** A blank line, or a comment below one, came last. */
  private isAfterGap = false
  /** Another table began. */
  private isEnded = false
  /** Once there was one, each record is looked at. */
  private mayHaveBadBytes = false
  private isAscii = true
  private cells: Cell[][] = []
  private lines = new Uint32Array(BATCH_ROWS)
  private rejects: Reject[] = []

  constructor(dialect: CsvDialect, kept: ReadonlySet<string> | undefined, above: readonly string[]) {
    this.kept = kept
    this.above = above
    this.records = new CsvRecords(dialect)
    this.line = 1 + dialect.skippedLines
    this.isNumbered = dialect.isNumbered
    this.headerDue = dialect.header
    this.width = dialect.width
    if (!dialect.header) this.setNames([])
    this.startBatch()
  }

  private setNames(header: readonly Cell[]): void {
    const all = columnNames(header, this.width)
    this.notes = [...this.above, ...(this.headerDue ? columnNotes(header, all) : [])]
    const { own, rest } = new ColumnChoice(this.kept).split(all)
    this.own = own
    this.rest = rest
    this.names = rest.length === 0 ? all : own.map((index) => all[index]!)
    if (rest.length === 0) return
    this.restName = restName([...this.names, ...(this.kept ?? [])])
    this.names = [...this.names, this.restName]
    this.restKeys = rest.map((index) => JSON.stringify(all[index]))
  }

  add(text: string, block: { readonly last: boolean; readonly hasBadBytes: boolean; readonly isAscii: boolean }): void {
    this.mayHaveBadBytes ||= block.hasBadBytes
    this.isAscii &&= block.isAscii
    this.records.add(text, block.last)
  }

  private startBatch(): void {
    this.count = 0
    this.batchRows = batchRowsOf(this.width, BATCH_ROWS)
    this.cells = Array.from({ length: this.names.length }, () => new Array<Cell>(this.batchRows))
    this.lines = new Uint32Array(this.batchRows)
    this.rejects = []
  }

  /** Reads until the batch is full (true) or the text is used up (false). */
  fill(): boolean {
    const { records } = this
    while (this.count < this.batchRows) {
      if (this.isEnded) return false
      const scan = records.scan(this.headerDue ? Infinity : this.width)
      if (scan === 'incomplete') return false
      if (scan === 'record') {
        const badByteAt = this.mayHaveBadBytes ? records.badByteAt : -1
        if (this.headerDue) this.takeHeader()
        else if (badByteAt >= 0) this.rejectBadBytes(badByteAt)
        else if (this.isAfterGap && this.beginsTable()) this.endAt()
        else if (this.isAfterGap && this.isComment()) this.isAfterGap = true
        else {
          this.isAfterGap = false
          if (records.count > this.width && records.hasSurplus) this.rejectSurplus()
          else this.takeRow()
        }
      } else if (scan === 'blank') this.isAfterGap = this.typed.length > 0
      else this.rejectLine(scan)
      this.line += records.newlines
      records.advance()
    }
    return true
  }

  private takeHeader(): void {
    const { fields, count } = this.records
    const names = [...(this.isNumbered ? ['row_name'] : []), ...fields.slice(0, count)]
    this.width = names.length
    this.setNames(this.mayHaveBadBytes ? names.map((name) => withoutBadBytes(String(name ?? ''))) : names)
    this.headerDue = false
    const { rejects } = this
    this.startBatch()
    this.rejects = rejects
  }

  /**
   * Whether the record names the columns of another table, as reports put several below one another: texts alone, where
   * this table has numbers or times.
   */
  private beginsTable(): boolean {
    const { fields, count } = this.records
    const names = fields.slice(0, count).map((field) => String(field ?? '').trim())
    while (names.at(-1) === '') names.pop()
    return (
      names.length >= 2 &&
      names.every((name) => name !== '' && !isValue(name)) &&
      this.typed.some((index) => index < names.length) &&
      !this.names.every((name, index) => names[index] === name)
    )
  }

  private isComment(): boolean {
    const { fields, count } = this.records
    return String(fields[0] ?? '').startsWith('#') && (count === 1 || !fields.slice(1, count).some((field) => field))
  }

  /** What follows is no row of this table. */
  private endAt(): void {
    const { fields, count } = this.records
    this.isEnded = true
    this.notes = [
      ...this.notes,
      `Another table begins in line ${this.line} (${fields.slice(0, Math.min(count, 4)).join(', ')}) and is left out: put it into a ` +
        'file of its own to import it.',
    ]
  }

  private takeRow(): void {
    const { cells, count } = this
    const { fields, count: found } = this.records
    if (!this.isTyped) {
      this.isTyped = true
      this.typed = fields
        .slice(0, found)
        .flatMap((field, index) => (isValue(String(field ?? '').trim()) ? [index] : []))
    }
    this.lines[count] = this.line
    if (this.restName === null) for (let c = 0; c < this.width; c++) cells[c]![count] = c < found ? fields[c]! : null
    else {
      const { own, rest } = this
      for (let c = 0; c < own.length; c++) cells[c]![count] = own[c]! < found ? fields[own[c]!]! : null
      cells[own.length]![count] = restText(this.restKeys, (index) =>
        rest[index]! < found ? fields[rest[index]!] : null,
      )
    }
    this.count = count + 1
  }

  private rejectBadBytes(offset: number): void {
    const { records } = this
    const place = records.placeOf(offset)
    this.rejects.push({
      reason: 'bad-encoding',
      line: this.line + place.lines,
      column: place.column,
      excerpt: records.excerptAt(offset),
      detail: BAD_BYTE_DETAIL,
    })
  }

  private rejectSurplus(): void {
    const { records } = this
    const place = records.placeOf(records.faultAt)
    this.rejects.push({
      reason: 'too-many-fields',
      line: this.line + place.lines,
      column: place.column,
      excerpt: records.excerptAt(records.faultAt),
      detail: `expected ${this.width} ${this.width === 1 ? 'field' : 'fields'}, found ${records.count}`,
    })
  }

  /** Without the names, no row below them can be told apart. */
  private refuseHeader(scan: 'unclosed-quote' | 'line-too-long'): never {
    const { records } = this
    const place = scan === 'line-too-long' ? { lines: 0, column: 1 } : records.placeOf(records.faultAt)
    const why =
      scan === 'line-too-long' ? `has more than ${MAX_RECORD_CHARS} characters` : 'has a quote that nothing closes'
    throw new LatheError(
      'bad-file',
      `The line that should name the columns ${why}; mend it, or choose the right format.`,
      { file: '', line: this.line + place.lines, column: place.column, excerpt: records.excerptAt(records.position) },
    )
  }

  private rejectLine(scan: 'unclosed-quote' | 'line-too-long'): void {
    if (this.headerDue) this.refuseHeader(scan)
    const { records } = this
    if (scan === 'line-too-long') {
      this.rejects.push({
        reason: scan,
        line: this.line,
        column: 1,
        excerpt: records.excerptAt(records.position),
        detail: `expected a line of at most ${MAX_RECORD_CHARS} characters`,
      })
      return
    }
    const place = records.placeOf(records.faultAt)
    this.rejects.push({
      reason: scan,
      line: this.line + place.lines,
      column: place.column,
      excerpt: records.excerptAt(records.faultAt),
      detail: 'expected a closing quote for the quote that opens here',
    })
  }

  take(bytesRead: number): RowBatch {
    const { count, names, rejects } = this
    const cells = count === this.batchRows ? this.cells : this.cells.map((column) => column.slice(0, count))
    const batch: RowBatch = {
      count,
      names,
      cells,
      lines: this.lines.subarray(0, count),
      rejects,
      bytesRead,
      isAscii: this.isAscii,
      notes: this.notes,
      ...(this.restName === null ? {} : { rest: this.restName }),
    }
    this.startBatch()
    return batch
  }
}
