import { throwIfAborted } from '../base/abort'
import { makeGiveWay } from '../base/giveWay'
import { LatheError } from '../model/error'
import { ROLE_COLUMNS, ROLES, type IsoDate } from '../model/schema'
import { isoToDay, localDayReader } from '../model/zone'
import type { Manifest, SourceEntry, StoredPlan, TableEntry } from '../store/manifest'
import { dateRangeOf } from '../store/partitions'
import { Users } from '../store/users'
import type { Patience, Workspace } from '../store/workspace'
import type { IngestPlan, IngestProgress, IngestReport, Remark, RowBatch } from './contract'
import type { Parsers } from './parallel/parsedBlock'
import { IdSet, addStoredIds } from './rows/dedupe'
import { arrivalText } from './rows/lateArrivals'
import { withMore } from './follow/withMore'
import { importedBefore, knownRemarks, sameSize } from './knownFiles'
import { ProgressMeter } from './progressMeter'
import { givenNames } from './storedRows'
import { checkTableName } from './inspect/tableName'
import { TableImport } from './tableImport'
import { compileTimeReader } from './time/time'

const DEFAULT_BUDGET_BYTES = 96 * 2 ** 20

export interface IngestOptions extends Patience {
  /** Called ten times a second at most. */
  readonly onProgress?: (progress: IngestProgress) => void
  /** Rows that wait to be written may take about this much; 96 MB by default. */
  readonly memoryBudgetBytes?: number
  /** About how much a file of rows of several days may take; 4 MB by default, 0 for a file a day. */
  readonly rangeBytes?: number
  /** As for ReadOptions. */
  readonly blockBytes?: number
  /** Threads that read large files; without them, the import's own thread does. */
  readonly parsers?: Parsers
  /** Milliseconds since 1970; the wall clock by default. */
  readonly now?: () => number
  /** The rows take the place of those that the table has. */
  readonly replaces?: boolean
  /** Names for columns, by those in the files, besides the ones that the replaced rows' columns have. */
  readonly names?: Readonly<Record<string, string>>
  /**
   * The one source goes on with a file that was imported in part: its index in the workspace's list of sources, and how
   * many bytes of it were. Throws `workspace-changed` where others went on with it meanwhile.
   */
  readonly continues?: { readonly source: number; readonly bytes: number }
  /** Leaves out files whose very bytes were imported into the table before. */
  readonly skipsKnown?: boolean
}

/** A file as rows. */
export interface BatchSource {
  readonly name: string
  readonly size: number | null
  /** Batches in the file's order; `bytesRead` counts towards `size`. `keep` as in ReadOptions. */
  read(keep?: ReadonlySet<string>): AsyncIterable<RowBatch>
  /** How it is read, where its plan is its own. */
  readonly plan?: IngestPlan
  /** CRC-32 of the file as eight hex digits, once it has been read to its end; null where that is not known. */
  crc32?(): string | null
  /** CRC-32 of so many first bytes, where that was asked for; null where it was not. */
  crcAt?(bytes: number): string | null
  /** `crc32`, found by reading all of the file. */
  sum?(): Promise<string>
}

/** The plan of the file at a place of an import. */
export function planOfFile({ files, ...plan }: IngestPlan, index: number): IngestPlan {
  const own = files?.[index] ?? null
  if (own === null) return plan
  return { ...plan, ...own, ...(own.numbers === undefined ? {} : { numbers: { ...plan.numbers, ...own.numbers } }) }
}

/** As ingest, for files that are read already. */
export async function importBatches(
  plan: IngestPlan,
  sources: readonly BatchSource[],
  workspace: Workspace,
  options: IngestOptions = {},
): Promise<IngestReport> {
  throwIfAborted(options.signal)
  const { signal, onWait, waitMs } = options
  return workspace.change(() => importLocked(plan, sources, workspace, options), {
    ...(signal === undefined ? {} : { signal }),
    ...(onWait === undefined ? {} : { onWait }),
    ...(waitMs === undefined ? {} : { waitMs }),
  })
}

