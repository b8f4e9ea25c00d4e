import { createHash, randomUUID } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { LatheError } from '../../src-renderer/model/error'
import type { ChosenHandle } from '../ipc/contract'

interface Known {
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly inode: bigint
  /** Nanoseconds since 1970. */
  readonly changedAt: bigint
  /** Of its first and last bytes, when it was chosen. */
  readonly ends: string
}

/** A log that something still writes to has the same bytes at both ends of what it was, and more behind. */
const END_BYTES = 65_536

/**
 * The files that the person chose for one window: the window knows each by a random id, its name and its size. Whatever
 * is not in here, it cannot read.
 */
export class ChosenFiles {
  readonly #known = new Map<string, Known>()

  /**
   * Throws `not-found` for what is not there, and for a folder; `bad-file` for a pipe or device, and what the system
   * refuses.
   */
  async add(path: string): Promise<ChosenHandle> {
    const name = basename(path)
    const info = await stat(path, { bigint: true }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null
      const why = cause.code === 'ELOOP' ? 'its links lead in a circle' : cause.message
      throw new LatheError(
        'bad-file',
        `${name} cannot be read (${why}); choose the file itself.`,
        { file: name },
        { cause },
      )
    })
    if (info === null)
      throw new LatheError('not-found', `There is no file ${name} any more; choose another.`, { what: 'file', name })
    if (info.isDirectory())
      throw new LatheError('not-found', `${name} is a folder; open the files in it.`, { what: 'file', name })
    if (!info.isFile())
      throw new LatheError(
        'bad-file',
        `${name} is no plain file (a pipe or a device), which cannot be read twice; write what it gives to a ` +
          'file first.',
        { file: name },
      )
    const id = randomUUID()
    const bytes = Number(info.size)
    const ends = await endsOf(path, bytes).catch((cause: unknown) => {
      throw unreadable(name, cause)
    })
    this.#known.set(id, { path, name, bytes, inode: info.ino, changedAt: info.mtimeNs, ends })
    return { id, name, bytes, changedMs: Number(info.mtimeMs) }
  }

  /** Where a chosen file is, for the main process alone. Throws `not-found` for an id that was never given. */
  pathOf(id: string): string {
    return this.#of(id).path
  }

  /**
   * A piece of the file as it was when it was chosen. Throws `not-found` for an id that was never given, `bad-file`
   * when the file was replaced or written over since, or cannot be read: an import of half old and half new bytes is
   * none. What was appended since is not part of it.
   */
  async read(id: string, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.#of(id)
    const wanted = Math.max(0, Math.min(length, known.bytes - at))
    const bytes = new Uint8Array(wanted)
    try {
      const file = await open(known.path, 'r')
      try {
        const now = await file.stat({ bigint: true })
        const isSame = now.size === BigInt(known.bytes) && now.mtimeNs === known.changedAt
        const hasGrown = now.size > BigInt(known.bytes)
        if (
          now.ino !== known.inode ||
          (!isSame && !(hasGrown && (await endsOf(known.path, known.bytes)) === known.ends))
        )
          throw new Error('it changed since it was chosen')
        for (let read = 0; read < wanted;) {
          const { bytesRead } = await file.read(bytes, read, wanted - read, at + read)
          if (bytesRead === 0) throw new Error('it was shortened while it was read')
          read += bytesRead
        }
      } finally {
        await file.close()
      }
    } catch (cause) {
      throw unreadable(known.name, cause)
    }
    return bytes
  }

  #of(id: string): Known {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    throw new LatheError('not-found', 'This file is not open in this window; choose it again.', {
      what: 'file',
      name: id,
    })
  }
}

function unreadable(name: string, cause: unknown): LatheError<'bad-file'> {
  return new LatheError(
    'bad-file',
    `${name} cannot be read (${cause instanceof Error ? cause.message : String(cause)}); choose it again.`,
    { file: name },
    { cause },
  )
}

/** A checksum of the first and the last bytes of a file that had `bytes`. */
async function endsOf(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const hash = createHash('sha256')
    for (const at of [0, Math.max(0, bytes - END_BYTES)]) {
      const part = new Uint8Array(Math.min(END_BYTES, bytes - at))
      const { bytesRead } = await file.read(part, 0, part.length, at)
      hash.update(part.subarray(0, bytesRead))
    }
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}
