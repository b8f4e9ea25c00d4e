import type { Cell, IngestPlan, RowBatch } from '../../src-renderer/ingest/contract'
import { importBatches } from '../../src-renderer/ingest/importBatches'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { Session } from '../../src-renderer/query/session/session'
import type { SessionStore } from '../../src-renderer/query/session/sessionAnswer'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'

/** A log of five rows for tests of sessions: its columns, rows, and how they are imported. */
const NAMES: readonly string[] = ['user', 'event', 'time', 'plan', 'seats']

const ROWS: readonly (readonly Cell[])[] = [
  ['ann', 'open', '2024-01-01T10:00:00Z', 'pro', '3'],
  ['bob', 'open', '2024-01-01T11:00:00Z', 'free', null],
  ['ann', 'pay', '2024-01-02T10:00:00Z', 'pro', '3'],
  [null, 'open', '2024-01-02T10:30:00Z', null, null],
  ["o'neil", 'open', '2024-01-03T23:59:59.999Z', "it's", '-1'],
]

function plan(table: string, more: Partial<IngestPlan> = {}): IngestPlan {
  return {
    table,
    kind: 'events',
    format: 'csv',
    mapping: { user: 'user', event: 'event', time: 'time' },
    timeFormat: 'iso',
    types: { plan: 'string', seats: 'integer' },
    timezone: 'UTC',
    ...more,
  }
}

function batch(rows: readonly (readonly Cell[])[], names: readonly string[]): RowBatch {
  return {
    count: rows.length,
    names,
    cells: names.map((_name, column) => rows.map((row) => row[column] ?? null)),
    lines: rows.map((_row, index) => index + 2),
    rejects: [],
    bytesRead: rows.length,
  }
}

/** Imports rows as if they had stood in a file from line 2 on. */
export async function importRows(
  workspace: Workspace,
  file: string,
  rows: readonly (readonly Cell[])[],
  to: Partial<IngestPlan> & { table: string },
  names: readonly string[] = NAMES,
): Promise<void> {
  await importBatches(
    plan(to.table, to),
    [
      {
        name: file,
        size: null,
        read: async function* () {
          await Promise.resolve()
          yield batch(rows, names)
        },
      },
    ],
    workspace,
    // A file a day, so that few rows make several files.
    { rangeBytes: 0 },
  )
}

/** A workspace in memory with ROWS in the table `log`. */
export async function makeWorkspace(timezone = 'UTC'): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles(), { timezone, weekStart: 1 })
  await importRows(workspace, 'log.csv', ROWS, { table: 'log' })
  return workspace
}

export async function rowsOf(
  session: Session,
  sql: string,
  range?: { from: string | null; to: string | null },
): Promise<readonly unknown[]> {
  return readArrowResult((await session.run(range === undefined ? { sql } : { sql, range })).ipc).rows()
}

/** A workspace whose manifest says nothing of what its files hold: all of them are read, whatever is asked. */
export function withoutStats(workspace: Workspace): SessionStore {
  const bare = ({ stats: _stats, ...entry }: PartitionEntry): PartitionEntry => entry
  return {
    get manifest() {
      const { manifest } = workspace
      const tables = Object.entries(manifest.tables).map(([name, table]) => [
        name,
        { ...table, partitions: table.partitions.map(bare) },
      ])
      return { ...manifest, tables: Object.fromEntries(tables) as typeof manifest.tables }
    },
    readPartition: (entry) => workspace.readPartition(entry),
    reload: () => workspace.reload(),
  }
}
