import { longerIntegers } from '../base/growing'
import { Utf8Writer } from './arrowFile'
import type { Utf8Values } from './arrowFile'

const MAX_LOAD = 0.75
const FIRST_SLOTS = 32
/** Slots become twice as many up to 8 MB, half as many again from there on. */
const MOST_DOUBLED = 2 ** 21
/** Fewer lie in a processor's cache. */
const WARM_SLOTS = 2 ** 16

/**
 * Distinct texts, each with a code from 0 in the order in which they came. They lie as UTF-8 in one piece of memory and
 * are found by their bytes, so that a text that is known is looked up without making a string of it.
 */
export class TextTable {
  count = 0
  readonly #texts: Utf8Writer
  /** Text n is the bytes [ends[n], ends[n + 1]). */
  #ends: Int32Array = new Int32Array(17)
  /** Two numbers a slot: the code + 1 (0: free), and the hash. */
  #slots: Int32Array | null = new Int32Array(2 * FIRST_SLOTS)
  readonly #scratch = new Utf8Writer(64)
  /** Holds what warm read, so that it is read. */
  warmed = 0

  constructor(textBytes = 256) {
    this.#texts = new Utf8Writer(textBytes)
  }

  get bytes(): number {
    return this.#texts.capacity + this.#ends.byteLength + (this.#slots?.byteLength ?? 0)
  }

  /** The code of the text bytes[from … to), whose hash may be known; a new text gets the next one. */
  codeOf(bytes: Uint8Array, from: number, to: number, hash = hashOf(bytes, from, to)): number {
    const slots = this.#slots ?? this.#fillSlots(Math.ceil(this.count / MAX_LOAD) + FIRST_SLOTS)
    const slot = this.#find(slots, bytes, from, to, hash)
    const known = slots[slot]! - 1
    if (known >= 0) return known
    const code = this.count++
    if (code + 1 === this.#ends.length) this.#ends = longerIntegers(this.#ends, Math.ceil(this.#ends.length * 1.5) + 1)
    this.#ends[code + 1] = this.#texts.addBytes(bytes, from, to)
    slots[slot] = code + 1
    slots[slot + 1] = hash
    if (this.count * 2 > slots.length * MAX_LOAD)
      this.#fillSlots(Math.ceil(slots.length * (slots.length < MOST_DOUBLED ? 1 : 0.75)))
    return code
  }

  codeOfText(text: string): number {
    this.#scratch.clear()
    const end = this.#scratch.add(text)
    return this.codeOf(this.#scratch.buffer, 0, end)
  }

  /**
   * Reads where texts with these hashes are looked for: memory is then waited for many at a time, where looking for one
   * text after the other waits for each.
   */
  warm(hashes: Int32Array): void {
    const slots = this.#slots
    if (slots === null || slots.length < WARM_SLOTS) return
    const { length } = slots
    let read = 0
    for (let i = 0; i < hashes.length; i++) read ^= slots[firstSlot(hashes[i]!, length)]!
    this.warmed = read
  }

  /** Makes room for so many texts at once, where it is known that many come. */
  reserve(texts: number): void {
    if (texts > this.count) this.#fillSlots(Math.ceil(texts / MAX_LOAD) + FIRST_SLOTS)
  }

  /** The code of a text that is known, or -1. */
  find(text: string): number {
    this.#scratch.clear()
    const end = this.#scratch.add(text)
    const bytes = this.#scratch.buffer
    const slots = this.#slots ?? this.#fillSlots(Math.ceil(this.count / MAX_LOAD) + FIRST_SLOTS)
    return slots[this.#find(slots, bytes, 0, end, hashOf(bytes, 0, end))]! - 1
  }

  textOf(code: number): string {
    return DECODER.decode(this.#texts.buffer.subarray(this.#ends[code], this.#ends[code + 1]))
  }

  /** Appends a code's text to another writer and answers its end. */
  copyTo(writer: Utf8Writer, code: number): number {
    return writer.addBytes(this.#texts.buffer, this.#ends[code]!, this.#ends[code + 1]!)
  }

  /** How many bytes a code's text has. */
  lengthOf(code: number): number {
    return this.#ends[code + 1]! - this.#ends[code]!
  }

  /** Puts a code's text into bytes, from a place on. */
  copyInto(bytes: Uint8Array, at: number, code: number): void {
    const texts = this.#texts.buffer
    for (let from = this.#ends[code]!, end = this.#ends[code + 1]!; from < end; from++) bytes[at++] = texts[from]!
  }

  /** All texts in the order of their codes; valid until the next text is added. */
  values(): Utf8Values {
    return { bytes: this.#texts.view(), offsets: this.#ends.subarray(0, this.count + 1) }
  }

  /** Gives the memory for finding texts back, until the next one is looked for. */
  rest(): void {
    this.#slots = null
  }

  clear(): void {
    this.count = 0
    this.#texts.clear()
    this.#slots = new Int32Array(2 * FIRST_SLOTS)
    this.#ends = new Int32Array(17)
  }

  /** The slot that holds the text, or the free one where it belongs. */
  #find(slots: Int32Array, bytes: Uint8Array, from: number, to: number, hash: number): number {
    let slot = firstSlot(hash, slots.length)
    for (;;) {
      const code = slots[slot]! - 1
      if (code < 0 || (slots[slot + 1] === hash && this.#isAt(code, bytes, from, to))) return slot
      slot += 2
      if (slot === slots.length) slot = 0
    }
  }

  #isAt(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#ends[code]!
    if (this.#ends[code + 1]! - start !== to - from) return false
    const texts = this.#texts.buffer
    for (let i = from, at = start; i < to; i++, at++) if (bytes[i] !== texts[at]) return false
    return true
  }

  /** Makes room for `capacity` texts to be found, and enters those that are there. */
  #fillSlots(capacity: number): Int32Array {
    const slots = longerIntegers(NONE, 2 * capacity)
    const old = this.#slots
    const texts = this.#texts.buffer
    const entries = old === null ? this.count : old.length >>> 1
    for (let i = 0; i < entries; i++) {
      const code = old === null ? i + 1 : old[2 * i]!
      if (code === 0) continue
      const hash = old === null ? hashOf(texts, this.#ends[i]!, this.#ends[i + 1]!) : old[2 * i + 1]!
      let slot = firstSlot(hash, slots.length)
      while (slots[slot] !== 0) slot = slot + 2 === slots.length ? 0 : slot + 2
      slots[slot] = code
      slots[slot + 1] = hash
    }
    this.#slots = slots
    return slots
  }
}

/** Where the search for a hash begins, from its high bits: even, below `length`. */
function firstSlot(hash: number, length: number): number {
  return Math.floor(((hash >>> 0) * (length >>> 1)) / 4_294_967_296) << 1
}

const NONE = new Int32Array(0)
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** Four bytes a step, each mixed so that some bits of the hash can be used alone. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from
  let at = from
  for (const whole = to - 3; at < whole; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    hash = Math.imul(hash ^ word, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  let rest = 0
  for (; at < to; at++) rest = (rest << 8) | bytes[at]!
  hash = Math.imul(hash ^ rest, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
