import { elementAt, required } from '../../base/required'
import type { ArrowLayout, ArrowSchema } from './arrowSchema'
import type { FlatTable } from './flatTable'

/** Rows that a batch may have beside those that its bytes can hold: columns without values take none. */
const SPARE_ROWS = 8192

interface Buffer {
  readonly at: number
  readonly length: number
}

/**
 * Checks a record batch (a checked table) against its body, column by column as the format lays them out: counts are
 * counts, buffers lie in the body and are as long as their counts need, offsets rise and stay in their values, places
 * in dictionaries are in the dictionary. Answers the batch's rows; throws RangeError.
 */
export function checkArrowBody(
  batch: FlatTable,
  body: Uint8Array,
  columns: readonly ArrowLayout[],
  dictionaryLengths: ReadonlyMap<number, number>,
  version: number,
): number {
  return new BodyCheck(batch, body, dictionaryLengths, version).columns(columns, batch.long(0))
}

class BodyCheck {
  readonly #body: Uint8Array
  readonly #view: DataView
  readonly #nodes: readonly (readonly number[])[]
  readonly #buffers: readonly Buffer[]
  readonly #dictionaryLengths: ReadonlyMap<number, number>
  /** Before version 5 (number 4), unions had validity. */
  readonly #unionsHaveValidity: boolean
  readonly #mostRows: number
  #node = 0
  #buffer = 0

