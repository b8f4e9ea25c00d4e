import type { Data } from 'apache-arrow'
import { longerIntegers, longerWords } from '../../base/growing'
import { Utf8Writer, dictionaryData, utf8Data } from '../../store/arrowFile'
import type { Utf8Values } from '../../store/arrowFile'
import { TextTable } from '../../store/textTable'
import { Validity, grownCapacity, moveToFront } from './columnStore'
import type { ColumnStore } from './columnStore'
import type { Arena } from '../../base/arena'
import type { CellColumn } from '../contract'
import { NOTHING, PackedCells, TEXT } from '../bytes/packedCells'

/** A part's dictionary holds no more than this, and no more than a quarter of its rows. */
const PART_DICTIONARY_LIMIT = 65_536
/** While rows wait, more distinct values than this are no longer looked up but kept as they are. */
const DISTINCT_LIMIT = 262_144
/** How many rows are seen before a column may be judged to be mostly distinct. */
const TRIAL_ROWS = 8192

/**
 * Text. At first each distinct value is kept once and rows hold codes; when most values turn out to be distinct, rows
 * hold the values' UTF-8 instead. With `alwaysDictionary`, codes whatever comes.
 */
export class TextStore implements ColumnStore {
  readonly type: 'string' | 'json'
  length = 0
  readonly #alwaysDictionary: boolean
  #codes: Int32Array | null = new Int32Array(1024)
  readonly #texts = new TextTable()
  /** Plain mode: row n is writer bytes [ends[n], ends[n + 1]). */
  #writer = new Utf8Writer(0)
  #ends: Uint32Array = new Uint32Array(0)
  #lastText = ''
  #lastCode = -1
  readonly #validity = new Validity()

  constructor(type: 'string' | 'json' = 'string', alwaysDictionary = false) {
    this.type = type
    this.#alwaysDictionary = alwaysDictionary
  }

  get bytes(): number {
    return this.length * 4 + this.#texts.bytes + this.#writer.end + this.#validity.bytes
  }

