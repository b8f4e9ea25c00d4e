import { changeUser, leftoversOf } from '../../userEverywhere'
import type { CommandLine } from '../commandLine'
import { countUser } from '../countUser'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Prints one JSON object, with the id that the user has now; what still names it is told on standard error. */
async function runAnonymise(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [user, ...surplus] = line.operands
  if (user === undefined || user === '' || surplus.length > 0)
    throw usageError('ID', 'Name one user, by the id that the log has.')
  const report = await changeUser(
    await openWorkspace(line),
    user,
    { kind: 'anonymise', words: line.words, empty: line.empty, ...(line.as === null ? {} : { as: line.as }) },
    {
      signal,
      onWait: (message) => {
        streams.note(`waiting: ${message}`)
      },
    },
  )
  for (const path of report.saved.changed) streams.note(`${path} has the new id in the place of “${user}”`)
  await countUser(await openWorkspace(line), user, signal)
  streams.note(`counted afterwards: 0 rows of “${user}” are left`)
  for (const left of leftoversOf(report, user)) streams.note(left)
  const { as, rows, partitions, tableRows, cells, rejects } = report
  await print(`${JSON.stringify({ as, rows, partitions, tableRows, cells, rejects })}\n`, line, streams)
  return 0
}

export const anonymise: TerminalCommand = {
  name: 'anonymise',
  usage: {
    words: 'ID --workspace DIR [--as ID] [--empty COLUMN,…] [--words]',
    about: 'gives a user another id, a random one where none is said, in all that is stored; there is no way back',
  },
  run: runAnonymise,
}
