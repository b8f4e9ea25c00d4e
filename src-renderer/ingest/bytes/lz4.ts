import xxhash from 'xxhash-wasm'
import { LatheError } from '../../model/error'
import { ByteQueue } from './byteQueue'
import { damagedPacking } from './packing'

/**
 * LZ4 frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), as `lz4` writes them and Arrow packs its
 * buffers. What libraries there are for it check neither bounds nor checksums.
 */
const FRAME = 0x184d2204
const SKIPPED = 0x184d2a50
/** How far back a block may look. */
const WINDOW_BYTES = 64 * 1024
const MOST_BLOCK_BYTES: readonly number[] = [0, 0, 0, 0, 2 ** 16, 2 ** 18, 2 ** 20, 2 ** 22]
const MOST_DESCRIPTOR_BYTES = 19
const PIECE_BYTES = 2 ** 20
const LEAST_MATCH = 4

type Hashes = Awaited<ReturnType<typeof xxhash>>

interface Descriptor {
  /** Of the frame's mark and descriptor. */
  readonly length: number
  readonly mostBlockBytes: number
  readonly isLinked: boolean
  readonly hasBlockChecksums: boolean
  readonly hasChecksum: boolean
}

/** LZ4, any number of frames, block by block. */
export async function* unlz4(raw: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const queue = new ByteQueue(raw)
  const hashes = await xxhash()
  const damaged = (why: string, cause?: unknown): Error => damagedPacking('lz4', file, why, cause)
  const take = async (length: number): Promise<Uint8Array> => {
    const bytes = await queue.take(length)
    if (bytes.length < length) throw damaged('it ends too early')
    return bytes
  }
  try {
    for (;;) {
      const magic = await queue.peek(4)
      if (magic.length === 0) return
      const mark = magic.length < 4 ? 0 : uint32At(magic, 0)
      if ((mark & 0xfffffff0) >>> 0 === SKIPPED) {
        const size = uint32At(await take(8), 4)
        for (let left = size; left > 0; left -= PIECE_BYTES) await take(Math.min(left, PIECE_BYTES))
      } else if (mark === FRAME) yield* frame()
      else throw damaged('what follows is no frame')
    }
  } finally {
    await queue.end()
  }

  async function* frame(): AsyncIterable<Uint8Array> {
    let descriptor: Descriptor
    try {
      descriptor = readDescriptor(await queue.peek(MOST_DESCRIPTOR_BYTES), hashes)
    } catch (error) {
      if (error instanceof LatheError) throw error
      throw damaged(error instanceof RangeError ? error.message : 'its header cannot be read', error)
    }
    await take(descriptor.length)
    const { mostBlockBytes, isLinked, hasBlockChecksums, hasChecksum } = descriptor
    const sum = hashes.create32()
    // What a block may look back at, and then the block itself.
    const plain = new Uint8Array(WINDOW_BYTES + mostBlockBytes)
    let window = 0
    for (;;) {
      const head = uint32At(await take(4), 0)
      if (head === 0) break
      const length = head & 0x7fffffff
      if (length > mostBlockBytes) throw damaged('a block is longer than it may be')
      const block = await take(length)
      if (hasBlockChecksums && uint32At(await take(4), 0) !== hashes.h32Raw(block))
        throw damaged('its checksum is wrong')
      let end = window
      try {
        end = head >>> 31 === 1 ? copied(block, plain, window) : unpackBlock(block, plain, window)
      } catch (error) {
        throw damaged('its packed data cannot be read', error)
      }
      const found = plain.slice(window, end)
      sum.update(found)
      yield found
      if (!isLinked) continue
      plain.copyWithin(0, Math.max(0, end - WINDOW_BYTES), end)
      window = Math.min(end, WINDOW_BYTES)
    }
    if (hasChecksum && uint32At(await take(4), 0) !== sum.digest()) throw damaged('its checksum is wrong')
  }
}

