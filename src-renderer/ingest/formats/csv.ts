import type { Cell, Format, ReadOptions, Reject, RowBatch } from '../contract'
import { columnNames, detectDialect } from './csvDialect'
import type { CsvDialect } from './csvDialect'
import { CsvRecords, MAX_RECORD_CHARS } from './csvRecords'
import { BAD_BYTE_DETAIL, headText, textBlocks, withoutBadBytes } from './textBlocks'

const BATCH_ROWS = 8192

/**
 * Comma-separated values, or by any other separator. Records with fewer fields than the header get nulls, those with
 * more are rejected at the first surplus field; an unclosed quote costs its line only. Empty lines are skipped.
 */
export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  extensions: ['csv'],
  sniff: (head, fileName) => sniffSeparated(head, fileName, /\.csv\b/i, ','),
  read: (bytes, options, signal) => readSeparated(bytes, options, ',', signal),
}

export const tsv: Format = {
  name: 'tsv',
  title: 'TSV (tab-separated)',
  extensions: ['tsv', 'tab'],
  sniff: (head, fileName) => sniffSeparated(head, fileName, /\.(?:tsv|tab)\b/i, '\t'),
  read: (bytes, options, signal) => readSeparated(bytes, options, '\t', signal),
}

function sniffSeparated(head: Uint8Array, fileName: string, extension: RegExp, usual: string): number {
  const text = headText(head)
  if (text.trim() === '') return extension.test(fileName) ? 0.5 : 0
  const dialect = detectDialect(text, true, {}, ',')
  const named = extension.test(fileName)
  if (dialect.width < 2) return named ? 0.4 : 0.05
  const fits = (dialect.delimiter === '\t') === (usual === '\t')
  // A blank between words makes columns of any prose.
  return (fits ? (dialect.delimiter === ' ' ? 0.15 : 0.5) : 0.1) + (named ? 0.35 : 0)
}

async function* readSeparated(bytes: AsyncIterable<Uint8Array>, options: ReadOptions, usual: string, signal?: AbortSignal): AsyncIterable<RowBatch> {
  let reader: SeparatedReader | null = null
  for await (const block of textBlocks(bytes, signal)) {
    if (reader === null) {
      const dialect = detectDialect(block.text, block.last, options, usual)
      reader = new SeparatedReader(dialect)
      reader.add(block.text.slice(dialect.skip), block)
    } else reader.add(block.text, block)
    for (;;) {
      const full = reader.fill()
      if (!full && !block.last) break
      if (reader.names.length > 0) yield reader.take(block.bytesRead)
      if (!full) break
    }
  }
}

class SeparatedReader {
  names: readonly string[]
  private readonly records: CsvRecords
  private line: number
  private headerDue: boolean
  private width: number
  private count = 0
  /** Once there was one, each record is looked at. */
  private mayHaveBadBytes = false
  private isAscii = true
  private cells: Cell[][] = []
  private lines = new Uint32Array(BATCH_ROWS)
  private rejects: Reject[] = []

  constructor(dialect: CsvDialect) {
    this.records = new CsvRecords(dialect.delimiter, dialect.newline)
    this.line = dialect.skip > 0 ? 2 : 1
    this.headerDue = dialect.header
    this.width = dialect.width
    this.names = dialect.header ? [] : columnNames([], dialect.width)
    this.startBatch()
  }

  add(text: string, block: { readonly last: boolean; readonly hasBadBytes: boolean; readonly isAscii: boolean }): void {
    this.mayHaveBadBytes ||= block.hasBadBytes
    this.isAscii &&= block.isAscii
    this.records.add(text, block.last)
  }

  private startBatch(): void {
    this.count = 0
    this.cells = Array.from({ length: this.width }, () => new Array<Cell>(BATCH_ROWS))
    this.lines = new Uint32Array(BATCH_ROWS)
    this.rejects = []
  }

  /** Reads until the batch is full (true) or the text is used up (false). */
  fill(): boolean {
    const { records } = this
    while (this.count < BATCH_ROWS) {
      const scan = records.scan(this.headerDue ? Infinity : this.width)
      if (scan === 'incomplete') return false
      if (scan === 'record') {
        const badByteAt = this.mayHaveBadBytes ? records.badByteAt : -1
        if (this.headerDue) this.takeHeader()
        else if (badByteAt >= 0) this.rejectBadBytes(badByteAt)
        else if (records.count > this.width) this.rejectSurplus()
        else this.takeRow()
      } else if (scan !== 'blank') this.rejectLine(scan)
      this.line += records.newlines
      records.advance()
    }
    return true
  }

  private takeHeader(): void {
    this.width = this.records.count
    const { fields } = this.records
    this.names = columnNames(this.mayHaveBadBytes ? fields.map((name) => withoutBadBytes(String(name ?? ''))) : fields, this.width)
    this.headerDue = false
    const { rejects } = this
    this.startBatch()
    this.rejects = rejects
  }

  private takeRow(): void {
    const { cells, count, width } = this
    const { fields, count: found } = this.records
    this.lines[count] = this.line
    for (let c = 0; c < width; c++) cells[c]![count] = c < found ? fields[c]! : null
    this.count = count + 1
  }

  private rejectBadBytes(offset: number): void {
    const { records } = this
    const place = records.placeOf(offset)
    this.rejects.push({ reason: 'bad-encoding', line: this.line + place.lines, column: place.column, excerpt: records.excerptAt(offset), detail: BAD_BYTE_DETAIL })
  }

  private rejectSurplus(): void {
    const { records } = this
    const place = records.placeOf(records.faultAt)
    this.rejects.push({
      reason: 'too-many-fields', line: this.line + place.lines, column: place.column, excerpt: records.excerptAt(records.faultAt),
      detail: `expected ${this.width} ${this.width === 1 ? 'field' : 'fields'}, found ${records.count}`,
    })
  }

  private rejectLine(scan: 'unclosed-quote' | 'line-too-long'): void {
    const { records } = this
    if (scan === 'line-too-long') {
      this.rejects.push({ reason: scan, line: this.line, column: 1, excerpt: records.excerptAt(records.position), detail: `expected a line of at most ${MAX_RECORD_CHARS} characters` })
      return
    }
    const place = records.placeOf(records.faultAt)
    this.rejects.push({ reason: scan, line: this.line + place.lines, column: place.column, excerpt: records.excerptAt(records.faultAt), detail: 'expected a closing quote for the quote that opens here' })
  }

  take(bytesRead: number): RowBatch {
    const { count, names, rejects } = this
    const cells = count === BATCH_ROWS ? this.cells : this.cells.map((column) => column.slice(0, count))
    const batch = { count, names, cells, lines: this.lines.subarray(0, count), rejects, bytesRead, isAscii: this.isAscii }
    this.startBatch()
    return batch
  }
}
