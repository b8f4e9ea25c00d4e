import { Engine } from '../../../engine/engine'
import { nodeAssets } from '../../../engine/nodeAssets'
import { mend } from '../../../ingest/repair/mend'
import { isLatheError, LatheError } from '../../../model/error'
import type { NumberTile, ViewTile } from '../../../query/contract/dashboard'
import type { QueryPlan } from '../../../query/contract/plan'
import { readDashboard } from '../../../query/saved/readDashboard'
import { readArrowResult } from '../../../query/session/arrowResult'
import { Session } from '../../../query/session/session'
import { nearest } from '../../../query/sql/nearest'
import type { Workspace } from '../../../store/workspace'
import { knownOf } from '../../dashboard/known'
import { answerTile, type TileAnswer, type TileRun } from '../../dashboard/tileAnswer'
import { runPlan } from '../../runPlan'
import { documentPath, SavedDocuments } from '../../savedDocuments'
import { workspaceCatalog, WorkspaceModel } from '../../workspaceModel'
import type { CommandLine } from '../commandLine'
import { dashboardText, tileJson, type AnsweredTile } from '../dashboardText'
import { wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Rows of a tile at most. */
const MOST_ROWS = 10_000

async function findDashboard(name: string, { files }: Workspace) {
  const saved = new SavedDocuments(files, 'dashboard')
  const bare = name.replace(/\.json$/, '')
  const all = await saved.list()
  const file = all.find((one) => one.name === bare)
  if (file !== undefined) return { name: bare, dashboard: readDashboard(file.text, documentPath('dashboard', bare)) }
  const candidates = nearest(
    bare,
    all.map((one) => one.name),
  )
  throw new LatheError(
    'not-found',
    `There is no dashboard "${bare}"; ${candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : 'lathe dashboards lists them.'}`,
    { what: 'dashboard', name: bare, candidates },
  )
}

/** A tile's answer, or why it has none: one tile's fault is not another's. */
async function answerOr(tile: ViewTile | NumberTile, answer: () => Promise<TileAnswer>): Promise<AnsweredTile> {
  try {
    return { tile, answer: await answer() }
  } catch (error) {
    if (!isLatheError(error)) throw error
    return { tile, problem: error.message }
  }
}

/** Computes every tile and prints them in their order; fails where one has no answer. */
async function runDashboard(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [asked, ...surplus] = line.operands
  if (asked === undefined || surplus.length > 0)
    throw usageError('DASHBOARD', 'Name one dashboard; lathe dashboards lists them.')
  const asJson = wantsJson(line)
  const workspace = await openWorkspace(line.workspace)
  const { name, dashboard: board } = await findDashboard(asked, workspace)
  const known = await knownOf(workspace.files, await workspaceCatalog(workspace))
  const engine = new Engine(nodeAssets())
  try {
    const session = new Session(workspace, engine, () => new WorkspaceModel(workspace.files).read())
    const ask = async (plan: QueryPlan): Promise<TileRun> => {
      const { ipc, notes, truncated } = await runPlan(session, plan, { signal, limitRows: MOST_ROWS })
      return { table: readArrowResult(ipc, MOST_ROWS), notes, truncated }
    }
    const tiles: AnsweredTile[] = []
    for (const tile of board.tiles) {
      streams.progress(`tile ${tiles.length + 1} of ${board.tiles.length}`)
      tiles.push(
        tile.kind === 'text' ? { tile } : await answerOr(tile, () => answerTile(tile, board.scope, known, ask)),
      )
    }
    streams.endProgress()
    const { title, about, scope } = board
    const printed = asJson
      ? `${JSON.stringify({ name, title, about, scope, tiles: tiles.map(tileJson) }, null, 1)}\n`
      : dashboardText(title, tiles)
    await print(printed, line, streams)
    const failed = tiles.flatMap((one) => ('problem' in one ? [one.problem] : []))
    for (const problem of failed) streams.note(problem)
    return failed.length === 0 ? 0 : 1
  } finally {
    engine.close()
    await mend(workspace)
  }
}

export const dashboard: TerminalCommand = {
  name: 'dashboard',
  usage: {
    words: 'NAME --workspace DIR [--format table|json] [--out FILE]',
    about: 'computes every tile of a dashboard; ends with 1 where one has no answer',
  },
  run: runDashboard,
}
