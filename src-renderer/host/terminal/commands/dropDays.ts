import { dropDays as dropOldDays, previewDrop, type OldDays } from '../../../ingest/retention/dropDays'
import { rollUpNames } from '../../../ingest/retention/rollUpTables'
import type { CommandLine } from '../commandLine'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Prints one JSON object. There is no undo here. */
async function runDropDays(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('LOG', 'Name one log whose old days are to go.')
  const { before, keepDays } = line
  if ((before === null) === (keepDays === null))
    throw usageError(
      '--before',
      'Say which days go: those before a date (--before), or all but the last (--keep-days).',
    )
  if (line.by.length > 0 && !line.rollUp) throw usageError('--by', '--by says what --roll-up counts days by; add it.')
  const which: OldDays = before === null ? { keepDays: keepDays ?? 0 } : { before }
  const workspace = await openWorkspace(line)
  if (line.check) {
    await print(`${JSON.stringify(await previewDrop(workspace, name, which))}\n`, line, streams)
    return 0
  }
  const rollUp = line.rollUp ? line.by : null
  const dropped = await dropOldDays(
    workspace,
    name,
    which,
    { rollUp },
    {
      signal,
      onWait: (message) => {
        streams.note(`waiting: ${message}`)
      },
    },
  )
  await workspace.cleanLitter()
  if (rollUp !== null && dropped.rows > 0)
    streams.note(`counts of the days that went are in ${Object.values(rollUpNames(name)).join(', ')}`)
  await print(`${JSON.stringify(dropped)}\n`, line, streams)
  return 0
}

export const dropDays: TerminalCommand = {
  name: 'drop-days',
  usage: {
    words: 'LOG --workspace DIR (--before DATE | --keep-days N) [--roll-up [--by COLUMN,…]] [--check]',
    about: "removes a log's events of old days for good, and keeps counts of them",
  },
  run: runDropDays,
}
