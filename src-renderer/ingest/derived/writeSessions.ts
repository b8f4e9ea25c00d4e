import { makeGiveWay } from '../../base/giveWay'
import { hashBytes } from '../../store/checksum'
import { derivedPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import { sortByDate } from '../../store/partitions'
import { aboutRows, type Workspace } from '../../store/workspace'
import { Arena } from '../../base/arena'
import { BytePool } from '../../base/bytePool'
import { WriteQueue } from '../writeQueue'
import { sessionFiles, type Sessions } from './deriveSessions'
import { readOrDerive } from './deriveStored'

export interface SessionsTarget {
  readonly workspace: Workspace
  readonly table: string
  readonly revision: number
  /** The local day of a time, since 1970-01-01. */
  readonly dayOf: (ts: number) => number
  /** The file's own session ids are kept. */
  readonly withIds: boolean
  /** About how much a file of several days may take. */
  readonly rangeBytes?: number
  readonly signal?: AbortSignal
}

/**
 * Joins what was added with the stored sessions and writes the files that change; answers the table's new list. A
 * session lies in the file of the local day of its start. To be called once, when all rows have been added. The
 * entries' minTs and maxTs are the first start and the last end.
 */
export async function writeSessions(
  sessions: Sessions,
  stored: readonly PartitionEntry[],
  target: SessionsTarget,
): Promise<readonly PartitionEntry[]> {
  if (sessions.isEmpty) return stored
  const { workspace, table, revision, dayOf, withIds, rangeBytes, signal } = target
  const touched = sessions.touchedFiles(stored, dayOf)
  for (const entry of touched) {
    signal?.throwIfAborted()
    sessions.addFile(await readOrDerive(workspace, { kind: 'sessions', table, entry }))
  }
  const joined = sessions.join()
  const entries = stored.filter((entry) => !touched.includes(entry))
  const writes = new WriteQueue()
  const giveWay = makeGiveWay()
  const [arena, files] = [Arena.own(), new BytePool()]
  for (const { date, lastDate, rows } of sessionFiles(joined, dayOf, stored, rangeBytes)) {
    await giveWay()
    signal?.throwIfAborted()
    arena.clear()
    const { bytes, minTs, maxTs } = joined.encode(rows, withIds, arena, files)
    const about = aboutRows({ date, lastDate, rows: rows.length, minTs, maxTs })
    const same = touched.filter((one) => one.bytes === bytes.byteLength && workspace.missingWhy(one) === null)
    const sha256 = same.length === 0 ? '' : await hashBytes(bytes)
    const old = same.find((one) => one.sha256 === sha256)
    if (old !== undefined) {
      entries.push(old)
      files.giveBack(bytes)
      continue
    }
    await writes.add(bytes.byteLength, async () => {
      entries.push(await workspace.writePartition(derivedPath(table, 'sessions', about, revision), bytes, about))
      files.giveBack(bytes)
    })
  }
  await writes.finish()
  return sortByDate(entries)
}
