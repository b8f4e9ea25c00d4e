import { LatheError } from '../../model/error'
import { EMPTY_MODEL } from '../../model/dataModel'
import { readDataModel } from '../../model/readDataModel'
import { catalogOf } from '../../query/session/catalog'
import type { Pack } from '../../query/contract/pack'
import { writeDashboard } from '../../query/saved/writeDashboard'
import { hashBytes } from '../../store/checksum'
import type { FileStore } from '../../store/files'
import type { Workspace } from '../../store/workspace'
import { SavedSegments } from '../savedSegments'
import { workspaceCatalog, WorkspaceModel } from '../workspaceModel'
import { matchPack, type PackNames } from './matchPack'
import { addModel, type AddedModel } from './addModel'
import { lacksOf, logsOf, whyLacking, type Lack } from './lacks'
import { packDashboard, packQueries, type LeftOut } from './placeDashboard'
import { packModel } from './placeModel'
import { readOpened, writeOpened, type OpenedPacks } from './openedPacks'

/** What opening a pack did. */
export interface PackReport {
  readonly pack: string
  /** The pack's tables, and those of the workspace that they are; null for one that is missing. */
  readonly tables: Readonly<Record<string, string | null>>
  /** Tables and optional columns (`videos.category`) that are not there. */
  readonly missing: readonly { readonly table: string; readonly why: string }[]
  /** Entries that `model.json` got. */
  readonly model: AddedModel['added']
  readonly segments: readonly string[]
  readonly queries: readonly string[]
  readonly dashboard: string
  /** Queries and tiles that need what is missing. */
  readonly leftOut: readonly LeftOut[]
  /** Files that somebody changed since the pack wrote them: they stay. */
  readonly kept: readonly string[]
}

/**
 * Opens a pack on a workspace's tables: adds what its model lacks, and writes the pack's segments, queries
 * (`queries/<pack>/…`) and dashboard. Opened again, it writes what it wrote anew, but no file that somebody changed
 * since. `said` names tables and columns that are called otherwise; it is remembered in `packs.json`. Throws `not-found`
 * where a table that must be there is missing (then nothing is written), `bad-file`, `store-write`.
 */
export async function openPack(pack: Pack, workspace: Workspace, said: PackNames | null): Promise<PackReport> {
  const { files } = workspace
  const opened = await readOpened(files)
  const names = said ?? opened[pack.name]?.names ?? {}
  const catalog = await workspaceCatalog(workspace)
  const matches = matchPack(pack, catalog.tables, names)
  const lacking = matches.filter(({ table, expected }) => table === null && !expected.isOptional)
  if (lacking.length > 0)
    throw new LatheError(
      'not-found',
      `The pack ${pack.name} needs what is not here: ${lacking.map(({ why }) => why).join('; ')}. ` +
        'Import it, or say which table it is, as table=TABLE or table.column=COLUMN.',
      { what: 'table', name: lacking[0]?.expected.name ?? '', candidates: catalog.tables.map(({ name }) => name) },
    )
  const file = new WorkspaceModel(files)
  const before = await file.text()
  const own = opened[pack.name]?.model ?? []
  const there = before === null ? EMPTY_MODEL : readDataModel(before).model
  const { model: packs, lacks } = packModel(pack, matches, { model: there, own })
  const { text, added, keys } = addModel(before, packs)
  if (text !== before) await file.replace(before, text)
  const model = text === null ? undefined : readDataModel(text).model
  const placed = packQueries(pack, matches, lacks)
  const whole = { ...catalogOf(workspace.manifest, model), segments: catalog.segments ?? [] }
  const { dashboard, leftOut } = packDashboard(pack, matches, placed, { catalog: whole, lacks })
  const segments = await addSegments(pack, files, lacks)
  const written = new Map<string, string>([
    ...placed.queries.map((query) => [`queries/${query.name}.sql`, query.text] as const),
    [`dashboards/${pack.name}.json`, writeDashboard(dashboard)],
  ])
  const { sums, kept } = await writeUnchanged(files, written, opened[pack.name]?.written ?? {})
  await writeOpened(files, { ...opened, [pack.name]: { names, written: sums, model: [...new Set([...own, ...keys])] } })
  return {
    pack: pack.name,
    tables: Object.fromEntries(matches.map(({ expected, table }) => [expected.name, table])),
    missing: lacksOf(matches).map(({ table, name, why }) => ({
      table: [table, name].filter((one) => one !== null).join('.'),
      why,
    })),
    model: added,
    segments: segments.added,
    queries: placed.queries.map((query) => query.name),
    dashboard: pack.name,
    leftOut: [...placed.leftOut.map(({ title, why }) => ({ title, why })), ...leftOut, ...segments.leftOut],
    kept,
  }
}

/** Adds the segments that the workspace lacks, by name; those that need what is missing are left out. */
async function addSegments(pack: Pack, files: FileStore, lacks: readonly Lack[]) {
  const saved = new SavedSegments(files)
  const there = new Set((await saved.list()).map(({ name }) => name))
  const added: string[] = []
  const leftOut: LeftOut[] = []
  for (const { name, about, rule } of pack.segments) {
    const why = whyLacking(rule, logsOf(pack), pack, lacks)
    if (why !== null) leftOut.push({ title: `the segment ${name}`, why })
    else if (!there.has(name)) added.push(await saved.save(name, { about, rule }))
  }
  return { added, leftOut }
}

/** Writes files that are not there, or still as they were written before; gives the checksums of those. */
async function writeUnchanged(
  files: FileStore,
  texts: ReadonlyMap<string, string>,
  before: OpenedPacks[string]['written'],
): Promise<{ readonly sums: Readonly<Record<string, string>>; readonly kept: readonly string[] }> {
  const sums: Record<string, string> = {}
  const kept: string[] = []
  for (const [path, text] of texts) {
    const bytes = new TextEncoder().encode(text)
    const there = await files.read(path).catch(() => null)
    const sum = there === null ? null : await hashBytes(there)
    sums[path] = await hashBytes(bytes)
    if (sum === sums[path]) continue
    if (sum !== null && sum !== before[path]) {
      kept.push(path)
      const known = before[path]
      if (known === undefined) delete sums[path]
      else sums[path] = known
      continue
    }
    await files.replace(path, bytes)
  }
  return { sums, kept }
}
