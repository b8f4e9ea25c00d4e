import type { Crc32 } from '../bytes/crc32'

const LF = 10
/** A quote that stands open for longer than this is none. */
const LONGEST_OPEN = 2 ** 20

/** Where whole lines end in bytes that go by, with the checksum and the number of lines up to there. */
export class LineScan {
  /** Bytes and lines up to the last whole line. */
  bytes = 0
  lines = 0
  readonly #crc: Crc32
  readonly #quote: number | null
  #rest: Uint8Array[] = []
  #restBytes = 0
  #isOpen = false

  /** `quote` is the byte between which line ends count for nothing. */
  constructor(crc: Crc32, quote: string | null) {
    this.#crc = crc
    this.#quote = quote?.charCodeAt(0) ?? null
  }

  add(chunk: Uint8Array): void {
    let [end, found, inRest] = [0, 0, 0]
    for (let at = 0; at < chunk.length; at++) {
      if (chunk[at] === this.#quote) this.#isOpen = !this.#isOpen
      if (chunk[at] !== LF) continue
      inRest++
      if (this.#isOpen && this.#restBytes + at - end < LONGEST_OPEN) continue
      this.#isOpen = false
      end = at + 1
      found += inRest
      inRest = 0
    }
    if (end > 0) {
      for (const part of [...this.#rest, chunk.subarray(0, end)]) this.#crc.add(part)
      this.bytes += this.#restBytes + end
      this.lines += this.#restLines + found
      this.#rest = []
      this.#restBytes = 0
      this.#restLines = 0
    }
    this.#restLines += inRest
    if (end === chunk.length) return
    this.#rest.push(chunk.slice(end))
    this.#restBytes += chunk.length - end
  }

  /** Line ends between quotes that are still open. */
  #restLines = 0
}
