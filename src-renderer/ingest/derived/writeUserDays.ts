import { makeGiveWay } from '../../base/giveWay'
import { derivedPath } from '../../store/layout'
import type { PartitionEntry } from '../../store/manifest'
import { holdsDay, sortByDate } from '../../store/partitions'
import { aboutRows, type Workspace } from '../../store/workspace'
import { WriteQueue } from '../writeQueue'
import { derivedRanges } from './derivedRanges'
import { readOrDerive } from './deriveStored'
import type { UserDays } from './deriveUserDays'

/**
 * Writes the files of the days that were added to: the stored counts and the new ones together. Answers the table's new
 * list. Throws `store-corrupt` where stored counts are missing and cannot be made anew.
 */
export async function writeUserDays(
  userDays: UserDays,
  workspace: Workspace,
  table: string,
  revision: number,
  stored: readonly PartitionEntry[],
  { signal, rangeBytes }: { readonly signal?: AbortSignal; readonly rangeBytes?: number } = {},
): Promise<readonly PartitionEntry[]> {
  const added = userDays.days
  const touched = stored.filter((entry) => added.some((day) => holdsDay(entry, day)))
  for (const entry of touched) userDays.addFile(await readOrDerive(workspace, { kind: 'user_days', table, entry }))
  const entries = stored.filter((entry) => !touched.includes(entry))
  const writes = new WriteQueue()
  const giveWay = makeGiveWay()
  const sizes = userDays.days.map((day) => ({ day, bytes: userDays.bytesOf(day) }))
  for (const { date, lastDate, days } of derivedRanges(stored, sizes, rangeBytes)) {
    await giveWay()
    signal?.throwIfAborted()
    const file = userDays.encode(days)
    if (file === null) continue
    const about = aboutRows({ date, lastDate, rows: file.rows, minTs: null, maxTs: null })
    const path = derivedPath(table, 'user_days', about, revision)
    await writes.add(file.bytes.byteLength, async () => {
      entries.push(await workspace.writePartition(path, file.bytes, about))
    })
  }
  await writes.finish()
  return sortByDate(entries)
}
