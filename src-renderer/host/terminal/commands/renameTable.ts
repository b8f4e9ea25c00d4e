import type { CommandLine } from '../commandLine'
import { renameEverywhere } from '../../renameEverywhere'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Prints one JSON object: which saved queries and segments follow, whether the model does, and what is to be looked at. */
async function runRenameTable(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [from, to, ...surplus] = line.operands
  if (from === undefined || to === undefined || surplus.length > 0)
    throw usageError('TABLE', 'Name a table and its new name: lathe rename-table OLD NEW --workspace DIR.')
  const workspace = await openWorkspace(line)
  const report = await renameEverywhere(workspace, from, to, {
    signal,
    onWait: (message) => {
      streams.note(`waiting: ${message}`)
    },
  })
  for (const name of report.open) streams.note(`“${name}” uses the word ${from}, which may be the table: look at it`)
  await print(`${JSON.stringify({ table: to, was: from, ...report })}\n`, line, streams)
  return 0
}

export const renameTable: TerminalCommand = {
  name: 'rename-table',
  usage: { words: 'OLD NEW --workspace DIR', about: 'renames a table; model, saved queries and segments follow' },
  run: runRenameTable,
}
