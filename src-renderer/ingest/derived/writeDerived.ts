import { derivedPath } from '../../store/layout'
import type { PartitionEntry, TableEntry } from '../../store/manifest'
import { aboutRows, type Workspace } from '../../store/workspace'
import { deriveAll } from './deriveStored'

/** Writes all derived files of a table, from the rows that it has. */
export async function writeDerived(
  workspace: Workspace,
  table: TableEntry,
): Promise<Pick<TableEntry, 'userDays' | 'sessions'>> {
  const { userDays, sessions } = await deriveAll(workspace, table)
  const revision = workspace.manifest.revision + 1
  const write = async (kind: 'user_days' | 'sessions', files: typeof userDays): Promise<readonly PartitionEntry[]> => {
    const entries: PartitionEntry[] = []
    for (const file of files) {
      const about = aboutRows(file)
      entries.push(await workspace.writePartition(derivedPath(table.name, kind, about, revision), file.bytes, about))
    }
    return entries
  }
  return { userDays: await write('user_days', userDays), sessions: await write('sessions', sessions) }
}
