import { Engine } from '../../../engine/engine'
import { nodeAssets } from '../../../engine/nodeAssets'
import { mend } from '../../../ingest/repair/mend'
import { LatheError } from '../../../model/error'
import { derivedNames } from '../../../model/schema'
import { readArrowResult } from '../../../query/session/arrowResult'
import { literal, tableSql } from '../../../query/sql/literal'
import { Session } from '../../../query/session/session'
import { deleteUser as removeUser } from '../../../store/deleteUser'
import { DAMAGED_FOLDER } from '../../../store/layout'
import type { Workspace } from '../../../store/workspace'
import { documentPath, SavedDocuments } from '../../savedDocuments'
import { SavedSegments } from '../../savedSegments'
import type { CommandLine } from '../commandLine'
import { usageError } from '../usageError'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/** Rows of the user, and rows of nobody known, that SQL finds in the workspace as it is on disk. */
async function countLeft(workspace: Workspace, user: string, signal: AbortSignal): Promise<number> {
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
    return Number(readArrowResult(answer.ipc).value(0, 'found'))
  } finally {
    engine.close()
  }
}

/** Prints one JSON object; what still names the user is told on standard error. */
async function runDeleteUser(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [user, ...surplus] = line.operands
  if (user === undefined || user === '' || surplus.length > 0)
    throw usageError('ID', 'Name one user, by the id that the log has.')
  const opened = await openWorkspace(line)
  // Before the log, so that a second try reaches it where a segment could not be written; and an id that only a segment
  // has goes too.
  const { changed, naming } = await new SavedSegments(opened.files).forgetUser(user)
  for (const name of changed) streams.note(`segment “${name}” no longer lists “${user}”`)
  for (const name of naming)
    streams.note(`segment “${name}” still names “${user}”; change it in the window or in segments/${name}.json`)
  for (const kind of ['view', 'dashboard'] as const)
    for (const name of await new SavedDocuments(opened.files, kind).naming(user))
      streams.note(`${documentPath(kind, name)} still names “${user}”; change it there`)
  // Derived files that are missing are made anew first; what else is missing may hold the user, and is refused.
  await opened.verify(signal)
  await mend(opened)
  const { mentions, ...deleted } = await removeUser(opened, user, {
    signal,
    onWait: (message) => {
      streams.note(`waiting: ${message}`)
    },
  })
  const workspace = await openWorkspace(line)
  const left = await countLeft(workspace, user, signal)
  if (left > 0)
    throw new LatheError(
      'store-corrupt',
      `${left} rows of “${user}” are still there; run lathe verify, then delete the user again.`,
      { path: '', detail: 'rows are left' },
    )
  streams.note(`counted afterwards: 0 rows of “${user}” are left`)
  for (const mention of mentions)
    streams.note(
      `${mention.rows} ${mention.in === 'rows' ? 'rows' : 'rejected rows'} of ${mention.table} still name ` +
        `“${user}” and were not touched`,
    )
  const damaged = await workspace.files.list(DAMAGED_FOLDER)
  if (damaged.length > 0)
    streams.note(`${damaged.length} broken files in ${DAMAGED_FOLDER}/ may hold the user; remove them by hand`)
  await print(`${JSON.stringify(deleted)}\n`, line, streams)
  return 0
}

export const deleteUser: TerminalCommand = {
  name: 'delete-user',
  usage: { words: 'ID --workspace DIR', about: 'removes every row of a user for good' },
  run: runDeleteUser,
}
