import bitIterator from 'unbzip2-stream/lib/bit_iterator.js'
import type { BitReader } from 'unbzip2-stream/lib/bit_iterator.js'
import bzip2 from 'unbzip2-stream/lib/bzip2.js'
import { damagedPacking } from './packing'

const BLOCK_UNIT = 100_000
/** What a block has beside its content at most, and what a header needs; as unbzip2-stream reckons. */
const BLOCK_SPARE = 25_000
const HEADER_BYTES = 4
const PIECE_BYTES = 64 * 1024

/**
 * Bzip2, any number of streams one after the other, block by block; the library checks the checksums. A block is
 * 900 kB, and 46 MB at most when it is unpacked.
 */
export async function* unbzip2(raw: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const waiting: Uint8Array[] = []
  let held = 0
  let level = 0
  let checksum = 0
  let block = new Int32Array(0)
  let bits: BitReader | null = null
  const plain = new Pieces()

  const step = (reader: BitReader): void => {
    try {
      if (level === 0) {
        level = bzip2.header(reader)
        checksum = 0
        if (block.length !== level * BLOCK_UNIT) block = new Int32Array(level * BLOCK_UNIT)
        return
      }
      const next = bzip2.decompress(reader, plain.add, block, block.length, checksum)
      if (next === null) level = 0
      else checksum = next
    } catch (error) {
      // Beyond its end, the library reads from nothing.
      throw damagedPacking('bzip2', file, isEnd(error) ? 'it ends too early' : 'its packed data cannot be read', error)
    }
  }

  for await (const chunk of raw) {
    if (chunk.length === 0) continue
    waiting.push(chunk.slice())
    held += chunk.length
    bits ??= bitIterator(() => waiting.shift())
    while (held - bits.bytesRead + 1 >= (level === 0 ? HEADER_BYTES : BLOCK_SPARE + BLOCK_UNIT * level)) {
      step(bits)
      yield* plain.take()
    }
  }
  while (bits !== null && held > bits.bytesRead) {
    step(bits)
    yield* plain.take()
  }
  if (level !== 0) throw damagedPacking('bzip2', file, 'it ends too early')
}

function isEnd(error: unknown): boolean {
  return error instanceof TypeError
}

/** Bytes that come one by one. */
class Pieces {
  #full: Uint8Array[] = []
  #piece = new Uint8Array(PIECE_BYTES)
  #at = 0

  readonly add = (byte: number): void => {
    this.#piece[this.#at++] = byte
    if (this.#at === PIECE_BYTES) {
      this.#full.push(this.#piece)
      this.#piece = new Uint8Array(PIECE_BYTES)
      this.#at = 0
    }
  }

  take(): readonly Uint8Array[] {
    const taken = this.#at === 0 ? this.#full : [...this.#full, this.#piece.slice(0, this.#at)]
    this.#full = []
    this.#at = 0
    return taken
  }
}