async function importLocked(
  wanted: IngestPlan,
  given: readonly BatchSource[],
  workspace: Workspace,
  options: IngestOptions,
): Promise<IngestReport> {
  const { signal, now = Date.now } = options
  const meter = new ProgressMeter(options.onProgress, now)
  const { manifest } = workspace
  checkContinued(manifest, options.continues, workspace.files.label)
  const sources = options.skipsKnown === true ? await unknownOf(given, wanted.table, manifest) : given
  const stored = manifest.tables[wanted.table] ?? null
  const replaced = options.replaces === true ? stored : null
  // A table without rows came from a file that said nothing: it is no word on what the table is.
  const existing = replaced !== null || (stored?.rows === 0 && stored.partitions.length === 0) ? null : stored
  const plan = await fittedPlan(wanted, existing, sources)
  checkTableName(plan.table, Object.keys(manifest.tables))
  checkPlan(plan, existing)
  const hasEvents = Object.values(manifest.tables).some((table) => table.kind === 'events')
  const users = plan.kind === 'events' && hasEvents ? await workspace.readUsers() : new Users()
  if (replaced !== null) await seeOthers(users, workspace, plan.table)
  const newest = plan.kind === 'events' ? newestDate(existing) : null
  const tableImport = new TableImport({
    workspace,
    plan,
    existing,
    users,
    ids: await storedIds(plan, existing, workspace),
    readIsoTime: compileTimeReader('iso', plan.timezone),
    dayOf: localDayReader(manifest.timezone),
    ...(newest === null ? {} : { newestDay: isoToDay(newest) }),
    ...(options.continues === undefined ? {} : newestTime(existing)),
    memoryBudgetBytes: options.memoryBudgetBytes ?? DEFAULT_BUDGET_BYTES,
    ...(options.rangeBytes === undefined ? {} : { rangeBytes: options.rangeBytes }),
    ...(signal === undefined ? {} : { signal }),
    ...(replaced === null ? {} : { names: new Map([...givenNames(replaced), ...Object.entries(options.names ?? {})]) }),
    ...(replaced?.eventName === undefined ? {} : { eventName: replaced.eventName }),
  })
  const { counts } = tableImport
  const bytesTotal = sources.every((source) => source.size !== null)
    ? sources.reduce((sum, source) => sum + (source.size ?? 0), 0)
    : null
  const entries: SourceEntry[] = []
  let plans = existing?.plans ?? []
  const importedAt = new Date(now()).toISOString()
  let bytesBefore = 0
  const giveWay = makeGiveWay()
  for (const source of sources) {
    const before = { ...counts }
    const own = source.plan === undefined ? plan : { ...source.plan, kind: plan.kind, mapping: plan.mapping }
    const kept = addPlan(plans, own)
    plans = kept.plans
    tableImport.beginFile(own, source.name)
    let bytesRead = 0
    for await (const batch of source.read(tableImport.ownColumns())) {
      throwIfAborted(signal)
      await tableImport.add(batch, source.name, options.continues?.source ?? manifest.sources.length + entries.length)
      bytesRead = batch.bytesRead
      meter.tell({
        stage: 'reading',
        file: source.name,
        bytesRead: bytesBefore + bytesRead,
        bytesTotal,
        ...pick(counts),
      })
      await giveWay()
    }
    bytesBefore += source.size ?? bytesRead
    const ofFile = { ...counts }
    for (const key of ['rows', 'rejected', 'duplicates', 'rowsWithoutUser'] as const) ofFile[key] -= before[key]
    // A few more lines of a file that made sense before prove nothing.
    if (options.continues === undefined) tableImport.refuseNonsense(source.name, ofFile, own)
    const lost = tableImport.takeLost()
    const late = tableImport.takeLate()
    const arrivals = tableImport.takeArrivals()
    entries.push({
      name: source.name,
      bytes: source.size,
      table: plan.table,
      rows: ofFile.rows,
      rejected: ofFile.rejected,
      duplicates: ofFile.duplicates,
      importedAt,
      plan: kept.index,
      ...(newest === null || late === 0 ? {} : { late: { before: newest, rows: late } }),
      ...(arrivals === null ? {} : { arrivals }),
      ...(Object.keys(lost).length === 0 ? {} : { lost }),
      ...crcOf(source),
    })
  }
  throwIfAborted(signal)
  const file = sources.at(-1)?.name ?? ''
  meter.tell({ stage: 'deriving', file, bytesRead: bytesBefore, bytesTotal, ...pick(counts) }, true)
  await tableImport.finishParts()
  if (options.continues === undefined) tableImport.refuseLosses()
  const finished = await tableImport.finishTables()
  throwIfAborted(signal)
  meter.tell({ stage: 'committing', file, bytesRead: bytesBefore, bytesTotal, ...pick(counts) }, true)
  if (sources.length > 0)
    await workspace.commit({
      update: (current) => ({
        tables: { ...current.tables, [plan.table]: { ...finished.table, plans } },
        users: finished.users,
        sources:
          options.continues === undefined
            ? [
                ...(replaced === null ? current.sources : current.sources.map((one) => withoutTable(one, plan.table))),
                ...entries,
              ]
            : current.sources.map((one, index) => (index === options.continues?.source ? withMore(one, entries) : one)),
      }),
    })
  const { minTs, maxTs, ...summary } = tableImport.summary()
  const lost = tableImport.lost()
  const isMore = replaced === null && options.continues === undefined
  const known = isMore ? knownRemarks(manifest, entries, (file, bytes) => sources[file]?.crcAt?.(bytes) ?? null) : []
  return {
    table: plan.table,
    files: sources.length,
    rows: counts.rows,
    duplicates: counts.duplicates,
    rejected: counts.rejected,
    ...(counts.rejected === 0 ? {} : { rejects: tableImport.rejected() }),
    ...summary,
    rowsWithoutUser: counts.rowsWithoutUser,
    minTs: isoOrNull(minTs),
    maxTs: isoOrNull(maxTs),
    elapsedMs: Math.round(meter.elapsedMs),
    ...(Object.keys(lost).length === 0 ? {} : { lost }),
    remarks: [...tableImport.remarks(), ...arrivalRemarks(entries), ...known],
  }
}

