import { makeGiveWay } from '../../base/giveWay'
import { hashBytes } from '../../store/checksum'
import { derivedPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import { sortByDate } from '../../store/partitions'
import type { Workspace } from '../../store/workspace'
import { WriteQueue } from '../writeQueue'
import { groupByDate, type Sessions } from './deriveSessions'
import { readOrDerive } from './deriveStored'

export interface SessionsTarget {
  readonly workspace: Workspace
  readonly table: string
  readonly revision: number
  /** The local day of a time, since 1970-01-01. */
  readonly dayOf: (ts: number) => number
  /** The file's own session ids are kept. */
  readonly withIds: boolean
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
  const { workspace, table, revision, dayOf, withIds, signal } = target
  const byDate = new Map(stored.map((entry) => [entry.date ?? '', entry]))
  const dates = await addStored(sessions, byDate, target)
  const joined = sessions.join()
  const writes = new WriteQueue()
  const giveWay = makeGiveWay()
  for (const [date, indexes] of groupByDate(joined, dayOf, dates)) {
    await giveWay()
    signal?.throwIfAborted()
    if (indexes.length === 0) {
      byDate.delete(date)
      continue
    }
    const { bytes, minTs, maxTs } = joined.encode(indexes, withIds)
    const old = byDate.get(date)
    const isWell = old !== undefined && workspace.missingWhy(old) === null
    if (isWell && old.bytes === bytes.byteLength && old.sha256 === (await hashBytes(bytes))) continue
    const about = { date, rows: indexes.length, minTs, maxTs }
    await writes.add(bytes.byteLength, async () => {
      byDate.set(date, await workspace.writePartition(derivedPath(table, 'sessions', date, revision), bytes, about))
    })
  }
  await writes.finish()
  return sortByDate([...byDate.values()])
}

/** Adds the stored sessions of all files that can change; answers those files' dates. */
async function addStored(
  sessions: Sessions,
  byDate: ReadonlyMap<string, PartitionEntry>,
  { workspace, table, dayOf, signal }: SessionsTarget,
): Promise<readonly string[]> {
  const dates = sessions.touchedDates(byDate, dayOf)
  for (const date of dates) {
    signal?.throwIfAborted()
    const entry = byDate.get(date)
    if (entry !== undefined) sessions.addFile(await readOrDerive(workspace, { kind: 'sessions', table, entry }))
  }
  return dates
}
