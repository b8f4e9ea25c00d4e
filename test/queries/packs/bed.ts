import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SAMPLES } from '../../../samples'
import type { Engine } from '../../../src-renderer/engine/engine'
import type { Check } from '../../../src-renderer/host/checks/check'
import { askChecks } from '../../../src-renderer/host/checks/checkQuestions'
import { knownOf } from '../../../src-renderer/host/dashboard/known'
import { answerTile, type TileAnswer, type TileRun } from '../../../src-renderer/host/dashboard/tileAnswer'
import { OPEN_VIEW_SCOPE, viewRequest, type ViewRequest } from '../../../src-renderer/host/dashboard/viewRequest'
import { openPack, type PackReport } from '../../../src-renderer/host/packs/openPack'
import { runPlan } from '../../../src-renderer/host/runPlan'
import { askedView } from '../../../src-renderer/host/terminal/askedView'
import { useParquetFile } from '../../../src-renderer/host/terminal/parquetFile'
import { readCommandLine } from '../../../src-renderer/host/terminal/readCommandLine'
import { SavedDocuments } from '../../../src-renderer/host/savedDocuments'
import { workspaceCatalog, WorkspaceModel } from '../../../src-renderer/host/workspaceModel'
import { ingest } from '../../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../../src-renderer/ingest/inspect/inspect'
import type { EventMapping, TableKind } from '../../../src-renderer/model/schema'
import type { Pack } from '../../../src-renderer/query/contract/pack'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readDashboard } from '../../../src-renderer/query/saved/readDashboard'
import { readArrowResult } from '../../../src-renderer/query/session/arrowResult'
import { Session } from '../../../src-renderer/query/session/session'
import { MemoryFiles } from '../../../src-renderer/store/memoryFiles'
import { Workspace } from '../../../src-renderer/store/workspace'
import { memorySource } from '../../ingest/memorySource'

/** A file of a workspace that a test makes. */
export interface BedFile {
  readonly path: string
  readonly kind: TableKind
  readonly table: string
  readonly mapping?: EventMapping
}

/** A workspace in memory that is asked as the terminal asks one. */
export interface Bed {
  readonly workspace: Workspace
  readonly ask: (plan: QueryPlan) => Promise<TileRun>
  /** What `lathe query …` asks, said as the words after `lathe`. */
  readonly request: (words: readonly string[]) => Promise<ViewRequest>
}

/** A pack opened on a workspace of its own. */
export interface PackBed {
  readonly report: PackReport
  /** Asks one of the pack's queries, by its bare name. */
  query(name: string, parameters?: Readonly<Record<string, ParameterValue>>): Promise<ResultTable>
  /** Answers `lathe query …`, said as the words after `lathe`. */
  command(words: readonly string[]): Promise<ResultTable>
  /** Answers every tile of the dashboard, in its order. */
  tiles(): Promise<readonly TileAnswer[]>
  /** How the pack's expectations stand. */
  checks(): Promise<readonly Check[]>
}

/** The files of a sample that comes with Lathe. */
export function sampleFiles(name: string): readonly BedFile[] {
  const sample = SAMPLES.find((one) => one.name === name)
  if (sample === undefined) throw new Error(`there is no sample ${name}`)
  return sample.files.map(({ url, kind, table, mapping }) => ({
    path: join(import.meta.dirname, '../../../samples', url.replace(/^.*?\/samples\//, '').replace(/\?.*$/, '')),
    kind,
    table,
    mapping,
  }))
}

async function workspaceOf(files: readonly BedFile[]): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles('pack'), { timezone: 'UTC', weekStart: 1 })
  for (const { path, ...choices } of files) {
    const source = memorySource(readFileSync(path), [], basename(path))
    await ingest(planFrom(await inspect(source, choices), 'UTC'), [source], workspace)
  }
  return workspace
}

/** Imports files into a workspace in memory, which takes the place of the engine's one before. */
export async function openBed(files: readonly BedFile[], engine: Engine): Promise<Bed> {
  useParquetFile()
  await engine.clear()
  const workspace = await workspaceOf(files)
  const session = new Session(workspace, engine, () => new WorkspaceModel(workspace.files).read())
  return {
    workspace,
    async ask(plan) {
      const { ipc, notes, truncated, shellSql, tables } = await runPlan(session, plan, { limitRows: 10_000 })
      return { table: readArrowResult(ipc, 10_000), notes, truncated, shellSql, tables }
    },
    async request(words) {
      const line = readCommandLine(words)
      const [name] = line?.operands ?? []
      if (line === null || name === undefined) throw new Error(`${words.join(' ')} names nothing`)
      return askedView(name, line, workspace, await workspaceCatalog(workspace))
    },
  }
}

/** The same with a pack opened on it; what is asked is asked of the engine. */
export async function packBed(pack: Pack, files: readonly BedFile[], engine: Engine): Promise<PackBed> {
  const { workspace, ask, request } = await openBed(files, engine)
  const report = await openPack(pack, workspace, null)
  const known = await knownOf(workspace.files, await workspaceCatalog(workspace))
  return {
    report,
    async query(name, parameters = {}) {
      const view = {
        title: '',
        about: '',
        of: { query: `${pack.name}/${name}` },
        table: null,
        parameters,
        scope: OPEN_VIEW_SCOPE,
        show: 'table' as const,
        chart: 1,
      }
      return (await ask(viewRequest(view, OPEN_VIEW_SCOPE, known).plan)).table
    },
    async checks() {
      const checks: Check[] = []
      for await (const some of askChecks(known, ask)) checks.push(...some)
      return checks
    },
    async command(words) {
      return (await ask((await request(words)).plan)).table
    },
    async tiles() {
      const [file] = await new SavedDocuments(workspace.files, 'dashboard').list()
      const board = readDashboard(file!.text, pack.name)
      const answers: TileAnswer[] = []
      for (const tile of board.tiles)
        if (tile.kind !== 'text') answers.push(await answerTile(tile, board.scope, known, ask))
      return answers
    },
  }
}
