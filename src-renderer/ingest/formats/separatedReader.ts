import { required } from '../../base/required'
import { PackedCells } from '../bytes/packedCells'
import { ColumnChoice, batchRowsOf, restName, restText } from '../columns/columnLimit'
import type { BlockReader, ByteBlock, ReadOptions, ReaderStart, Reject, RowBatch } from '../contract'
import { detectDialect } from './csvDialect'
import type { CsvDialect } from './csvDialect'
import { aboveNote, columnNames, columnNotes, isValue } from './csvHeader'
import { CsvLine } from './csvLine'
import { CsvRecords } from './csvRecords'
import { badBytes, brokenLine, noHeader, tooManyFields } from './csvRejects'
import { decodeBlock, withoutBadBytes } from './textBlocks'

const BATCH_ROWS = 8192
/** So much is read as text where a record is not plain. */
const WINDOW_BYTES = 2 ** 14
const LF = 10

/** What a reader goes by that begins behind the header. */
interface Start extends ReaderStart {
  readonly dialect: CsvDialect
  readonly names: readonly string[]
  readonly notes: readonly string[]
  readonly typed: readonly number[]
}

/** Reads delimited text block by block; records that {@link CsvLine} does not know as text, a window at a time. */
export class SeparatedReader implements BlockReader {
  /** The table's columns: those of the file, and where they are too many, one for the rest. */
  names: readonly string[] = []
  private notes: readonly string[] = []
  /**
   * Where the fields of the table's columns are, and those of the rest, with their names as JSON has them between
   * quotes.
   */
  private own: readonly number[] = []
  private rest: readonly number[] = []
  private restKeys: readonly string[] = []
  private restName: string | null = null
  private batchRows = BATCH_ROWS
  private readonly options: ReadOptions
  private readonly usual: string
  /** Null before the first block. */
  private dialect: CsvDialect | null = null
  private records = new CsvRecords({ delimiter: ',', newline: '\n', quoting: 'plain' })
  /** Reads the columns' records as they are in the file, where they are plain. */
  private fast: CsvLine | null = null
  line = 1
  private headerDue = false
  private width = 0
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
  private cells: PackedCells[] = []
  private lines = new Uint32Array(BATCH_ROWS)
  private rejects: Reject[] = []
  private bytes: Uint8Array = new Uint8Array(0)

  constructor(options: ReadOptions, usual: string, start?: ReaderStart) {
    this.options = options
    this.usual = usual
    if (start === undefined) return
    const { dialect, names, notes, typed } = start as unknown as Start
    this.speak({ ...dialect, header: false })
    this.setColumns(names)
    this.notes = notes
    this.typed = typed
    this.isTyped = true
  }

  start(): ReaderStart | null {
    const { dialect, names, notes, typed } = this
    const isOpen = !this.records.isSpent || this.headerDue || !this.isTyped || this.isAfterGap || this.isEnded
    if (dialect === null || isOpen || this.restName !== null) return null
    return { dialect: { ...dialect, width: this.width }, names, notes, typed } satisfies Start
  }

  *read(block: ByteBlock): Iterable<RowBatch> {
    const { bytes } = block
    const linesEnd = bytes.lastIndexOf(LF) + 1
    let at = 0
    this.begin(bytes)
    do {
      if (this.isPlain) at = this.readLines(bytes, at, linesEnd)
      if (this.count < this.batchRows && (at < bytes.length || block.last)) at = this.readText(block, at)
      while (this.count === this.batchRows) {
        yield this.take(block.bytesRead)
        this.begin(bytes)
        this.fill()
      }
    } while (at < bytes.length)
    if (this.names.length > 0) yield this.take(block.bytesRead)
  }

  /** Whether nothing is open, so that records can be read as they are in the file. */
  private get isPlain(): boolean {
    return this.fast !== null && this.isTyped && !this.isAfterGap && !this.isEnded && this.records.isSpent
  }

  /** Reads records until the batch is full or one is not plain; answers where it begins. */
  private readLines(bytes: Uint8Array, from: number, end: number): number {
    const fast = required(this.fast)
    let at = from
    while (at < end && this.count < this.batchRows) {
      const next = fast.read(bytes, at, end, this.count)
      if (next < 0) return at
      this.lines[this.count++] = this.line
      this.line += fast.lines
      at = next
    }
    return at
  }

  /** Adds some lines, or all that is left, as text and reads them; answers where they end. */
  private readText(block: ByteBlock, at: number): number {
    const { bytes, last } = block
    const from = this.dialect === null ? this.detect(block) : at
    const to = this.records.isSpent ? windowEnd(bytes, from) : bytes.length
    const { text, hasBadBytes } = decodeBlock(bytes.subarray(from, to))
    this.mayHaveBadBytes ||= hasBadBytes
    if (!this.isEnded) this.records.add(text, last && to === bytes.length)
    this.fill()
    return to
  }

