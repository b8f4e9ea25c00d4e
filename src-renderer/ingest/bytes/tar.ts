import { LatheError } from '../../model/error'
import { ByteQueue } from './byteQueue'
import { damagedPacking } from './packing'
import { readPax, readTarHeader, TAR_BLOCK, textIn, type TarHeader } from './tarHeader'

/** A file in a tar archive, and where its bytes are in it. */
export interface TarEntry {
  readonly name: string
  readonly bytes: number
  readonly at: number
}

const PIECE_BYTES = 64 * 1024
/** More files are no exports to choose from. */
const MOST_FILES = 10_000
/** Of long names and what else stands between files. */
const MOST_NOTE_BYTES = 2 ** 20
/** What of a file's beginning is kept while it is read, so that who only looked at it can begin again. */
const KEPT_BYTES = 8 * 2 ** 20
/** Packed data that grows more than so, beyond so many bytes, is made to fill a disk or to take forever. */
const MOST_GROWTH = 500
const GROWTH_FROM = 2 ** 30

/**
 * The files of an archive (POSIX.1-2001 pax and ustar, GNU), without folders, links and devices; of those of one name
 * the last, as tar unpacks them. `packedRead` counts the bytes of the archive as it lies on disk. Throws LatheError
 * `bad-file` for a damaged one.
 */
export async function listTar(
  plain: AsyncIterable<Uint8Array>,
  file: string,
  packedRead: () => number,
): Promise<readonly TarEntry[]> {
  const queue = new ByteQueue(plain)
  const found = new Map<string, TarEntry>()
  let at = 0
  let name: string | null = null
  let size: number | null = null
  try {
    for (;;) {
      const block = await queue.take(TAR_BLOCK)
      if (block.length === 0 || block.every((byte) => byte === 0)) break
      const header = block.length < TAR_BLOCK ? null : readTarHeader(block)
      if (header === null) throw damagedPacking('tar', file, block.length < TAR_BLOCK ? CUT : 'a header is wrong')
      at += TAR_BLOCK
      const bytes: number = isNote(header) ? header.size : (size ?? header.size)
      if (isNote(header)) {
        if (bytes > MOST_NOTE_BYTES) throw damagedPacking('tar', file, 'a name is too long')
        const note = await queue.take(bytes)
        if (header.type === 'L') name = textIn(note, 0, note.length)
        if (header.type === 'x') {
          const said = readPax(note)
          name = said.get('path') ?? name
          size = said.has('size') ? Number(said.get('size')) : size
        }
      } else {
        if (header.type === '0' || header.type === '7') {
          const entry = { name: plainName(name ?? header.name), bytes, at }
          if (found.size === MOST_FILES) throw tooMany(file)
          found.delete(entry.name)
          found.set(entry.name, entry)
        }
        ;[name, size] = [null, null]
        await skip(queue, bytes, file, (skipped) => refuseHuge(file, at + skipped, packedRead()))
      }
      await queue.take((TAR_BLOCK - (bytes % TAR_BLOCK)) % TAR_BLOCK)
      at += Math.ceil(bytes / TAR_BLOCK) * TAR_BLOCK
    }
  } finally {
    await queue.end()
  }
  return [...found.values()]
}

const CUT = 'it ends too early'

/** Whether it says something of the file behind it, or of all, and is none itself. */
function isNote({ type }: TarHeader): boolean {
  return type === 'L' || type === 'K' || type === 'x' || type === 'g'
}

async function skip(queue: ByteQueue, length: number, file: string, check?: (skipped: number) => void): Promise<void> {
  for (let left = length; left > 0; left -= PIECE_BYTES) {
    const wanted = Math.min(left, PIECE_BYTES)
    if ((await queue.take(wanted)).length < wanted) throw damagedPacking('tar', file, CUT)
    check?.(length - left + wanted)
  }
}

/** `./logs/a.csv`, as tar writes names, is `logs/a.csv`. */
function plainName(name: string): string {
  return name.replace(/^(?:\.?\/)+/, '')
}

function tooMany(file: string): LatheError<'unsupported'> {
  return new LatheError(
    'unsupported',
    `${file} holds more than ${MOST_FILES.toLocaleString('en')} files: unpack it with \`tar -xf\`, and open those that ` +
      'you want.',
    { feature: 'tar' },
  )
}

function refuseHuge(file: string, plainBytes: number, packedBytes: number): void {
  if (plainBytes > GROWTH_FROM && plainBytes > packedBytes * MOST_GROWTH)
    throw new LatheError(
      'bad-file',
      `${file} grows more than ${MOST_GROWTH} times when it is unpacked, as no log does; ask whoever made it what it is.`,
      { file },
    )
}

/**
 * Reads files of an archive. Read in their order, as an import does, the archive is unpacked once: a file goes on where
 * the one before ended, and one that was only looked at is kept so far as it was read (8 MB at most).
 */
export class TarReader {
  readonly #open: () => AsyncIterable<Uint8Array>
  readonly #archive: string
  /** Where reading went on last, and nobody reads now. */
  #idle: { readonly queue: ByteQueue; readonly at: number } | null = null

  constructor(open: () => AsyncIterable<Uint8Array>, archive: string) {
    this.#open = open
    this.#archive = archive
  }

  async *read({ name, bytes, at }: TarEntry): AsyncIterable<Uint8Array> {
    const file = `${this.#archive}/${name}`
    const idle = this.#idle
    this.#idle = null
    const isNear = idle !== null && idle.at <= at
    if (idle !== null && !isNear) await idle.queue.end()
    const queue = isNear ? idle.queue : new ByteQueue(this.#open())
    let kept: Uint8Array[] | null = []
    let read = 0
    let isSound = false
    try {
      await skip(queue, at - (isNear ? idle.at : 0), file)
      isSound = true
      while (read < bytes) {
        const piece = await queue.take(Math.min(bytes - read, PIECE_BYTES))
        if (piece.length === 0) throw damagedPacking('tar', file, CUT)
        read += piece.length
        if (read <= KEPT_BYTES) kept?.push(piece)
        else kept = null
        yield piece
      }
    } catch (error) {
      isSound = false
      throw error
    } finally {
      if (isSound && kept !== null) queue.giveBack(kept)
      if (isSound && (kept !== null || read === bytes)) this.#idle = { queue, at: kept === null ? at + bytes : at }
      else await queue.end()
    }
  }
}
