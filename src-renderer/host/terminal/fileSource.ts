import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { ByteSource } from '../../ingest/contract'
import { LatheError } from '../../model/error'

/** A file on disk as a byte source. Throws `not-found` when it is not there or is a folder; reading it throws `bad-file` when the system refuses. */
export function diskSource(path: string): ByteSource {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || stat.isDirectory()) throw new LatheError('not-found', stat === undefined ? `There is no file ${path}.` : `${path} is a folder; name the files in it.`, { what: 'file', name: path })
  return {
    name: basename(path), size: stat.size,
    open: async function* () {
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) yield chunk as Uint8Array
      } catch (cause) {
        if (!(cause instanceof Error) || (cause as NodeJS.ErrnoException).syscall === undefined) throw cause
        throw new LatheError('bad-file', `${path} cannot be read (${cause.message}); check that it is there and that you may read it.`, { file: path }, { cause })
      }
    },
  }
}
