import type { PackedCells } from '../bytes/packedCells'
import { NULL } from '../bytes/packedCells'
import { pairsIn } from './jsonPairs'
import type { JsonKey, JsonRows } from './jsonRows'
import type { JsonValue } from './jsonValue'
import { MAX_DEPTH, jsonText } from './jsonRows'
import { isWellFormed } from '../bytes/wellFormed'

const LF = 10
const CR = 13
const TAB = 9
const BLANK = 32
const QUOTE = 34
const COMMA = 44
const MINUS = 45
const DOT = 46
const ZERO = 48
const COLON = 58
const UPPER_E = 69
const BRACKET_OPEN = 91
const BACKSLASH = 92
const BRACKET_CLOSE = 93
const LOWER_E = 101
const BRACE_OPEN = 123
const BRACE_CLOSE = 125
/** Digits of which every number is exact as a double. */
const EXACT_DIGITS = 15
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent)
/** Throws where bytes are no UTF-8: such a line is the others' work. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/**
 * Reads objects straight from a file's bytes into packed cells, as JSON.parse and {@link JsonRows} would, but without
 * making an object or a string. It knows the keys that have a column already and leaves a line with anything else (a
 * new key, a key twice, a fault) to them; so whatever it does not know costs time, not truth.
 */
export class JsonLine {
  readonly #rows: JsonRows
  #serial = 0
  #row = 0

  constructor(rows: JsonRows) {
    this.#rows = rows
  }

  /** Reads the line at `from`, which ends with LF; answers where the next one begins, or -1 when nothing was read. */
  read(bytes: Uint8Array, from: number, line: number): number {
    this.#serial++
    this.#row = this.#rows.count
    let at = pastBlanks(bytes, from)
    at = bytes[at] === BRACE_OPEN ? this.#readMembers(bytes, at + 1, this.#rows.root, 1) : -1
    if (at >= 0) at = pastBlanks(bytes, at)
    if (at < 0 || bytes[at] !== LF) {
      this.#rows.dropRow()
      return -1
    }
    this.#rows.endRow(line)
    return at + 1
  }

  /** From behind an object's opening brace to behind its closing one; -1 to give up, here and below. */
  #readMembers(bytes: Uint8Array, from: number, parent: JsonKey, depth: number): number {
    // What is too deep is rejected by others.
    if (depth > MAX_DEPTH / 2) return -1
    let at = pastBlanks(bytes, from)
    if (bytes[at] === BRACE_CLOSE) return at + 1
    let before: JsonKey | null = null
    let key = parent.first
    for (;;) {
      if (bytes[at] !== QUOTE) return -1
      if (key === null || !isKeyAt(bytes, at + 1, key)) {
        key = findKey(bytes, at + 1, parent)
        if (key === null) return -1
        if (before === null) parent.first = key
        else before.next = key
      }
      if (key.seenIn === this.#serial) return -1
      key.seenIn = this.#serial
      at = pastBlanks(bytes, at + 2 + key.bytes!.length)
      if (bytes[at] !== COLON) return -1
      at = pastBlanks(bytes, at + 1)
      at = bytes[at] === BRACE_OPEN ? this.#readMembers(bytes, at + 1, key, depth + 1) : this.#readValue(bytes, at, key)
      if (at < 0) return -1
      at = pastBlanks(bytes, at)
      if (bytes[at] === BRACE_CLOSE) return at + 1
      if (bytes[at] !== COMMA) return -1
      at = pastBlanks(bytes, at + 1)
      before = key
      key = key.next
    }
  }

