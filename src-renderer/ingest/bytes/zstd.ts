import { Decompress } from 'fzstd'
import xxhash from 'xxhash-wasm'
import { LatheError } from '../../model/error'
import { ByteQueue } from './byteQueue'
import { damagedPacking } from './packing'

/** As `zstd -d` has it without being told otherwise: so much of a file may lie in memory at once. */
const MOST_WINDOW_BYTES = 2 ** 27
const FRAME = 0xfd2fb528
const SKIPPED = 0x184d2a50
const MOST_HEADER_BYTES = 18
/** Bytes of a frame's field for its content's size, by its flag. */
const SIZE_BYTES = [0, 2, 4, 8] as const
const PIECE_BYTES = 2 ** 20

/**
 * Zstandard (RFC 8878): any number of frames. The library unpacks blocks; frames, the size of their window and their
 * checksums are looked at here, because it takes any window and checks nothing.
 */
export async function* unzstd(raw: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const queue = new ByteQueue(raw)
  const take = async (length: number): Promise<Uint8Array> => {
    const bytes = await queue.take(length)
    if (bytes.length < length) throw damagedPacking('zstd', file, 'it ends too early')
    return bytes
  }
  const hashes = await xxhash()
  try {
    for (;;) {
      const magic = await queue.peek(4)
      if (magic.length === 0) return
      const mark = magic.length < 4 ? 0 : viewOf(magic).getUint32(0, true)
      if ((mark & 0xfffffff0) >>> 0 === SKIPPED) {
        const size = viewOf(await take(8)).getUint32(4, true)
        for (let left = size; left > 0; left -= PIECE_BYTES) await take(Math.min(left, PIECE_BYTES))
      } else if (mark === FRAME) yield* frame()
      else throw damagedPacking('zstd', file, 'what follows is no frame')
    }
  } finally {
    await queue.end()
  }

  async function* frame(): AsyncIterable<Uint8Array> {
    const { length, window, hasChecksum } = frameHeader(await queue.peek(MOST_HEADER_BYTES), file)
    if (window > MOST_WINDOW_BYTES)
      throw new LatheError(
        'unsupported',
        `${file} needs ${Math.ceil(window / 2 ** 20)} MB at once to be unpacked, more than the ` +
          `${MOST_WINDOW_BYTES / 2 ** 20} MB that Lathe takes: run \`zstd -d --long=31\` on it first.`,
        { feature: 'zstd window' },
      )
    const hash = hashes.create64()
    let plain: Uint8Array[] = []
    const decoder = new Decompress((bytes) => {
      if (bytes.length === 0) return
      hash.update(bytes)
      plain.push(bytes)
    })
    let before = await take(length)
    for (let isLast = false; !isLast;) {
      const head = await queue.peek(3)
      if (head.length < 3) throw damagedPacking('zstd', file, 'it ends too early')
      const word = head[0]! | (head[1]! << 8) | (head[2]! << 16)
      isLast = (word & 1) === 1
      // A block of one repeated byte says how long it is, and has that byte alone.
      const block = await take(3 + (((word >> 1) & 3) === 1 ? 1 : word >>> 3))
      const checksum = isLast && hasChecksum ? await take(4) : new Uint8Array(0)
      try {
        decoder.push(joined([before, block, checksum]), isLast)
      } catch (error) {
        throw damagedPacking('zstd', file, 'its packed data cannot be read', error)
      }
      before = new Uint8Array(0)
      const ready = plain
      plain = []
      yield* ready
      if (checksum.length > 0 && viewOf(checksum).getUint32(0, true) !== Number(hash.digest() & 0xffffffffn))
        throw damagedPacking('zstd', file, 'its checksum is wrong')
    }
  }
}

interface FrameHeader {
  readonly length: number
  /** Bytes that the decoder has to hold. */
  readonly window: number
  readonly hasChecksum: boolean
}

function frameHeader(bytes: Uint8Array, file: string): FrameHeader {
  const flags = bytes[4] ?? 0
  const isSingle = (flags & 0x20) !== 0
  const dictionary = [0, 1, 2, 4][flags & 3]!
  const sizeBytes = flags >> 6 === 0 ? (isSingle ? 1 : 0) : SIZE_BYTES[(flags >> 6) as 1 | 2 | 3]
  const sizeAt = (isSingle ? 5 : 6) + dictionary
  const length = sizeAt + sizeBytes
  if (bytes.length < length || bytes.length < 6) throw damagedPacking('zstd', file, 'it ends too early')
  if (bytes.subarray(isSingle ? 5 : 6, sizeAt).some((byte) => byte !== 0))
    throw new LatheError(
      'unsupported',
      `${file} was packed with a zstd dictionary, which Lathe does not have: run \`zstd -d -D DICTIONARY\` on it ` +
        'first.',
      { feature: 'zstd dictionary' },
    )
  let size = 0
  for (let at = length - 1; at >= sizeAt; at--) size = size * 256 + bytes[at]!
  const base = 2 ** (10 + (bytes[5]! >> 3))
  const window = isSingle ? size + (sizeBytes === 2 ? 256 : 0) : base + (base / 8) * (bytes[5]! & 7)
  return { length, window, hasChecksum: (flags & 4) !== 0 }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter((part) => part.length > 0)
  if (filled.length === 1) return filled[0]!
  const all = new Uint8Array(filled.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of filled) {
    all.set(part, at)
    at += part.length
  }
  return all
}
