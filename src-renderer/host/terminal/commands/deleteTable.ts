import type { CommandLine } from '../commandLine'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Prints one JSON object. There is no undo here: what the table was made of can be imported again. */
async function runDeleteTable(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('TABLE', 'Name one table to delete.')
  const workspace = await openWorkspace(line)
  const { table } = await workspace.deleteTable(name, {
    signal,
    onWait: (message) => {
      streams.note(`waiting: ${message}`)
    },
  })
  await workspace.cleanLitter()
  await print(`${JSON.stringify({ table: name, rows: table.rows, rejected: table.rejected })}\n`, line, streams)
  return 0
}

export const deleteTable: TerminalCommand = {
  name: 'delete-table',
  usage: { words: 'TABLE --workspace DIR', about: 'removes a table and its files for good' },
  run: runDeleteTable,
}
