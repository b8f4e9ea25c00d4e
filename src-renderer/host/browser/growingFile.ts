import type { GrowingFile } from '../../ingest/follow/follower'
import { LatheError } from '../../model/error'
import { PIECE_BYTES } from './pieceBytes'

/** A file of the machine that a browser lets the window read anew each time. */
export function growingFile(handle: FileSystemFileHandle): GrowingFile {
  /** As it is now; null where it is not there. */
  const now = (): Promise<File | null> =>
    handle.getFile().catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'NotFoundError') return null
      throw unreadable(handle.name, cause)
    })
  return {
    name: handle.name,
    size: async () => (await now())?.size ?? null,
    read: async function* (from, to) {
      const file = await now()
      if (file === null) throw unreadable(handle.name, null)
      for (let at = from; at < to; at += PIECE_BYTES) {
        const piece = await file
          .slice(at, Math.min(to, at + PIECE_BYTES))
          .arrayBuffer()
          .catch((cause: unknown) => {
            throw unreadable(handle.name, cause)
          })
        yield new Uint8Array(piece)
      }
    },
  }
}

function unreadable(name: string, cause: unknown): LatheError<'bad-file'> {
  const why = cause instanceof Error ? ` (${cause.message})` : ''
  return new LatheError(
    'bad-file',
    `${name} cannot be read${why}; look again, or choose it anew.`,
    { file: name },
    { cause },
  )
}