  #readValue(bytes: Uint8Array, at: number, key: JsonKey): number {
    const first = bytes[at]!
    if (first === 110) return isWordAt(bytes, at, 'null') ? at + 4 : -1
    const { cells } = key
    if (cells === null || cells.kinds[this.#row] !== NULL) return -1
    if (first === QUOTE) return this.#readText(bytes, at + 1, cells)
    if (first === MINUS || (first >= ZERO && first <= 57)) return this.#readNumber(bytes, at, cells)
    if (first === BRACKET_OPEN) return this.#readArray(bytes, at, cells)
    const word = first === 116 ? 'true' : 'false'
    if (!isWordAt(bytes, at, word)) return -1
    cells.set(this.#row, word === 'true')
    return at + word.length
  }

  #readText(bytes: Uint8Array, start: number, cells: PackedCells): number {
    let at = start
    let all = 0
    let code = bytes[at]!
    while (code !== QUOTE && code !== BACKSLASH && code >= BLANK) {
      all |= code
      code = bytes[++at]!
    }
    if (code === QUOTE) {
      if (all >= 128) {
        if (!isWellFormed(bytes, start, at)) return -1
        cells.hasHighBytes = true
      }
      cells.setText(this.#row, start, at)
      return at + 1
    }
    if (code !== BACKSLASH) return -1
    const end = pastString(bytes, at)
    return end < 0 ? -1 : this.#setParsed(bytes, start - 1, end, cells)
  }

  #readNumber(bytes: Uint8Array, start: number, cells: PackedCells): number {
    const isNegative = bytes[start] === MINUS
    const first = isNegative ? start + 1 : start
    let at = first
    let value = 0
    let code = bytes[at]!
    for (; code >= ZERO && code <= 57; code = bytes[++at]!) value = value * 10 + code - ZERO
    let digits = at - first
    if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) return -1
    const isWhole = code !== DOT
    if (!isWhole) {
      const fraction = ++at
      code = bytes[at]!
      for (; code >= ZERO && code <= 57; code = bytes[++at]!) value = value * 10 + code - ZERO
      const places = at - fraction
      digits += places
      if (places === 0) return -1
      if (digits <= EXACT_DIGITS) value /= POWERS[places]!
    }
    if (code === UPPER_E || code === LOWER_E) {
      at++
      while (bytes[at] === MINUS || bytes[at] === 43 || (bytes[at]! >= ZERO && bytes[at]! <= 57)) at++
      return this.#setParsed(bytes, start, at, cells)
    }
    if (digits <= EXACT_DIGITS) cells.setNumber(this.#row, isNegative ? -value : value)
    else if (!isWhole) return this.#setParsed(bytes, start, at, cells)
    else {
      const text = DECODER.decode(bytes.subarray(start, at))
      cells.set(this.#row, Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text))
    }
    return at
  }

  /** An array, as JSON text. */
  #readArray(bytes: Uint8Array, start: number, cells: PackedCells): number {
    let depth = 0
    let digits = 0
    let at = start
    for (;;) {
      const code = bytes[at]!
      digits = code >= ZERO && code <= 57 ? digits + 1 : 0
      if (code === QUOTE) {
        at = pastString(bytes, at + 1)
        if (at < 0) return -1
        continue
      }
      // Numbers that may not be exact in it are the others' work.
      if (code === LF || digits > EXACT_DIGITS) return -1
      at++
      if (code === BRACE_OPEN || code === BRACKET_OPEN) {
        if (++depth > MAX_DEPTH / 2) return -1
      } else if ((code === BRACE_CLOSE || code === BRACKET_CLOSE) && --depth === 0)
        return this.#setParsed(bytes, start, at, cells)
    }
  }

  /** Sets what JSON.parse makes of a stretch. */
  #setParsed(bytes: Uint8Array, start: number, end: number, cells: PackedCells): number {
    try {
      const value = JSON.parse(DECODER.decode(bytes.subarray(start, end))) as string | number | object
      if (Array.isArray(value) && pairsIn(value as JsonValue[]) !== null) return -1
      cells.set(this.#row, typeof value === 'object' ? jsonText(value as never) : value)
      return end
    } catch {
      return -1
    }
  }
}

function pastBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === BLANK || bytes[at] === TAB || bytes[at] === CR) at++
  return at
}

/** From inside a string to behind its closing quote; -1 when the line ends first. */
function pastString(bytes: Uint8Array, from: number): number {
  for (let at = from; ;) {
    const code = bytes[at]!
    if (code < BLANK) return -1
    at += code === BACKSLASH ? 2 : 1
    if (code === BACKSLASH && bytes[at - 1]! < BLANK) return -1
    if (code === QUOTE) return at
  }
}

function isKeyAt(bytes: Uint8Array, at: number, key: JsonKey): boolean {
  const name = key.bytes!
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return false
  return bytes[at + name.length] === QUOTE
}

/** The key that stands at a place, if it is known and written without escapes. */
function findKey(bytes: Uint8Array, start: number, parent: JsonKey): JsonKey | null {
  let at = start
  while (bytes[at] !== QUOTE) {
    if (bytes[at]! < BLANK || bytes[at] === BACKSLASH) return null
    at++
  }
  if (!isWellFormed(bytes, start, at)) return null
  const key = parent.members.get(DECODER.decode(bytes.subarray(start, at)))
  return key?.bytes?.length === at - start ? key : null
}

function isWordAt(bytes: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false
  return true
}
