import { Gunzip } from 'fflate'
import { LatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import { Crc32 } from './crc32'

export interface Unpacked {
  readonly compression: 'gzip' | 'zstd' | null
  /**
   * The plain bytes; can be iterated once. Throws LatheError `bad-file` where packed data is damaged or ends too early.
   */
  readonly bytes: AsyncIterable<Uint8Array>
  /** Bytes of the source (as it lies on disk) that have been consumed so far. */
  compressedRead(): number
}

interface Packing {
  readonly magic: readonly number[]
  readonly name: string
  readonly command: string
}

const REFUSED: readonly Packing[] = [
  { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'zstd', command: 'zstd -d' },
  { magic: [0x50, 0x4b, 0x03, 0x04], name: 'zip', command: 'unzip' },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2', command: 'bunzip2' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: 'xz', command: 'unxz' },
]
/** Deflate grows at most a thousandfold, so a piece of this size never becomes more than 32 MB at once. */
const PIECE_BYTES = 32 * 1024
const HEAD_BYTES = 6
const TRAILER_BYTES = 8
/** How far back the end of a gzip member can lie when the header of the next one has been seen whole. */
const TAIL_BYTES = 64 * 1024

/**
 * Opens a source and unpacks it when its first bytes say that it is packed; its name is not asked. Plain files pass
 * through as they are. Throws LatheError `unsupported` for a packing that Lathe does not read, naming the command that
 * unpacks it.
 */
export async function unpack(source: ByteSource): Promise<Unpacked> {
  const head = await readHead(source, HEAD_BYTES)
  const refused = REFUSED.find(({ magic }) => magic.every((byte, i) => head[i] === byte))
  if (refused !== undefined) {
    throw new LatheError(
      'unsupported',
      `${source.name} is packed with ${refused.name}, which Lathe does not unpack: run \`${refused.command}\` on it first, or pack it with gzip.`,
      { feature: refused.name },
    )
  }
  let consumed = 0
  async function* raw(): AsyncIterable<Uint8Array> {
    for await (const chunk of source.open()) {
      consumed += chunk.length
      yield chunk
    }
  }
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  return {
    compression: gzip ? 'gzip' : null,
    bytes: gzip ? gunzip(raw(), source.name) : raw(),
    compressedRead: () => consumed,
  }
}

/** The first bytes of a source (fewer when it is shorter). */
async function readHead(source: ByteSource, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length)
  let filled = 0
  for await (const chunk of source.open()) {
    const part = chunk.subarray(0, length - filled)
    head.set(part, filled)
    filled += part.length
    if (filled === length) break
  }
  return head.subarray(0, filled)
}

/**
 * One path for all gzip files. The platform's DecompressionStream is no faster for the sizes of logs, and in browsers
 * it refuses files of several members (which log rotation makes). fflate does not check the checksums, so that is done
 * here.
 */
async function* gunzip(raw: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const checksum = new Crc32()
  let plain: Uint8Array[] = []
  let plainBytes = 0
  let recent: Uint8Array = new Uint8Array(0)
  let recentEnd = 0

  const checkMember = (end: number): void => {
    const at = end - TRAILER_BYTES - (recentEnd - recent.length)
    const trailer =
      at < 0 || at + TRAILER_BYTES > recent.length
        ? null
        : new DataView(recent.buffer, recent.byteOffset + at, TRAILER_BYTES)
    if (trailer?.getUint32(0, true) !== checksum.value() || trailer.getUint32(4, true) !== plainBytes % 2 ** 32)
      throw damaged(file, 'its checksum is wrong')
    checksum.reset()
    plainBytes = 0
  }
  const gunzipper = new Gunzip((chunk) => {
    if (chunk.length === 0) return
    checksum.add(chunk)
    plainBytes += chunk.length
    plain.push(chunk)
  })
  gunzipper.onmember = checkMember
  const push = (piece: Uint8Array, final: boolean): void => {
    try {
      gunzipper.push(piece, final)
    } catch (error) {
      if (error instanceof LatheError) throw error
      throw damaged(
        file,
        error instanceof Error && error.message === 'unexpected EOF'
          ? 'it ends too early'
          : 'its packed data cannot be read',
        error,
      )
    }
  }

  for await (const chunk of raw) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      const piece = chunk.subarray(from, from + PIECE_BYTES)
      recent = append(recent.subarray(Math.max(0, recent.length - TAIL_BYTES)), piece)
      recentEnd += piece.length
      push(piece, false)
      const ready = plain
      plain = []
      for (const bytes of ready) yield bytes
    }
  }
  push(new Uint8Array(0), true)
  for (const bytes of plain) yield bytes
  checkMember(recentEnd)
}

function append(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const both = new Uint8Array(head.length + tail.length)
  both.set(head)
  both.set(tail, head.length)
  return both
}

function damaged(file: string, why: string, cause?: unknown): LatheError<'bad-file'> {
  return new LatheError(
    'bad-file',
    `${file} is a damaged gzip file (${why}): fetch it again, or unpack what can be saved with \`gzip -dc\`.`,
    { file },
    { cause },
  )
}
