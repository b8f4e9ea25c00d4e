import { makeGiveWay } from '../../base/giveWay'
import { dayToIso } from '../../model/zone'
import { derivedPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import { sortByDate } from '../../store/partitions'
import type { Workspace } from '../../store/workspace'
import { WriteQueue } from '../writeQueue'
import { readOrDerive } from './deriveStored'
import type { UserDays } from './deriveUserDays'

/**
 * Writes one file for each day that was added to: the stored counts and the new ones together. Answers the table's new
 * list. Throws `store-corrupt` where stored counts are missing and cannot be made anew.
 */
export async function writeUserDays(
  userDays: UserDays,
  workspace: Workspace,
  table: string,
  revision: number,
  stored: readonly PartitionEntry[],
  signal?: AbortSignal,
): Promise<readonly PartitionEntry[]> {
  const byDate = new Map(stored.map((entry) => [entry.date, entry]))
  const writes = new WriteQueue()
  const giveWay = makeGiveWay()
  for (const day of userDays.days) {
    await giveWay()
    signal?.throwIfAborted()
    const date = dayToIso(day)
    const old = byDate.get(date)
    const before =
      old === undefined ? undefined : await readOrDerive(workspace, { kind: 'user_days', table, entry: old })
    const file = userDays.encode(day, before)
    if (file === null) continue
    const { bytes, rows } = file
    const about = { date, rows, minTs: null, maxTs: null }
    await writes.add(bytes.byteLength, async () => {
      byDate.set(date, await workspace.writePartition(derivedPath(table, 'user_days', date, revision), bytes, about))
    })
  }
  await writes.finish()
  return sortByDate([...byDate.values()])
}
