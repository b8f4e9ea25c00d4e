import { elementAt, required } from '../../base/required'
import { throwIfAborted } from '../../base/abort'
import type { ByteSource, Cell, Format, ReadOptions, Reject } from '../contract'
import { DistinctNames } from './distinctNames'
import { remarkOnRest } from '../columns/columnLimit'
import { SAMPLE_BYTES, isBinary } from './fileStart'
import { FIRST_RECORDS } from './unclear'
import type { Sample } from './inspectRemarks'
import { readFormat, withChange } from '../readFormat'
import { asUtf8 } from '../bytes/textEncoding'
import { timeCellsOf, timeColumnsOf } from '../time/timeColumns'
import { unpack } from '../bytes/unpack'

const SAMPLE_ROWS = 20_000
/** Of many columns, fewer rows say enough. */
const SAMPLE_CELLS = 2 ** 22
const MAX_REJECTS = 100

/** The first rows of the file; stops at a number of rows or bytes. Throws what reading it throws. */
export async function readSample(
  source: ByteSource,
  format: Format,
  encoding: string,
  options: ReadOptions,
  signal: AbortSignal | undefined,
  mostRows = SAMPLE_ROWS,
): Promise<Sample> {
  const { bytes } = await unpack(source)
  let names: readonly string[] = []
  const cells: Cell[][] = []
  const rejects: Reject[] = []
  const lines: number[] = []
  const distinct = new DistinctNames()
  let rows = 0
  let first = { rows: 0, rejected: 0 }
  let notes: readonly string[] = []
  let rest: string | undefined
  const text = isBinary(format) ? bytes : asUtf8(bytes, encoding)
  for await (const read of readFormat(format, source.name, text, withChange(options, source), signal)) {
    throwIfAborted(signal)
    const batch = distinct.distinct(read)
    names = batch.names
    notes = batch.notes ?? []
    rest = batch.rest
    while (cells.length < names.length) cells.push(new Array<Cell>(rows).fill(null))
    const most = Math.min(mostRows, Math.ceil(SAMPLE_CELLS / Math.max(1, names.length)))
    const take = Math.max(0, Math.min(batch.count, most - rows))
    names.forEach((_name, column) => {
      const from = batch.cells[column]
      for (let row = 0; row < take; row++) elementAt(cells, column).push(from?.at(row) ?? null)
    })
    for (let row = 0; row < take; row++) lines.push(elementAt(batch.lines, row))
    rows += take
    if (first.rows + first.rejected < FIRST_RECORDS)
      first = { rows: first.rows + batch.count, rejected: first.rejected + batch.rejects.length }
    for (const reject of batch.rejects) if (rejects.length < MAX_REJECTS) rejects.push(reject)
    if (rows >= most || batch.bytesRead >= SAMPLE_BYTES) break
  }
  const further = rest === undefined ? [] : elementAt(cells, names.indexOf(rest)).filter((cell) => cell !== null)
  const remarks = [...(rest === undefined ? [] : [remarkOnRest(rest, further.length, 'file')]), ...distinct.remarks()]
  return { names, cells, lines, rows, rejects, first, notes, remarks }
}

/** The sample with the words for nothing taken out of all columns, to see what the other values are. */
export function withoutNullWords(sample: Sample, words: readonly string[]): readonly (readonly Cell[])[] {
  const isNull = nullWordTest(words)
  return sample.cells.map((cells) => (cells.some(isNull) ? cells.map((cell) => (isNull(cell) ? null : cell)) : cells))
}

/** Whether a cell is one of the words, but for blanks around it. Most cells are longer, and looked at no further. */
function nullWordTest(words: readonly string[]): (cell: Cell) => boolean {
  const nulls = new Set(words)
  const longest = Math.max(0, ...words.map(({ length }) => length))
  return (cell) => {
    if (typeof cell !== 'string') return false
    const bare = isBare(cell) ? cell : cell.trim()
    return bare.length <= longest && nulls.has(bare)
  }
}

/** Whether a text surely has no blanks around it. */
function isBare(text: string): boolean {
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(text.length - 1)]
  return first > 32 && first < 127 && last > 32 && last < 127
}

/** The sampled times of one column, or of two joined, with the name of the (first) one. */
export function timesOf(
  time: string | undefined,
  names: readonly string[],
  cells: readonly (readonly Cell[])[],
): { readonly column: string; readonly cells: readonly Cell[] } | null {
  const [column] = time === undefined ? [] : timeColumnsOf(time, names)
  if (time === undefined || column === undefined) return null
  const found = required(timeCellsOf(time, names, (name) => cells[names.indexOf(name)]))
  return { column, cells: Array.from({ length: found.length }, (_, row) => found.at(row) ?? null) }
}