  append(cells: CellColumn, kept: Int32Array, from: number, to: number): number {
    this.#reserve(to - from)
    if (this.#codes === null) this.#appendPlain(cells, kept, from, to)
    else {
      this.#appendCodes(this.#codes, cells, kept, from, to)
      const distinct = this.#texts.count
      const many = distinct > DISTINCT_LIMIT || (this.length >= TRIAL_ROWS && distinct > this.length / 4)
      if (many && !this.#alwaysDictionary) this.#turnPlain()
    }
    return to
  }

  appendText(text: string | null): void {
    this.append([text], FIRST, 0, 1)
  }

  appendNulls(count: number): void {
    this.#reserve(count)
    for (let i = 0; i < count; i++) {
      this.#validity.setNull(this.length, this.#capacity)
      if (this.#codes !== null) this.#codes[this.length] = 0
      else this.#ends[this.length + 1] = this.#writer.end
      this.length++
    }
  }

  encode(rows: Int32Array, dictionaryId: number, arena: Arena): Data {
    const valid = this.#validity.take(rows, arena)
    return this.#codes === null
      ? utf8Data(this.#gather(rows, arena), valid)
      : this.#encodeCodes(this.#codes, rows, valid, dictionaryId, arena)
  }

  keep(rows: Int32Array): void {
    this.#validity.keep(rows)
    if (this.#codes !== null) moveToFront(this.#codes, rows)
    else this.#keepPlain(rows)
    this.length = rows.length
    if (this.length === 0) this.#startAnew()
  }

  /** Moves the texts of rows, ascending, to the front. */
  #keepPlain(rows: Int32Array): void {
    const [bytes, ends] = [this.#writer.buffer, this.#ends]
    let end = 0
    for (let from = 0; from < rows.length;) {
      const first = rows[from]!
      const begin = ends[first]!
      const back = begin - end
      let to = from
      for (; to < rows.length && rows[to]! - first === to - from; to++) ends[to + 1] = ends[rows[to]! + 1]! - back
      bytes.copyWithin(end, begin, ends[to]! + back)
      end = ends[to]!
      from = to
    }
    this.#writer.cut(end)
  }

  textAt(row: number): string | null {
    if (this.#validity.isNull(row)) return null
    if (this.#codes !== null) return this.#texts.textOf(this.#codes[row]!)
    return new TextDecoder().decode(this.#writer.view().subarray(this.#ends[row], this.#ends[row + 1]))
  }

  textOf(cell: string | number | boolean | bigint): string {
    return String(cell)
  }

  get #capacity(): number {
    return this.#codes?.length ?? this.#ends.length - 1
  }

  #appendCodes(codes: Int32Array, cells: CellColumn, kept: Int32Array, from: number, to: number): void {
    const texts = this.#texts
    const packed = cells instanceof PackedCells ? cells : null
    const known = packed?.known ?? NOTHING
    const codeOfKnown = new Int32Array(known.distinct).fill(-1)
    let row = this.length
    for (let i = from; i < to; i++, row++) {
      const at = kept[i]!
      if (packed !== null && packed.kinds[at] === TEXT) {
        const found = known.codes === null ? -1 : codeOfKnown[known.codes[at]!]!
        if (found >= 0) {
          codes[row] = found
          continue
        }
        const code = texts.codeOf(packed.bytes, packed.starts[at]!, packed.ends[at]!, known.hashes?.[at])
        if (known.codes !== null) codeOfKnown[known.codes[at]!] = code
        codes[row] = code
        continue
      }
      const cell = cells.at(at) ?? null
      if (cell === null) {
        codes[row] = 0
        this.#validity.setNull(row, codes.length)
        continue
      }
      const text = typeof cell === 'string' ? cell : String(cell)
      if (text !== this.#lastText || this.#lastCode < 0) {
        this.#lastCode = texts.codeOfText(text)
        this.#lastText = text
      }
      codes[row] = this.#lastCode
    }
    this.length = row
  }

  #appendPlain(cells: CellColumn, kept: Int32Array, from: number, to: number): void {
    const [writer, ends] = [this.#writer, this.#ends]
    const packed = cells instanceof PackedCells ? cells : null
    let row = this.length
    for (let i = from; i < to; i++) {
      const at = kept[i]!
      if (packed !== null && packed.kinds[at] === TEXT) {
        ends[++row] = writer.addBytes(packed.bytes, packed.starts[at]!, packed.ends[at]!)
        continue
      }
      const cell = cells.at(at) ?? null
      if (cell === null) {
        this.#validity.setNull(row, ends.length - 1)
        ends[++row] = writer.end
      } else ends[++row] = writer.add(typeof cell === 'string' ? cell : String(cell))
    }
    this.length = row
  }

  #turnPlain(): void {
    const codes = this.#codes
    if (codes === null) return
    const writer = new Utf8Writer(this.length * 16)
    const ends = new Uint32Array(codes.length + 1)
    for (let row = 0; row < this.length; row++)
      ends[row + 1] = this.#validity.isNull(row) ? writer.end : this.#texts.copyTo(writer, codes[row]!)
    this.#writer = writer
    this.#ends = ends
    this.#codes = null
    this.#forgetTexts()
  }

  /** With no rows waiting, a long dictionary is let go; plain stays plain. */
  #startAnew(): void {
    if (this.#texts.count > PART_DICTIONARY_LIMIT) this.#forgetTexts()
    if (this.#codes === null) this.#writer.clear()
  }

  #forgetTexts(): void {
    this.#texts.clear()
    this.#lastCode = -1
    this.#lastText = ''
  }

  #encodeCodes(
    codes: Int32Array,
    rows: Int32Array,
    valid: Uint8Array | null,
    dictionaryId: number,
    arena: Arena,
  ): Data {
    const partCodeOf = new Int32Array(this.#texts.count).fill(-1)
    const order: number[] = []
    const partCodes = arena.integers(rows.length)
    for (let i = 0; i < rows.length; i++) {
      if (valid !== null && valid[i] === 0) {
        partCodes[i] = 0
        continue
      }
      const code = codes[rows[i]!]!
      let partCode = partCodeOf[code]!
      if (partCode < 0) {
        partCode = order.length
        partCodeOf[code] = partCode
        order.push(code)
      }
      partCodes[i] = partCode
    }
    const writer = new Utf8Writer(order.length * 16 + 16)
    const offsets = new Int32Array(order.length + 1)
    for (let i = 0; i < order.length; i++) offsets[i + 1] = this.#texts.copyTo(writer, order[i]!)
    const dictionary: Utf8Values = { bytes: writer.view(), offsets }
    const small = order.length <= PART_DICTIONARY_LIMIT && order.length <= Math.max(16, rows.length / 4)
    return small || this.#alwaysDictionary
      ? dictionaryData(partCodes, dictionary, dictionaryId, valid, (count) => arena.signedShorts(count))
      : utf8Data(spellOut(partCodes, dictionary, valid), valid)
  }

  #gather(rows: Int32Array, arena: Arena): Utf8Values {
    const [bytes, ends] = [this.#writer.view(), this.#ends]
    const offsets = arena.integers(rows.length + 1)
    offsets[0] = 0
    let total = 0
    for (let i = 0; i < rows.length; i++) offsets[i + 1] = total += ends[rows[i]! + 1]! - ends[rows[i]!]!
    const taken = arena.bytes(total)
    let at = 0
    for (let i = 0; i < rows.length; i++) {
      const end = ends[rows[i]! + 1]!
      for (let from = ends[rows[i]!]!; from < end; from++) taken[at++] = bytes[from]!
    }
    return { bytes: taken, offsets }
  }

  #reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.#capacity) return
    const capacity = grownCapacity(this.#capacity, needed)
    if (this.#codes !== null) this.#codes = longerIntegers(this.#codes, capacity)
    else this.#ends = longerWords(this.#ends, capacity + 1)
    this.#validity.grow(capacity)
  }
}

const FIRST = new Int32Array(1)

function spellOut(codes: Int32Array, dictionary: Utf8Values, valid: Uint8Array | null): Utf8Values {
  const writer = new Utf8Writer(dictionary.bytes.length * 2 + 16)
  const offsets = new Int32Array(codes.length + 1)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    offsets[i + 1] =
      valid !== null && valid[i] === 0
        ? writer.end
        : writer.addBytes(dictionary.bytes, dictionary.offsets[code]!, dictionary.offsets[code + 1]!)
  }
  return { bytes: writer.view(), offsets }
}
