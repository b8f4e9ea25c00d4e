import type { ColumnPlace } from '../model/dataModel'
import { LatheError } from '../model/error'
import { findMentions, type Mention } from './findMentions'
import { usersPath } from './layout'
import type { PartitionEntry, TableEntry, UsersEntry } from './manifest'
import { UserFiles, type UserCounts } from './userFiles'
import { UserColumns } from './userNames'
import type { Users } from './users'
import type { Patience, Workspace } from './workspace'

export interface DeletedUser extends UserCounts {
  readonly user: string
  /** Where the id still stands: as a word of a longer text, or in what is no column of users. */
  readonly mentions: readonly Mention[]
}

/** Where an id is looked for besides whole values. */
export interface NameSearch extends Patience {
  /** Pairs of columns of which the model says that they hold the same. */
  readonly related?: readonly (readonly [ColumnPlace, ColumnPlace])[]
  /** Also takes the id out where it is a word of a longer text. */
  readonly words?: boolean
}

/**
 * Removes every row of a user from all event tables, from what is derived of them, from the plain tables that name the
 * user in a column of users, and from the users file; takes the id out of every other cell that is it, of JSON, and of
 * the excerpts of rejected rows. All in one commit; then the files that held them are removed. The last user takes the
 * key that becomes free. Events that are imported again bring the user back. Throws `not-found` (what: 'user'),
 * `workspace-locked`, and `store-corrupt` where a damaged file may hold the user: it must be restored first.
 */
export function deleteUser(workspace: Workspace, user: string, search: NameSearch = {}): Promise<DeletedUser> {
  const { related = [], words = false } = search
  return workspace.change(async () => {
    const users = await workspace.readUsers()
    const key = await findUser(workspace, users, user)
    const columns = new UserColumns(workspace.manifest, related)
    const change = { user, by: null, words, key, last: users.count - 1, columns, emptied: new Set<string>() }
    const files = new UserFiles(workspace, change)
    await commitFiles(workspace, files, users.without(key))
    return { user, ...files.counts, mentions: await findMentions(workspace, user) }
  }, search)
}

/** The key of a user. Throws `not-found`. */
export async function findUser(workspace: Workspace, users: Users, user: string): Promise<number> {
  const key = users.find(user)
  if (key >= 0) return key
  // A change that was stopped after its commit left files: the second try takes them away.
  await workspace.removeLitter()
  throw new LatheError('not-found', `There is no user “${user}” in this workspace; give the id as the log has it.`, {
    what: 'user',
    name: user,
  })
}

/** Rewrites the files of all tables, makes that and the users last in one commit, and removes the files before. */
export async function commitFiles(workspace: Workspace, files: UserFiles, users: Users): Promise<void> {
  for (const table of Object.values(workspace.manifest.tables)) await files.rewrite(table)
  const usersEntry = await writeUsers(workspace, users)
  await workspace.commit({
    update: (current) => ({
      tables: Object.fromEntries(
        Object.entries(current.tables).map(([name, table]) => [name, tableAfter(table, files.files)]),
      ),
      sources: current.sources.map((source, index) => files.sourceAfter(source, index)),
      users: usersEntry,
    }),
  })
  await workspace.removeLitter()
}

async function writeUsers(workspace: Workspace, users: Users): Promise<UsersEntry | null> {
  if (users.count === 0) return null
  const about = { date: null, rows: users.count, ...users.seenRange() }
  return {
    ...(await workspace.writePartition(usersPath(workspace.manifest.revision + 1), users.encode(), about)),
    testUsers: users.countTests(),
  }
}

/** A table with other files, by the paths of those before; null where no row is left. */
function tableAfter(table: TableEntry, files: ReadonlyMap<string, PartitionEntry | null>): TableEntry {
  const swap = (entries: readonly PartitionEntry[]): readonly PartitionEntry[] =>
    entries.flatMap((entry) => {
      const now = files.get(entry.path)
      return now === undefined ? [entry] : now === null ? [] : [now]
    })
  const partitions = swap(table.partitions)
  const rowsOf = (entries: readonly PartitionEntry[]): number => entries.reduce((sum, entry) => sum + entry.rows, 0)
  return {
    ...table,
    partitions,
    userDays: swap(table.userDays),
    sessions: swap(table.sessions),
    rejects: swap(table.rejects),
    rows: table.rows - rowsOf(table.partitions) + rowsOf(partitions),
  }
}
