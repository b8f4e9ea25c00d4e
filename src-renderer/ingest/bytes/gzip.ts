import { Gunzip } from 'fflate'
import { LatheError } from '../../model/error'
import { Crc32 } from './crc32'
import { NATIVE_GUNZIP, zlibFailure } from './nativeGunzip'
import type { NativeGunzip } from './nativeGunzip'
import { damagedPacking } from './packing'

/** Deflate grows at most a thousandfold, so a piece of this size never becomes more than 32 MB at once. */
const PIECE_BYTES = 32 * 1024
const TRAILER_BYTES = 8
/** How far back the end of a gzip member can lie when the header of the next one has been seen whole. */
const TAIL_BYTES = 64 * 1024

/**
 * A gzip file's plain bytes: by Node's zlib, in threads of its own, where there is Node; else by fflate. The platform's
 * DecompressionStream refuses files of several members (which log rotation makes), so browsers have no other.
 */
export function gunzip(
  raw: AsyncIterable<Uint8Array>,
  file: string,
  native: NativeGunzip | null = NATIVE_GUNZIP,
): AsyncIterable<Uint8Array> {
  return native === null ? gunzipHere(raw, file) : named(native(raw), file)
}

/** Says of which file a failure of zlib is. */
async function* named(plain: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  try {
    yield* plain
  } catch (error) {
    const why = zlibFailure(error)
    throw why === null ? error : damagedPacking('gzip', file, WHY[why], error)
  }
}

const WHY = {
  checksum: 'its checksum is wrong',
  end: 'it ends too early',
  data: 'its packed data cannot be read',
} as const

/** fflate does not check the checksums, so that is done here. */
async function* gunzipHere(raw: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
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
      throw damagedPacking('gzip', file, WHY.checksum)
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
      throw damagedPacking(
        'gzip',
        file,
        error instanceof Error && error.message === 'unexpected EOF' ? WHY.end : WHY.data,
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
