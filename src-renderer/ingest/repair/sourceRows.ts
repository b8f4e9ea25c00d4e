import { throwIfAborted } from '../../base/abort'
import { LatheError } from '../../model/error'
import { localDayReader } from '../../model/zone'
import type { SourceEntry, TableEntry } from '../../store/manifest'
import type { Users } from '../../store/users'
import type { Workspace } from '../../store/workspace'
import type { ByteSource, IngestPlan } from '../contract'
import type { IdSet } from '../rows/dedupe'
import { batchSource } from '../ingest'
import { inspect, planFrom } from '../inspect/inspect'
import { TableImport, type RowFilter } from '../tableImport'
import { compileTimeReader } from '../time/time'

const BUDGET_BYTES = 96 * 2 ** 20

/** A file that is read once more, and the import that it came from. */
export interface SourceFile {
  readonly source: ByteSource
  readonly entry: SourceEntry
  /** Index in the workspace's list of sources: the file index in `_source`. */
  readonly index: number
}

/**
 * Reads some rows of a source again, as it was read when it was imported; the files written are not committed. Throws
 * `bad-file` when it is not the same file any more.
 */
export async function readSourceRows(
  workspace: Workspace,
  table: TableEntry,
  file: SourceFile,
  options: {
    readonly users: Users
    readonly ids: IdSet | null
    readonly only: RowFilter
    /** Days that begin a file, whatever those before take. */
    readonly begins?: readonly number[]
    readonly signal?: AbortSignal
  },
): Promise<TableImport['written']> {
  const { users, ids, only, begins, signal } = options
  const plan = await planOf(workspace, table, file, signal)
  const passed = { ...(signal === undefined ? {} : { signal }), ...(begins === undefined ? {} : { begins }) }
  const reading = new TableImport({
    workspace,
    plan,
    existing: table,
    users,
    ids,
    only,
    memoryBudgetBytes: BUDGET_BYTES,
    ...passed,
    readIsoTime: compileTimeReader('iso', plan.timezone),
    dayOf: localDayReader(workspace.manifest.timezone),
  })
  reading.beginFile(plan, file.source.name)
  const batches = batchSource(plan, file.source, [], { signal })
  for await (const batch of batches.read(reading.ownColumns())) {
    throwIfAborted(signal)
    await reading.add(batch, file.source.name, file.index)
  }
  await reading.finishParts()
  const found = batches.crc32?.() ?? null
  if (file.entry.crc32 !== undefined && found !== null && found !== file.entry.crc32) {
    throw new LatheError(
      'bad-file',
      `${file.source.name} is not the file that was imported: its content has changed. Nothing was changed.`,
      { file: file.source.name },
    )
  }
  return reading.written
}

/** The plan that was kept with the import; for one of an older Lathe, what the file and the table say. */
async function planOf(
  workspace: Workspace,
  table: TableEntry,
  { source, entry }: SourceFile,
  signal: AbortSignal | undefined,
): Promise<IngestPlan> {
  const kept = entry.plan === undefined ? undefined : table.plans?.[entry.plan]
  if (kept !== undefined) return kept as unknown as IngestPlan
  const found = await inspect(source, { kind: table.kind, mapping: table.mapping, table: table.name }, signal)
  return planFrom(found, workspace.manifest.timezone)
}
