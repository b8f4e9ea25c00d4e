import { derivedNames } from '../../../model/schema'
import { literal, tableSql } from '../../../query/sql/literal'
import type { CommandLine } from '../commandLine'
import { refuseOperands, tableNames } from '../listOptions'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'
import { runSql } from './sql'

/** The rows that were left out, of one table or all. */
async function listRejects(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  refuseOperands(line)
  const { manifest } = await openWorkspace(line)
  const names = tableNames(line, manifest)
  const parts = names.map(
    (name) =>
      `SELECT ${literal(name)} AS "table", file, line, "column", reason, detail, excerpt FROM ` +
      `${tableSql(derivedNames(name).rejects)}`,
  )
  if (parts.length === 0)
    parts.push(
      'SELECT NULL::VARCHAR AS "table", NULL::VARCHAR AS file, NULL::BIGINT AS line, NULL::BIGINT AS "column", ' +
        'NULL::VARCHAR AS reason, NULL::VARCHAR AS detail, NULL::VARCHAR AS excerpt WHERE FALSE',
    )
  return runSql(
    { ...line, operands: [`${parts.join(' UNION ALL ')} ORDER BY "table", file, line, "column"`] },
    streams,
    signal,
  )
}

export const rejects: TerminalCommand = {
  name: 'rejects',
  usage: { words: '--workspace DIR [--table NAME]', about: 'rows that were left out, and why' },
  run: listRejects,
}
