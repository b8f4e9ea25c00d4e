import type { CommandLine } from '../commandLine'
import { printAnswer } from '../printAnswer'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'
import { readGuard, readOutputFormat } from '../writeResult'

/** Runs one SQL text and prints its answer. */
export async function runSql(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [sql, ...surplus] = line.operands
  if (sql === undefined || sql.trim() === '' || surplus.length > 0)
    throw usageError('SQL', 'Give one SQL text, in quotes.')
  readGuard(line.safe, readOutputFormat(line.format))
  await printAnswer({ sql }, line, await openWorkspace(line), () => [], streams, signal)
  return 0
}

export const sql: TerminalCommand = {
  name: 'sql',
  usage: { words: '"SELECT …" --workspace DIR [--format …] [--safe] [--out FILE]' },
  run: runSql,
}