/** Lets users be seen where the other logs saw them, before a log is read in anew. */
export async function seeOthers(users: Users, workspace: Workspace, table: string): Promise<void> {
  users.forgetSeen()
  for (const other of Object.values(workspace.manifest.tables)) {
    if (other.kind !== 'events' || other.name === table) continue
    for (const entry of other.partitions) {
      const file = await workspace.readPartition(entry)
      if (file === null) throw workspace.missingError({ kind: 'rows', table: other.name, entry })
      users.seeFile(file)
    }
  }
}

function checkContinued({ sources }: Manifest, continues: IngestOptions['continues'], workspace: string): void {
  if (continues === undefined || sources[continues.source]?.bytes === continues.bytes) return
  throw new LatheError('workspace-changed', 'Somebody else has read on in this file meanwhile; look at it again.', {
    workspace,
  })
}

function newestDate(table: TableEntry | null): IsoDate | null {
  return dateRangeOf(table?.partitions ?? []).lastDate
}

/** What a file that goes on has above it; its table's newest time. */
function newestTime(table: TableEntry | null): { readonly newestTime?: number } {
  const times = (table?.partitions ?? []).flatMap(({ maxTs }) => (maxTs === null ? [] : [Number(maxTs)]))
  return times.length === 0 ? {} : { newestTime: Math.max(...times) }
}

function withoutTable(source: SourceEntry, table: string): SourceEntry {
  return source.table === table ? { ...source, table: '' } : source
}

function crcOf(source: BatchSource): { readonly crc32?: string } {
  const crc32 = source.crc32?.() ?? null
  return crc32 === null ? {} : { crc32 }
}

