import { LatheError } from '../../../model/error'
import { readParameters } from '../../../query/analysis/parameters'
import { withPreset } from '../../../query/analysis/preset'
import type { Drill } from '../../../query/contract/analysis'
import type { QueryPlan } from '../../../query/contract/plan'
import { workspaceCatalog } from '../../workspaceModel'
import type { CommandLine } from '../commandLine'
import { readCell } from '../figureCell'
import { findQuery } from '../findQuery'
import { aroundSql } from '../../../query/sql/aroundSql'
import { printAnswer } from '../printAnswer'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'
import { readGuard, readOutputFormat } from '../writeResult'

/** A list by the ids that the log has, in place of Lathe's own keys. */
function listed({ kind, plan }: Drill): QueryPlan {
  if (kind === 'rows') return plan
  const after = `
) listed
JOIN main.all_users users ON users.user_key = listed.user_key
ORDER BY users.user_id`
  return { ...plan, ...aroundSql(plan, 'SELECT users.user_id, listed.* EXCLUDE (user_key)\nFROM (\n', after) }
}

/** Lists who or what stands behind a figure of an answer. */
async function runUsers(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('QUERY', 'Name one query; lathe queries lists them.')
  if (line.column === null) throw usageError('--column', 'Name the column of the figure: --column users.')
  readGuard(line.safe, readOutputFormat(line.format))
  const workspace = await openWorkspace(line)
  const catalog = await workspaceCatalog(workspace)
  const { analysis, source } = await findQuery(name, workspace, catalog)
  const values = readParameters(analysis.parameters, withPreset(analysis, line.parameters), analysis.refuses)
  const chosen = { ...line, table: line.table ?? source }
  const figure = { row: readCell(line.cell, analysis), column: line.column }
  const drill = analysis.drill?.(figure, values, catalog, chosen.table) ?? null
  if (drill === null)
    throw new LatheError(
      'not-found',
      `Nothing can be listed behind ${line.column} of ${name}` +
        `${analysis.drill === undefined ? '' : '; its columns are ' + analysis.columns.map((one) => one.name).join(', ')}.`,
      { what: 'column', name: line.column },
    )
  streams.note(drill.title)
  await printAnswer(listed(drill), chosen, workspace, () => [], streams, signal)
  return 0
}

export const users: TerminalCommand = {
  name: 'users',
  usage: {
    words: "QUERY --workspace DIR --cell 'JSON of the row' --column NAME [--param KEY=VALUE]…",
    about: 'the users or rows behind a figure',
  },
  run: runUsers,
}