/** Unpacks one frame into as many bytes as are known to be in it. Throws RangeError where it is damaged. */
export function unpackLz4Frame(bytes: Uint8Array, plainBytes: number, hashes: Hashes): Uint8Array {
  if (bytes.length < 7 || uint32At(bytes, 0) !== FRAME) throw new RangeError('packed data is no LZ4 frame')
  const { length, hasBlockChecksums, hasChecksum } = readDescriptor(bytes, hashes)
  const plain = new Uint8Array(plainBytes)
  let [from, to] = [length, 0]
  for (;;) {
    const head = uint32At(bytes, from)
    from += 4
    if (head === 0) break
    const block = bytes.subarray(from, from + (head & 0x7fffffff))
    if (block.length < (head & 0x7fffffff)) throw new RangeError('packed data ends too early')
    to = head >>> 31 === 1 ? copied(block, plain, to) : unpackBlock(block, plain, to)
    from += block.length + (hasBlockChecksums ? 4 : 0)
  }
  if (to !== plainBytes) throw new RangeError(`${to} bytes are packed where ${plainBytes} should be`)
  if (hasChecksum && uint32At(bytes, from) !== hashes.h32Raw(plain)) throw new RangeError('a checksum is wrong')
  return plain
}

function readDescriptor(bytes: Uint8Array, hashes: Hashes): Descriptor {
  const flags = bytes[4] ?? 0
  const mostBlockBytes = MOST_BLOCK_BYTES[((bytes[5] ?? 0) >> 4) & 7] ?? 0
  const length = 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4)
  if (flags >> 6 !== 1 || mostBlockBytes === 0 || bytes.length < length)
    throw new RangeError('its header cannot be read')
  if (bytes[length - 1] !== ((hashes.h32Raw(bytes.subarray(4, length - 1)) >>> 8) & 0xff))
    throw new RangeError('the checksum of its header is wrong')
  if ((flags & 1) !== 0)
    throw new LatheError(
      'unsupported',
      'The file was packed with an LZ4 dictionary, which Lathe does not have: run `lz4 -d -D DICTIONARY` on it first.',
      { feature: 'lz4 dictionary' },
    )
  return {
    length,
    mostBlockBytes,
    isLinked: (flags & 0x20) === 0,
    hasBlockChecksums: (flags & 0x10) !== 0,
    hasChecksum: (flags & 4) !== 0,
  }
}

function copied(block: Uint8Array, plain: Uint8Array, at: number): number {
  plain.set(block, at)
  return at + block.length
}

/**
 * Unpacks a block to a place, before which lies what it may look back at; answers where it ends. Throws RangeError where
 * it leads outside.
 */
function unpackBlock(block: Uint8Array, plain: Uint8Array, at: number): number {
  let [from, to] = [0, at]
  const longer = (length: number): number => {
    let byte = 255
    for (let sum = length; ; sum += byte) {
      if (byte !== 255) return sum
      if (from >= block.length) throw new RangeError('packed data ends too early')
      byte = block[from++]!
    }
  }
  while (from < block.length) {
    const token = block[from++]!
    const literals = token >> 4 === 15 ? longer(15) : token >> 4
    if (from + literals > block.length || to + literals > plain.length)
      throw new RangeError('packed data leads outside')
    if (literals < 32) for (let i = 0; i < literals; i++) plain[to + i] = block[from + i]!
    else plain.set(block.subarray(from, from + literals), to)
    from += literals
    to += literals
    // The last sequence has no match.
    if (from === block.length) return to
    if (from + 2 > block.length) throw new RangeError('packed data ends too early')
    const back = block[from]! | (block[from + 1]! << 8)
    from += 2
    const length = ((token & 15) === 15 ? longer(15) : token & 15) + LEAST_MATCH
    if (back === 0 || back > to || to + length > plain.length) throw new RangeError('packed data leads outside')
    if (length <= back && length >= 32) plain.copyWithin(to, to - back, to - back + length)
    else for (let i = 0; i < length; i++) plain[to + i] = plain[to + i - back]!
    to += length
  }
  return to
}

function uint32At(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new RangeError('packed data ends too early')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true)
}
