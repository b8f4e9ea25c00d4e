import { Engine } from '../../engine/engine'
import { nodeAssets } from '../../engine/nodeAssets'
import { LatheError } from '../../model/error'
import { derivedNames } from '../../model/schema'
import { readArrowResult } from '../../query/session/arrowResult'
import { Session } from '../../query/session/session'
import { literal, tableSql } from '../../query/sql/literal'
import type { Workspace } from '../../store/workspace'

/**
 * Has SQL count the rows of a user, and the rows of nobody known, in a workspace as it is on disk. Throws
 * `store-corrupt` where there are any.
 */
export async function countUser(workspace: Workspace, user: string, signal: AbortSignal): Promise<void> {
  const logs = Object.values(workspace.manifest.tables)
    .filter((table) => table.kind === 'events')
    .map((table) => table.name)
  const known = 'SELECT user_key FROM main.all_users'
  const counts = [
    `(SELECT count(*) FROM main.all_users WHERE user_id = ${literal(user)})`,
    ...logs.flatMap((log) => [
      `(SELECT count(*) FROM ${tableSql(log)} WHERE user_id = ${literal(user)})`,
      ...[log, derivedNames(log).userDays, derivedNames(log).sessions].map(
        (name) => `(SELECT count(*) FROM ${tableSql(name)} WHERE user_key IS NOT NULL AND user_key NOT IN (${known}))`,
      ),
    ]),
  ]
  const engine = new Engine(nodeAssets())
  try {
    const answer = await new Session(workspace, engine).run(
      { sql: `SELECT ${counts.join(' + ')} AS found` },
      { signal },
    )
    const left = Number(readArrowResult(answer.ipc).value(0, 'found'))
    if (left === 0) return
    throw new LatheError(
      'store-corrupt',
      `${left} rows of “${user}” are still there; run lathe verify, then try it again.`,
      { path: '', detail: 'rows are left' },
    )
  } finally {
    engine.close()
  }
}