  /** Finds out from the first block how the file is written; answers where its table begins. */
  private detect({ bytes, last }: ByteBlock): number {
    const { text } = decodeBlock(bytes)
    const dialect = detectDialect(text, last, this.options, this.usual)
    const above = text.slice(0, dialect.skip)
    this.notes = aboveNote(above)
    this.line += dialect.skippedLines
    this.speak(dialect)
    return bytesOf(above)
  }

  private speak(dialect: CsvDialect): void {
    this.dialect = dialect
    this.records = new CsvRecords(dialect)
    this.headerDue = dialect.header
    this.width = dialect.width
    if (!dialect.header) this.setColumns(columnNames([], this.width))
  }

  private setColumns(all: readonly string[]): void {
    const { keep } = this.options
    const { own, rest } = new ColumnChoice(keep).split(all)
    this.width = all.length
    this.own = own
    this.rest = rest
    this.names = rest.length === 0 ? all : own.map((index) => all[index]!)
    if (rest.length > 0) {
      this.restName = restName([...this.names, ...(keep ?? [])])
      this.names = [...this.names, this.restName]
      this.restKeys = rest.map((index) => JSON.stringify(all[index]))
    }
    this.batchRows = batchRowsOf(this.width, BATCH_ROWS)
    this.cells = this.names.map(() => new PackedCells(this.batchRows))
    this.lines = new Uint32Array(this.batchRows)
    this.fast = rest.length > 0 ? null : CsvLine.for(required(this.dialect), this.cells)
  }

  /** Begins the next batch: the last one is read. */
  private begin(bytes: Uint8Array): void {
    this.bytes = bytes
    for (const cells of this.cells) {
      cells.clear()
      cells.bytes = bytes
    }
    this.count = 0
  }

  /** Reads text until the batch is full or the text is used up. */
  private fill(): void {
    const { records } = this
    while (this.count < this.batchRows && !this.isEnded) {
      const scan = records.scan(this.headerDue ? Infinity : this.width)
      if (scan === 'incomplete') return
      if (scan === 'record') {
        const badByteAt = this.mayHaveBadBytes ? records.badByteAt : -1
        if (this.headerDue) this.takeHeader()
        else if (badByteAt >= 0) this.rejects.push(badBytes(records, this.line, badByteAt))
        else if (this.isAfterGap && this.beginsTable()) this.endAt()
        else if (this.isAfterGap && this.isComment()) this.isAfterGap = true
        else {
          this.isAfterGap = false
          if (records.count > this.width && records.hasSurplus)
            this.rejects.push(tooManyFields(records, this.line, this.width))
          else this.takeRow()
        }
      } else if (scan === 'blank') this.isAfterGap = this.typed.length > 0
      else if (this.headerDue) throw noHeader(records, this.line, scan)
      else this.rejects.push(brokenLine(records, this.line, scan))
      this.line += records.newlines
      records.advance()
    }
  }

  private takeHeader(): void {
    const { fields, count } = this.records
    const found = [...(required(this.dialect).isNumbered ? ['row_name'] : []), ...fields.slice(0, count)]
    const header = this.mayHaveBadBytes ? found.map((name) => withoutBadBytes(String(name ?? ''))) : found
    const names = columnNames(header, found.length)
    this.notes = [...this.notes, ...columnNotes(header, names)]
    this.setColumns(names)
    this.headerDue = false
    this.begin(this.bytes)
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
    const { own, rest } = this
    for (let c = 0; c < own.length; c++) if (own[c]! < found) cells[c]!.set(count, fields[own[c]!]!)
    if (this.restName !== null) {
      const text = restText(this.restKeys, (index) => (rest[index]! < found ? fields[rest[index]!] : null))
      cells[own.length]!.set(count, text)
    }
    this.count = count + 1
  }

  private take(bytesRead: number): RowBatch {
    const { count, names, cells, rejects } = this
    for (const column of cells) column.length = count
    this.rejects = []
    return {
      count,
      names,
      cells,
      lines: this.lines.subarray(0, count),
      rejects,
      bytesRead,
      notes: this.notes,
      ...(this.restName === null ? {} : { rest: this.restName }),
    }
  }
}

/** Where the window that begins at a place ends: behind a line, where that is near. */
function windowEnd(bytes: Uint8Array, from: number): number {
  const newline = from + WINDOW_BYTES >= bytes.length ? -1 : bytes.indexOf(LF, from + WINDOW_BYTES)
  return newline === -1 ? bytes.length : newline + 1
}

/** How many bytes a decoded text was; each one that is no character is a lone surrogate. */
function bytesOf(text: string): number {
  const marks = text.match(/\p{Surrogate}/gu)?.length ?? 0
  return new TextEncoder().encode(text).length - marks * 2
}
