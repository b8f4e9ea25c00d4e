import { leftoversOf, changeUser } from '../../userEverywhere'
import type { CommandLine } from '../commandLine'
import { countUser } from '../countUser'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Prints one JSON object; what still names the user is told on standard error. */
async function runDeleteUser(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [user, ...surplus] = line.operands
  if (user === undefined || user === '' || surplus.length > 0)
    throw usageError('ID', 'Name one user, by the id that the log has.')
  const report = await changeUser(
    await openWorkspace(line),
    user,
    { kind: 'delete', words: line.words },
    {
      signal,
      onWait: (message) => {
        streams.note(`waiting: ${message}`)
      },
    },
  )
  for (const path of report.saved.changed) streams.note(`${path} no longer lists “${user}”`)
  await countUser(await openWorkspace(line), user, signal)
  streams.note(`counted afterwards: 0 rows of “${user}” are left`)
  for (const left of leftoversOf(report, user)) streams.note(left)
  const { rows, partitions, tableRows, cells, rejects } = report
  await print(`${JSON.stringify({ user, rows, partitions, tableRows, cells, rejects })}\n`, line, streams)
  return 0
}

export const deleteUser: TerminalCommand = {
  name: 'delete-user',
  usage: {
    words: 'ID --workspace DIR [--words]',
    about: 'removes every row of a user for good, and the id wherever it is a value',
  },
  run: runDeleteUser,
}
