import { throwIfAborted } from '../base/abort'
import { elementAt, required } from '../base/required'
import { LatheError } from '../model/error'
import { ROLES, type EventMapping, type Role } from '../model/schema'
import { localDayReader } from '../model/zone'
import { decodeArrowFile } from '../store/arrowFile'
import type { SourceEntry, StoredPlan, TableEntry } from '../store/manifest'
import type { Users } from '../store/users'
import type { Patience, Workspace } from '../store/workspace'
import type { IngestPlan } from './contract'
import { seeOthers } from './importBatches'
import { noSuchTable } from './renameTable'
import { givenNames, sourceColumnsOf, storedBatches } from './storedRows'
import { IdSet } from './rows/dedupe'
import { TableImport } from './tableImport'
import { compileTimeReader } from './time/time'

/** Roles whose values are names, as the file writes them. */
const TEXT_ROLES = ['user', 'event', 'id', 'session'] as const satisfies readonly Role[]
const BUDGET_BYTES = 96 * 2 ** 20

/** What a table's new roles made of its rows. */
export interface RemapReport {
  readonly table: string
  readonly rows: number
  /** Rows that an event id showed to be there twice. */
  readonly duplicates: number
  readonly mapping: EventMapping
}

/**
 * Why a table's stored rows are not enough for other roles, so that its source files must be read again, in words; null
 * where they are. Throws `not-found` for a column that the table does not have.
 */
export function needsSources(table: TableEntry, sources: readonly SourceEntry[], mapping: EventMapping): string | null {
  const own = sources.filter((source) => source.table === table.name)
  const columns = sourceColumnsOf(table)
  const made = (column: string | undefined): boolean => column !== undefined && !columns.has(column)
  if (mapping.event?.startsWith('=') === true && made(mapping.event))
    return 'its event is said for whole files, not kept in a column'
  if (mapping.user?.includes('|') === true && made(mapping.user)) return 'its users are told by several columns'
  for (const role of ROLES) {
    const column = mapping[role]
    if (column === undefined || column === table.mapping[role] || columns.has(column)) continue
    const candidates = [...columns.keys()]
    throw new LatheError(
      'not-found',
      `The table “${table.name}” has no column “${column}” for ${role}; its columns are ${candidates.join(', ')}.`,
      { what: 'column', name: column, candidates },
    )
  }
  if (table.kind !== 'events') return 'it is a plain table, which has no roles'
  if (mapping.time !== table.mapping.time) return 'another time decides which rows can be read at all'
  if (mapping.id !== table.mapping.id && own.some(({ duplicates }) => duplicates > 0))
    return 'rows that came twice were left out by the event id that it has now'
  for (const role of TEXT_ROLES) {
    const column = mapping[role]
    const type = column === undefined || column === table.mapping[role] ? undefined : columns.get(column)?.type
    if (type !== undefined && type !== 'string' && type !== 'integer')
      return `“${String(column)}” is kept as a ${type}, not as it is written, and the ${role} is a text`
  }
  if (table.columns.some((column) => column.isRest === true)) return 'some of its columns are folded into one'
  return table.plans === undefined ? 'it was imported by an older Lathe' : null
}

/**
 * Gives a log other roles, from its stored rows and in one commit: where each row comes from, and which rows were
 * rejected, stays. Throws `not-found`, and `bad-parameter` where source files are needed.
 */
export function remapTable(
  workspace: Workspace,
  name: string,
  mapping: EventMapping,
  patience: Patience = {},
): Promise<RemapReport> {
  return workspace.change(() => remapLocked(workspace, name, mapping, patience.signal), patience)
}

async function remapLocked(
  workspace: Workspace,
  name: string,
  mapping: EventMapping,
  signal: AbortSignal | undefined,
): Promise<RemapReport> {
  const { manifest } = workspace
  const table = manifest.tables[name]
  if (table === undefined) throw noSuchTable(name, Object.keys(manifest.tables))
  const why = needsSources(table, manifest.sources, mapping)
  if (why !== null)
    throw new LatheError(
      'bad-parameter',
      `The table “${name}” cannot get these roles from its stored rows: ${why}. Name its source files, too.`,
      { parameter: 'map', value: name },
    )
  const users = await workspace.readUsers()
  await seeOthers(users, workspace, name)
  const remap = importOf(workspace, table, mapping, users, signal)
  const rows = new Map<number, number>()
  for (const entry of table.partitions) {
    const bytes = await workspace.readPartition(entry)
    if (bytes === null) throw workspace.missingError({ kind: 'rows', table: name, entry })
    for (const { fileIndex, batch } of storedBatches(decodeArrowFile(bytes), table, (key) =>
      key < 0 ? null : users.idOf(key),
    )) {
      throwIfAborted(signal)
      const before = remap.counts.rows
      await remap.add(batch, manifest.sources[fileIndex]?.name ?? '', fileIndex)
      rows.set(fileIndex, (rows.get(fileIndex) ?? 0) + remap.counts.rows - before)
    }
  }
  await remap.finishParts()
  const finished = await remap.finishTables()
  const { rejects, rejected } = table
  await workspace.commit({
    update: (current) => ({
      tables: { ...current.tables, [name]: { ...finished.table, rejects, rejected, plans: plansWith(table, mapping) } },
      users: finished.users,
      sources: current.sources.map((source, index): SourceEntry => {
        if (source.table !== name) return source
        const now = rows.get(index) ?? 0
        // By other columns, a row may be of another day: which ones were late is not known any more.
        const { late: _late, ...others } = source
        return { ...others, rows: now, duplicates: source.duplicates + source.rows - now }
      }),
    }),
  })
  return { table: name, rows: remap.counts.rows, duplicates: remap.counts.duplicates, mapping }
}

/** How the files are read when they are read again. */
function plansWith(table: TableEntry, mapping: EventMapping): readonly StoredPlan[] {
  return required(table.plans).map((plan) => ({ ...plan, mapping }))
}

function importOf(
  workspace: Workspace,
  table: TableEntry,
  mapping: EventMapping,
  users: Users,
  signal: AbortSignal | undefined,
): TableImport {
  const { timezone } = workspace.manifest
  const kept = elementAt(required(table.plans), required(table.plans).length - 1) as unknown as IngestPlan
  const columns = sourceColumnsOf(table)
  const texts = Object.entries(kept.numbers ?? {}).filter(([source]) => columns.get(source)?.type === 'string')
  // What a role keeps as a text or number, the file had in the type that the plan says.
  const own = [...columns].flatMap(([source, { role, type }]) => (role === undefined ? [[source, type] as const] : []))
  const plan: IngestPlan = {
    table: table.name,
    kind: 'events',
    format: kept.format,
    mapping,
    // Stored times are µs, stored numbers plain ones; words for nothing are empty already.
    timeFormat: 'epoch-us',
    isTimeFormatDetected: false,
    nullWords: [],
    numbers: Object.fromEntries(texts),
    types: { ...kept.types, ...Object.fromEntries(own) },
    timezone: 'UTC',
  }
  return new TableImport({
    workspace,
    plan,
    existing: null,
    names: givenNames(table),
    users,
    ids: mapping.id === undefined ? null : new IdSet(table.rows),
    readIsoTime: compileTimeReader('iso', 'UTC'),
    dayOf: localDayReader(timezone),
    memoryBudgetBytes: BUDGET_BYTES,
    ...(signal === undefined ? {} : { signal }),
    ...(table.mapping.event === undefined ? { eventName: table.eventName ?? table.name } : {}),
  })
}
