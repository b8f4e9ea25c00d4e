import { Inflate } from 'fflate'
import { LatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import { ByteQueue } from './byteQueue'
import { Crc32 } from './crc32'
import { damagedPacking } from './packing'
import { MOST_DIRECTORY_BYTES, readZipDirectory } from './zipDirectory'
import type { ZipEntry } from './zipDirectory'

const LOCAL_HEADER = 0x04034b50
const LOCAL_HEADER_BYTES = 30
/** Deflate grows at most a thousandfold, so a piece of this size never becomes more than 32 MB at once. */
const PIECE_BYTES = 32 * 1024
/** Names inside, or of the archive itself, and what it is then. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^xl\/|\.xlsb$/i, 'an Excel workbook of the binary form: save it as .xlsx, or the sheet as CSV'],
  [/^word\/|\.docx$/i, 'a Word document: save the table in it as text with tabs'],
  [/^ppt\/|\.pptx$/i, 'a PowerPoint presentation: export the data that it shows as CSV'],
  [/^META-INF\/manifest\.xml$|\.od[sto]$/, 'an OpenDocument file (LibreOffice): save the sheet as CSV'],
  [/^Index\/Document\.iwa$|\.numbers$/, 'an Apple Numbers or Pages document: export it as CSV'],
  [/\.npy$/, 'an archive of NumPy arrays: write them as CSV or Parquet with pandas'],
  [/(?:^|\/)data\.pkl$/, 'a saved PyTorch model: export the data that you need as CSV or Parquet'],
  [/^META-INF\/MANIFEST\.MF$/, 'a Java archive, which holds a program: choose the log itself'],
]

/** The files inside of each archive: a source is looked at once. */
const known = new WeakMap<ByteSource, Promise<readonly ZipEntry[]>>()

/**
 * The files of an archive. Throws LatheError `bad-file` for a damaged archive, and for office documents, which are
 * archives too, a sentence that says what they are and what to do.
 */
export async function zipFiles(source: ByteSource): Promise<readonly ZipEntry[]> {
  const entries = await zipEntries(source)
  const kind = KINDS.find(([pattern]) =>
    [source.name, ...entries.map(({ name }) => name)].some((name) => pattern.test(name)),
  )
  if (kind !== undefined)
    throw new LatheError('bad-file', `${source.name} is ${kind[1]}, and open that.`, { file: source.name })
  return entries.filter(({ name }) => !name.endsWith('/'))
}

/** All that an archive holds. Throws LatheError `bad-file` for a damaged one. */
export function zipEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  const found = known.get(source) ?? listEntries(source)
  known.set(source, found)
  return found
}

async function listEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  let tail = new Uint8Array(0)
  let length = 0
  for await (const chunk of source.open()) {
    length += chunk.length
    const rest = tail.subarray(Math.max(0, tail.length + chunk.length - MOST_DIRECTORY_BYTES))
    const next = new Uint8Array(rest.length + Math.min(chunk.length, MOST_DIRECTORY_BYTES))
    next.set(rest)
    next.set(chunk.subarray(Math.max(0, chunk.length - MOST_DIRECTORY_BYTES)), rest.length)
    tail = next
  }
  return readZipDirectory(tail, length, source.name)
}

/** The plain bytes of an archive's file, with its checksum. Throws as {@link zipFiles}. */
export async function* readEntry(source: ByteSource, entry: ZipEntry): AsyncIterable<Uint8Array> {
  const file = `${source.name}/${entry.name}`
  const refuse = (why: string): LatheError<'unsupported'> =>
    new LatheError('unsupported', `${file} ${why}: unpack it with \`unzip\` or \`7z x\`, and open the file itself.`, {
      feature: 'zip',
    })
  if (entry.isEncrypted) throw refuse('is encrypted')
  if (entry.method !== 0 && entry.method !== 8) throw refuse(`is packed by method ${entry.method}, which is rare`)
  const queue = new ByteQueue(source.open())
  const take = async (length: number): Promise<Uint8Array> => {
    const bytes = await queue.take(length)
    if (bytes.length < length) throw damagedPacking('zip', file, 'it ends too early')
    return bytes
  }
  const skip = async (length: number): Promise<void> => {
    for (let left = length; left > 0; left -= PIECE_BYTES) await take(Math.min(left, PIECE_BYTES))
  }
  try {
    await skip(entry.at)
    const header = await take(LOCAL_HEADER_BYTES)
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
    if (view.getUint32(0, true) !== LOCAL_HEADER)
      throw damagedPacking('zip', file, 'its header is not where it should be')
    await skip(view.getUint16(26, true) + view.getUint16(28, true))
    const crc = new Crc32()
    let plainBytes = 0
    for await (const bytes of entry.method === 0 ? stored() : inflated()) {
      crc.add(bytes)
      plainBytes += bytes.length
      if (plainBytes > entry.plainBytes)
        throw damagedPacking('zip', file, `it holds more than the ${entry.plainBytes} bytes that it says`)
      yield bytes
    }
    if (plainBytes !== entry.plainBytes || crc.value() !== entry.crc32)
      throw damagedPacking('zip', file, 'its checksum is wrong')
  } finally {
    await queue.end()
  }

  async function* stored(): AsyncIterable<Uint8Array> {
    for (let left = entry.packedBytes; left > 0; left -= PIECE_BYTES) yield await take(Math.min(left, PIECE_BYTES))
  }

  async function* inflated(): AsyncIterable<Uint8Array> {
    let plain: Uint8Array[] = []
    const inflate = new Inflate((bytes) => {
      if (bytes.length > 0) plain.push(bytes)
    })
    for (let left = entry.packedBytes; left > 0; left -= PIECE_BYTES) {
      const piece = await take(Math.min(left, PIECE_BYTES))
      try {
        inflate.push(piece, left <= PIECE_BYTES)
      } catch (error) {
        throw damagedPacking('zip', file, 'its packed data cannot be read', error)
      }
      const ready = plain
      plain = []
      yield* ready
    }
  }
}
