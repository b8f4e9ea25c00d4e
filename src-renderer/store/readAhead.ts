import { throwIfAborted } from '../base/abort'
import { required } from '../base/required'
import type { PartitionEntry } from './manifest'

/** Files that are read before their turn. */
const AHEAD = 4

/** Reads a file, into `room` where it can: then its bytes are a view of it. */
export type ReadInto = (entry: PartitionEntry, room: Uint8Array<ArrayBuffer>) => Promise<Uint8Array | null>

/** A file and its bytes; null for one that is missing. */
export interface FileBytes {
  readonly entry: PartitionEntry
  readonly bytes: Uint8Array | null
}

/**
 * Files one after the other, some of them read before their turn. A file's bytes are there until the next one is asked
 * for: their memory is used again, as a garbage collection for every few files took a fifth of the time.
 */
export async function* readAhead(
  entries: readonly PartitionEntry[],
  read: ReadInto,
  signal?: AbortSignal,
): AsyncGenerator<FileBytes> {
  const most = entries.reduce((bytes, entry) => Math.max(bytes, entry.bytes), 0)
  const rooms: Uint8Array<ArrayBuffer>[] = []
  const reads: Promise<Uint8Array | null>[] = []
  for (const [index, entry] of entries.entries()) {
    throwIfAborted(signal)
    for (const next of entries.slice(reads.length, index + AHEAD)) {
      const file = read(next, (rooms[reads.length % AHEAD] ??= new Uint8Array(most)))
      file.catch(() => undefined)
      reads.push(file)
    }
    yield { entry, bytes: await required(reads[index]) }
    reads[index] = Promise.resolve(null)
  }
}
