import { required } from '../../base/required'
import { damagedPacking } from './packing'

/** A file in a ZIP archive, as the archive's directory at its end has it. */
export interface ZipEntry {
  readonly name: string
  readonly isEncrypted: boolean
  /** 0 stored, 8 deflated; others are rare. */
  readonly method: number
  readonly crc32: number
  readonly packedBytes: number
  readonly plainBytes: number
  /** Where its own header is in the archive. */
  readonly at: number
}

const END = 0x06054b50
const END_64 = 0x06064b50
const END_64_AT = 0x07064b50
const ENTRY = 0x02014b50
const END_BYTES = 22
const END_64_AT_BYTES = 20
const ENTRY_BYTES = 46
/** The directory of tens of thousands of files; what is larger is no export to choose a file from. */
export const MOST_DIRECTORY_BYTES = 4 * 2 ** 20
const NO_32 = 0xffffffff

/**
 * The files of an archive whose last bytes these are; `length` is that of all of it. Follows APPNOTE.TXT 6.3.10, ZIP64
 * too. Throws LatheError `bad-file` where there is no whole directory.
 */
export function readZipDirectory(tail: Uint8Array, length: number, file: string): readonly ZipEntry[] {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  const tailAt = length - tail.length
  const cut = (): never => {
    throw damagedPacking('zip', file, 'the list of its files is missing or cut off')
  }
  let end = tail.length - END_BYTES
  while (end >= 0 && view.getUint32(end, true) !== END) end--
  if (end < 0) cut()
  let [size, at] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)]
  let directoryEnd = end
  const pointer = end - END_64_AT_BYTES
  if (pointer >= 0 && view.getUint32(pointer, true) === END_64_AT) {
    directoryEnd = Number(view.getBigUint64(pointer + 8, true)) - tailAt
    if (directoryEnd < 0 || directoryEnd + 56 > tail.length || view.getUint32(directoryEnd, true) !== END_64) cut()
    size = Number(view.getBigUint64(directoryEnd + 40, true))
    at = Number(view.getBigUint64(directoryEnd + 48, true))
  }
  const from = directoryEnd - size
  if (from < 0) cut()
  // Something may stand before the archive (a program that unpacks it): places count from its own beginning.
  const shift = tailAt + from - at
  const entries: ZipEntry[] = []
  for (let entry = from; entry < directoryEnd;) {
    if (entry + ENTRY_BYTES > directoryEnd || view.getUint32(entry, true) !== ENTRY) cut()
    const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((place) => view.getUint16(entry + place, true))
    const nameAt = entry + ENTRY_BYTES
    const next = nameAt + required(nameBytes) + required(extraBytes) + required(noteBytes)
    if (next > directoryEnd) cut()
    const wide = wideFields(view, nameAt + required(nameBytes), required(extraBytes))
    const field = (place: number): number => {
      const value = view.getUint32(entry + place, true)
      return value === NO_32 ? (wide.shift() ?? cut()) : value
    }
    // ZIP64 has the wide ones in this order.
    const plainBytes = field(24)
    const packedBytes = field(20)
    entries.push({
      name: DECODER.decode(tail.subarray(nameAt, nameAt + required(nameBytes))),
      isEncrypted: (view.getUint16(entry + 8, true) & 1) === 1,
      method: view.getUint16(entry + 10, true),
      crc32: view.getUint32(entry + 16, true),
      packedBytes,
      plainBytes,
      at: field(42) + shift,
    })
    entry = next
  }
  return entries
}

const DECODER = new TextDecoder('utf-8')

/** The numbers of 64 bits in an entry's extra field number 1. */
function wideFields(view: DataView, from: number, length: number): number[] {
  for (let at = from; at + 4 <= from + length;) {
    const size = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === 1) {
      const count = Math.floor(Math.min(size, from + length - at - 4) / 8)
      return Array.from({ length: count }, (_, index) => Number(view.getBigUint64(at + 4 + index * 8, true)))
    }
    at += 4 + size
  }
  return []
}
