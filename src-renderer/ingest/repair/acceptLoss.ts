import { LatheError } from '../../model/error'
import { usersPath } from '../../store/layout'
import type { Manifest, PartitionEntry, TableEntry, UsersEntry } from '../../store/manifest'
import type { Patience, Workspace } from '../../store/workspace'
import { writeDerived } from '../derived/writeDerived'

/** What is given up: rows by table, and rejected rows. */
export interface AcceptedLoss {
  readonly table: string
  readonly rows: number
  readonly rejects: number
}

/**
 * Goes on without a table's missing rows, where their source is gone for good: takes them out of the table and out of
 * all that is derived of them, so that nothing counts them or tells of them any more. Throws `not-found`,
 * `store-corrupt`.
 */
export function acceptLoss(workspace: Workspace, name: string, patience: Patience = {}): Promise<AcceptedLoss> {
  return workspace.change(async () => {
    await workspace.verify(patience.signal)
    const table = workspace.manifest.tables[name]
    if (table === undefined) {
      const candidates = Object.keys(workspace.manifest.tables)
      throw new LatheError('not-found', `There is no table “${name}” in this workspace.`, {
        what: 'table',
        name,
        candidates,
      })
    }
    const isLeft = (entry: PartitionEntry): boolean => workspace.missingWhy(entry) === null
    const [partitions, rejects] = [table.partitions.filter(isLeft), table.rejects.filter(isLeft)]
    const rows = rowsOf(table.partitions) - rowsOf(partitions)
    const lostRejects = rowsOf(table.rejects) - rowsOf(rejects)
    if (rows === 0 && lostRejects === 0) return { table: name, rows, rejects: lostRejects }
    const left: TableEntry = {
      ...table,
      partitions,
      rejects,
      rows: table.rows - rows,
      rejected: table.rejected - lostRejects,
    }
    const derived = table.kind === 'events' && rows > 0 ? await writeDerived(workspace, left) : {}
    const tables = { ...workspace.manifest.tables, [name]: { ...left, ...derived } }
    const users = table.kind === 'events' && rows > 0 ? await usersOf(workspace, tables) : workspace.manifest.users
    await workspace.commit({ update: () => ({ tables, users }) })
    return { table: name, rows, rejects: lostRejects }
  }, patience)
}

/** The users as the tables that are left have seen them; they keep their keys. */
async function usersOf(workspace: Workspace, tables: Manifest['tables']): Promise<UsersEntry | null> {
  if (workspace.manifest.users === null) return null
  const users = await workspace.readUsers()
  users.forgetSeen()
  for (const table of Object.values(tables)) {
    for (const entry of table.kind === 'events' ? table.partitions : []) {
      const bytes = await workspace.readPartition(entry)
      if (bytes === null) throw workspace.missingError({ kind: 'rows', table: table.name, entry })
      users.seeFile(bytes)
    }
  }
  const about = { date: null, rows: users.count, ...users.seenRange() }
  const entry = await workspace.writePartition(usersPath(workspace.manifest.revision + 1), users.encode(), about)
  return { ...entry, testUsers: users.countTests() }
}

function rowsOf(entries: readonly PartitionEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.rows, 0)
}
