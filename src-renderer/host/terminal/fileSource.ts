import { createReadStream, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ByteSource } from '../../ingest/contract'
import { LatheError } from '../../model/error'

/** What of the file system is used; tests put theirs in its place. */
export interface FileSystem {
  /** Undefined when there is no such file; throws what the system says otherwise. */
  stat(path: string): Stats | undefined
  /** In chunks, which the next ones may overwrite where they are taken passing. */
  read(path: string, passing: boolean): AsyncIterable<Uint8Array>
}

const CHUNK_BYTES = 2 ** 20

const DISK: FileSystem = {
  stat: (path) => statSync(path, { throwIfNoEntry: false }),
  read: (path, passing) =>
    passing
      ? passingChunks(path)
      : (createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>),
}

/** In two pieces of memory in turn: one is read while the other one is worked on, and none becomes garbage. */
async function* passingChunks(path: string): AsyncIterable<Uint8Array> {
  const file = await open(path)
  let [bytes, next] = [new Uint8Array(CHUNK_BYTES), new Uint8Array(CHUNK_BYTES)]
  let reading = file.read(bytes)
  try {
    for (;;) {
      const { bytesRead } = await reading
      if (bytesRead === 0) break
      reading = file.read(next)
      // A reader that stops early must not leave a rejection behind.
      reading.catch(() => undefined)
      yield bytes.subarray(0, bytesRead)
      ;[bytes, next] = [next, bytes]
    }
  } finally {
    await reading.catch(() => undefined)
    await file.close()
  }
}

/**
 * A file on disk as a byte source. Throws `not-found` when it is not there or is a folder, `bad-file` when it is no
 * plain file (a pipe would be waited for, a device never ends) or the system refuses; reading it throws `bad-file` when
 * the system refuses, or when the file became shorter meanwhile.
 */
export function diskSource(path: string, files: FileSystem = DISK): ByteSource {
  const stat = statOf(path, files)
  if (stat === undefined || stat.isDirectory())
    throw new LatheError(
      'not-found',
      stat === undefined ? `There is no file ${path}.` : `${path} is a folder; name the files in it.`,
      { what: 'file', name: path },
    )
  if (!stat.isFile())
    throw new LatheError(
      'bad-file',
      `${path} is ${kindOf(stat)}, which Lathe cannot read twice; write what it gives to a file first.`,
      { file: path },
    )
  return {
    name: basename(path),
    size: stat.size,
    changedMs: stat.mtimeMs,
    open: async function* (passing = false) {
      let bytes = 0
      try {
        for await (const chunk of files.read(path, passing)) {
          bytes += chunk.length
          yield chunk
        }
      } catch (cause) {
        if (!isSystemError(cause)) throw cause
        throw new LatheError(
          'bad-file',
          `${path} cannot be read (${cause.message}); check that it is there and that you may read it.`,
          { file: path },
          { cause },
        )
      }
      if (bytes < stat.size)
        throw new LatheError(
          'bad-file',
          `${path} became shorter while it was read; import it again when nothing writes to it.`,
          { file: path },
        )
    },
  }
}

function statOf(path: string, files: FileSystem): Stats | undefined {
  try {
    return files.stat(path)
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    const why = cause.code === 'ELOOP' ? 'its links lead in a circle' : cause.message
    throw new LatheError(
      'bad-file',
      `${path} cannot be read (${why}); name the file itself.`,
      { file: path },
      { cause },
    )
  }
}

function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && (cause as NodeJS.ErrnoException).syscall !== undefined
}

function kindOf(stat: Stats): string {
  return stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device'
}
