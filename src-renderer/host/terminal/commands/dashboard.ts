import { answerDashboard } from '../../dashboard/answeredTile'
import { MOST_SHEET_ROWS } from '../../../export/xlsx/sheetXml'
import { dashboardWorkbook } from '../../dashboard/dashboardWorkbook'
import { knownOf } from '../../dashboard/known'
import { workspaceCatalog } from '../../workspaceModel'
import { withEngine } from '../askEngine'
import type { CommandLine } from '../commandLine'
import { dashboardText, tileJson } from '../dashboardText'
import { findDashboard } from '../findDashboard'
import { wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Computes every tile and prints them in their order; fails where one has no answer. */
async function runDashboard(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [asked, ...surplus] = line.operands
  if (asked === undefined || surplus.length > 0)
    throw usageError('DASHBOARD', 'Name one dashboard; lathe dashboards lists them.')
  const isWorkbook = line.format === 'xlsx'
  const asJson = !isWorkbook && wantsJson(line, 'table, json or xlsx')
  const workspace = await openWorkspace(line)
  const { name, dashboard: board } = await findDashboard(asked, workspace)
  const known = await knownOf(workspace.files, await workspaceCatalog(workspace))
  const tiles = await withEngine(
    workspace,
    signal,
    (ask) =>
      answerDashboard(board, board.scope, known, ask, (index) => {
        streams.progress(`tile ${index + 1} of ${board.tiles.length}`)
      }),
    { engines: line.engines, ...(isWorkbook ? { mostRows: MOST_SHEET_ROWS } : {}) },
  )
  streams.endProgress()
  const { title, about, scope } = board
  const printed = isWorkbook
    ? dashboardWorkbook(tiles)
    : asJson
      ? `${JSON.stringify({ name, title, about, scope, tiles: tiles.map(tileJson) }, null, 1)}\n`
      : dashboardText(title, tiles)
  await print(printed, line, streams)
  const failed = tiles.flatMap((one) => ('problem' in one ? [one.problem] : []))
  for (const problem of failed) streams.note(problem)
  return failed.length === 0 ? 0 : 1
}

export const dashboard: TerminalCommand = {
  name: 'dashboard',
  usage: {
    words: 'NAME --workspace DIR [--format table|json|xlsx] [--out FILE]',
    about:
      'computes every tile of a dashboard; ends with 1 where one has no answer; --format xlsx is a workbook with a sheet each',
  },
  run: runDashboard,
}
