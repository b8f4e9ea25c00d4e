import type { Remark } from '../ingest/contract'
import { hasUsersAlias, USERS, USERS_ALIAS } from '../model/schema'
import { renameInSql } from '../query/sql/renameInSql'
import type { Manifest } from '../store/manifest'
import type { Workspace } from '../store/workspace'
import { SavedQueries } from './savedQueries'

/**
 * What to say where an import has brought a table called `users`, a name that was the dictionary of users until then:
 * which saved queries read another table from now on. Null where none does.
 */
export async function usersTaken(before: Manifest, workspace: Workspace): Promise<Remark | null> {
  const wasFree = hasUsersAlias(Object.values(before.tables))
  if (before.users === null || !wasFree || hasUsersAlias(Object.values(workspace.manifest.tables))) return null
  const saved = await new SavedQueries(workspace.files).list()
  const names = saved.flatMap(({ name, text }) =>
    renameInSql(text, USERS_ALIAS, USERS).text === text ? [] : [`“${name}”`],
  )
  if (names.length === 0) return null
  const [query, say] = names.length === 1 ? ['query', 'says'] : ['queries', 'say']
  return {
    kind: 'users-taken',
    column: null,
    count: names.length,
    text:
      `The saved ${query} ${names.join(', ')} ${say} “${USERS_ALIAS}”, which was the list of all users and is the table ` +
      `that was imported now: write ${USERS} there to read all users as before.`,
  }
}