  constructor(batch: FlatTable, body: Uint8Array, dictionaryLengths: ReadonlyMap<number, number>, version: number) {
    this.#body = body
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength)
    this.#dictionaryLengths = dictionaryLengths
    this.#unionsHaveValidity = version < 4
    this.#mostRows = body.length * 8 + SPARE_ROWS
    this.#nodes = batch.longs(1, 16, [0, 8])
    this.#buffers = batch.longs(2, 16, [0, 8]).map(([at, length]) => ({ at: required(at), length: required(length) }))
    for (const { at, length } of this.#buffers)
      must(at >= 0 && length >= 0 && at + length <= body.length, 'a buffer lies outside its batch')
    must(this.#buffers.reduce((sum, { length }) => sum + length, 0) <= body.length, 'buffers lie over one another')
  }

  columns(columns: readonly ArrowLayout[], rows: number): number {
    must(rows >= 0 && rows <= this.#mostRows, `a batch says ${rows} rows, which its bytes cannot hold`)
    for (const column of columns) must(this.#column(column) === rows, 'a column is not as long as its batch')
    return rows
  }

  /** Answers the column's rows. */
  #column(layout: ArrowLayout): number {
    const [rows, nulls] = this.#nodes[this.#node++] ?? []
    if (rows === undefined || nulls === undefined) throw new RangeError('a batch has fewer columns than the schema')
    must(
      rows >= 0 && rows <= this.#mostRows && nulls >= 0 && nulls <= rows,
      `a column says ${rows} rows and ${nulls} nulls, which its bytes cannot hold`,
    )
    const isUnion = layout.kind === 'sparse-union' || layout.kind === 'dense-union'
    const validity = layout.kind === 'null' || (isUnion && !this.#unionsHaveValidity) ? null : this.#next()
    if (validity !== null && nulls > 0) this.#holds(validity, Math.ceil(rows / 8))
    switch (layout.kind) {
      case 'null':
        break
      case 'fixed':
        this.#fixed(layout, rows, nulls > 0 ? validity : null)
        break
      case 'varying':
        this.#offsets(rows, layout.bits, (last) => {
          must(last <= this.#next().length, 'a text lies outside its column')
        })
        break
      case 'view':
        throw new RangeError('a text lies where it should have been gathered')
      case 'list':
        this.#offsets(rows, layout.bits, (last) => {
          must(last <= this.#column(elementAt(layout.children, 0)), 'a list lies outside its column')
        })
        break
      case 'fixed-list':
        must(rows * layout.listSize <= this.#column(elementAt(layout.children, 0)), 'a list has too few values')
        break
      case 'struct':
        for (const child of layout.children) must(this.#column(child) >= rows, 'a part of a column is too short')
        break
      case 'sparse-union':
      case 'dense-union':
        this.#union(layout, rows)
        break
    }
    return rows
  }

  #fixed({ bits, dictionary, isSigned }: ArrowLayout, rows: number, validity: Buffer | null): void {
    const values = this.#next()
    this.#holds(values, Math.ceil((rows * bits) / 8))
    if (dictionary === null) return
    const length = this.#dictionaryLengths.get(dictionary) ?? 0
    for (let row = 0; row < rows; row++) {
      if (validity !== null && ((this.#body[validity.at + (row >> 3)]! >> (row & 7)) & 1) === 0) continue
      const place = this.#integer(values.at + (row * bits) / 8, bits, isSigned)
      if (place < 0 || place >= length) throw new RangeError(`a value is number ${place} of a dictionary of ${length}`)
    }
  }

  /** Offsets rise; what they lead into is checked by `checkLast`, which reads the next buffer or column. */
  #offsets(rows: number, bits: number, checkLast: (last: number) => void): void {
    const offsets = this.#next()
    // A column without rows may leave its offsets out.
    if (rows > 0 || offsets.length > 0) this.#holds(offsets, ((rows + 1) * bits) / 8)
    let before = 0
    for (let row = 0; row <= rows && offsets.length > 0; row++) {
      const offset =
        bits === 32
          ? this.#view.getInt32(offsets.at + row * 4, true)
          : Number(this.#view.getBigInt64(offsets.at + row * 8, true))
      if (offset < before) throw new RangeError('the offsets of a column fall')
      before = offset
    }
    checkLast(before)
  }

  #union({ kind, typeIds, children }: ArrowLayout, rows: number): void {
    const types = this.#next()
    this.#holds(types, rows)
    const offsets = kind === 'dense-union' ? this.#next() : null
    if (offsets !== null) this.#holds(offsets, rows * 4)
    const lengths = children.map((child) => this.#column(child))
    const childOf = new Map(typeIds.map((id, index) => [id, index]))
    for (let row = 0; row < rows; row++) {
      const child = childOf.get(this.#view.getInt8(types.at + row))
      const place = offsets === null ? row : this.#view.getInt32(offsets.at + row * 4, true)
      if (child === undefined || place < 0 || place >= elementAt(lengths, child))
        throw new RangeError('a value of a union is not there')
    }
  }

  #integer(at: number, bits: number, isSigned: boolean): number {
    switch (bits) {
      case 8:
        return isSigned ? this.#view.getInt8(at) : this.#view.getUint8(at)
      case 16:
        return isSigned ? this.#view.getInt16(at, true) : this.#view.getUint16(at, true)
      case 32:
        return isSigned ? this.#view.getInt32(at, true) : this.#view.getUint32(at, true)
      default:
        return Number(isSigned ? this.#view.getBigInt64(at, true) : this.#view.getBigUint64(at, true))
    }
  }

  #next(): Buffer {
    const buffer = this.#buffers[this.#buffer++]
    if (buffer === undefined) throw new RangeError('a batch has fewer buffers than its columns need')
    return buffer
  }

  #holds(buffer: Buffer, bytes: number): void {
    if (buffer.length < bytes) throw new RangeError(`a buffer has ${buffer.length} bytes, and its rows need ${bytes}`)
  }
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new RangeError(otherwise)
}

/**
 * Reads what a dictionary batch adds: its id, and how long the dictionary is with it. Throws as {@link checkArrowBody}.
 */
export function checkArrowDictionary(
  dictionary: FlatTable,
  body: Uint8Array,
  schema: ArrowSchema,
  lengths: ReadonlyMap<number, number>,
  version: number,
): { readonly id: number; readonly length: number } {
  const id = dictionary.long(0)
  const layout = schema.dictionaries.get(id)
  const data = dictionary.table(1)
  if (layout === undefined || data === null) throw new RangeError(`no column has the dictionary ${id}`)
  const added = checkArrowBody(data, body, [layout], lengths, version)
  return { id, length: added + (dictionary.byte(2) !== 0 ? (lengths.get(id) ?? 0) : 0) }
}
