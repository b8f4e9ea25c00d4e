import type { PackedCells } from '../bytes/packedCells'
import { isWellFormed } from '../bytes/wellFormed'
import type { CsvDialect } from './csvDialect'

const LF = 10
const CR = 13
const QUOTE = 34
const EQUALS = 61
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads records straight from a file's bytes into packed cells, as CsvRecords and the reader would. It knows fields
 * that are plain or between quotes, and leaves a record with anything else (a blank line, a quote that is not closed,
 * more fields than there are columns, other bytes than UTF-8) to them; so whatever it does not know costs time, not
 * truth.
 */
export class CsvLine {
  /** How many lines the record that was read last goes over. */
  lines = 0
  readonly #delimiter: number
  readonly #cells: readonly PackedCells[]

  private constructor(delimiter: number, cells: readonly PackedCells[]) {
    this.#delimiter = delimiter
    this.#cells = cells
  }

  /** Null for a way of writing that it does not know. */
  static for({ delimiter, newline, quoting }: CsvDialect, cells: readonly PackedCells[]): CsvLine | null {
    const code = delimiter.charCodeAt(0)
    return delimiter.length === 1 && code < 128 && newline === '\n' && quoting === 'plain'
      ? new CsvLine(code, cells)
      : null
  }

  /**
   * Reads the record at `from` into a row whose cells are null, and answers where the next one begins; -1 when nothing
   * was read. bytes[end - 1] is a line feed.
   */
  read(bytes: Uint8Array, from: number, end: number, row: number): number {
    const next = this.#readFields(bytes, from, end, row)
    if (next < 0) for (const cells of this.#cells) cells.setNull(row)
    return next
  }

  #readFields(bytes: Uint8Array, from: number, end: number, row: number): number {
    const delimiter = this.#delimiter
    const columns = this.#cells
    const width = columns.length
    let at = from
    this.lines = 1
    for (let field = 0; ; field++) {
      const start = at
      const first = bytes[at]!
      if (first === QUOTE) {
        at = field < width ? this.#readQuoted(bytes, at + 1, end, columns[field]!, row) : -1
        if (at < 0) return -1
        if (bytes[at] === CR) at++
      } else {
        if (first === EQUALS) return -1
        let all = 0
        let code = first
        while (code !== delimiter && code !== LF) {
          all |= code
          code = bytes[++at]!
        }
        const to = code === LF && at > start && bytes[at - 1] === CR ? at - 1 : at
        if (to > start) {
          if (field >= width) return -1
          const cells = columns[field]!
          if (all >= 128) {
            if (!isWellFormed(bytes, start, to)) return -1
            cells.hasHighBytes = true
          }
          cells.setText(row, start, to)
        } else if (field === 0 && code === LF) return -1
      }
      if (bytes[at++] === LF) return at
    }
  }

  /** From behind an opening quote to the separator, CR or LF behind the closing one. */
  #readQuoted(bytes: Uint8Array, start: number, end: number, cells: PackedCells, row: number): number {
    if (bytes[start] === EQUALS) return -1
    let isDoubled = false
    let all = 0
    let at = start
    for (;;) {
      const code = bytes[at]!
      if (code === QUOTE) {
        if (bytes[at + 1] !== QUOTE) break
        isDoubled = true
        at++
      } else if (code === LF && at + 1 === end) return -1
      else if (code === LF) this.lines++
      all |= code
      at++
    }
    const next = bytes[at + 1]
    if (next !== this.#delimiter && next !== LF && !(next === CR && bytes[at + 2] === LF)) return -1
    if (all >= 128) {
      if (!isWellFormed(bytes, start, at)) return -1
      cells.hasHighBytes = true
    }
    if (isDoubled) cells.set(row, DECODER.decode(bytes.subarray(start, at)).replaceAll('""', '"'))
    else cells.setText(row, start, at)
    return at + 1
  }
}