/** The table's plans with this one, once: an append is mostly read as the import before it. */
function addPlan(plans: readonly StoredPlan[], plan: IngestPlan): { plans: readonly StoredPlan[]; index: number } {
  const stored = JSON.parse(JSON.stringify(plan)) as StoredPlan
  const same = plans.findIndex((one) => JSON.stringify(one) === JSON.stringify(stored))
  return same >= 0 ? { plans, index: same } : { plans: [...plans, stored], index: plans.length }
}

async function storedIds(plan: IngestPlan, existing: TableEntry | null, workspace: Workspace): Promise<IdSet | null> {
  if (plan.kind !== 'events' || plan.mapping.id === undefined) return null
  const hasIds = existing?.columns.some((column) => column.role === 'id') === true
  const ids = new IdSet(hasIds ? existing.rows : 0)
  if (hasIds) await addStoredIds(ids, workspace, existing)
  return ids
}

/** A file with a header and no rows says nothing about its columns: it is read as the table's other files were. */
async function fittedPlan(
  plan: IngestPlan,
  existing: TableEntry | null,
  sources: readonly BatchSource[],
): Promise<IngestPlan> {
  if (existing === null || existing.kind === plan.kind) return plan
  for (const source of sources) for await (const { count } of source.read()) if (count > 0) return plan
  return { ...plan, kind: existing.kind, mapping: existing.mapping }
}

function checkPlan(plan: IngestPlan, existing: TableEntry | null): void {
  if (existing !== null && existing.kind !== plan.kind) {
    const [is, wanted] =
      existing.kind === 'events' ? ['an event log', 'a plain table'] : ['a plain table', 'an event log']
    throw new LatheError(
      'bad-parameter',
      `The table “${plan.table}” is ${is}; choose another name to import ${wanted}.`,
      { parameter: 'table', value: plan.table },
    )
  }
  for (const role of ROLES) {
    const own = existing?.columns.find((column) => column.name === ROLE_COLUMNS[role] && column.role === undefined)
    if (own === undefined || plan.kind !== 'events' || plan.mapping[role] === undefined) continue
    throw new LatheError(
      'bad-parameter',
      `“${plan.table}” has a column ${own.name} that is not its ${role}; leave that role out (--map ${role}=none), or ` +
        'import into another table.',
      { parameter: role, value: plan.mapping[role] },
    )
  }
  if (plan.kind === 'events' && plan.mapping.time === undefined) {
    throw new LatheError(
      'bad-parameter',
      'An event log needs a time: choose the column that holds it, or import the file as a plain table.',
      { parameter: 'time', value: '' },
    )
  }
}

/** The files that were not imported into the table before. */
async function unknownOf(
  sources: readonly BatchSource[],
  table: string,
  manifest: Manifest,
): Promise<readonly BatchSource[]> {
  const unknown: BatchSource[] = []
  for (const source of sources) {
    const { size: bytes } = source
    const mayBe = sameSize(manifest.sources, table, bytes).length > 0
    const crc32 = mayBe ? await source.sum?.() : undefined
    if (crc32 === undefined || importedBefore(manifest, table, { bytes, crc32 }) === null) unknown.push(source)
  }
  return unknown
}

function arrivalRemarks(entries: readonly SourceEntry[]): readonly Remark[] {
  const found = entries.flatMap(({ arrivals }) => arrivals ?? [])
  if (found.length === 0) return []
  const count = found.reduce((sum, { rows }) => sum + rows, 0)
  return [{ kind: 'late', column: found[0]?.by ?? null, count, text: `${arrivalText(found)}.` }]
}

function pick(counts: { rows: number; rejected: number; duplicates: number }): {
  rows: number
  rejected: number
  duplicates: number
} {
  return { rows: counts.rows, rejected: counts.rejected, duplicates: counts.duplicates }
}

function isoOrNull(micros: number | null): string | null {
  if (micros === null) return null
  const text = new Date(Math.floor(micros / 1000)).toISOString()
  const rest = micros - Math.floor(micros / 1000) * 1000
  return rest === 0 ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}
