import { tableFromIPC } from 'apache-arrow'
import type { Cell, IngestPlan, IngestReport, RowBatch } from '../../src-renderer/ingest/contract'
import { importBatches } from '../../src-renderer/ingest/importBatches'
import type { BatchSource, IngestOptions } from '../../src-renderer/ingest/importBatches'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { Workspace } from '../../src-renderer/store/workspace'

export type Row = Readonly<Record<string, Cell>>

export function planOf(change: Partial<IngestPlan> = {}): IngestPlan {
  return {
    table: 'log',
    kind: 'events',
    format: 'ndjson',
    mapping: { user: 'user', event: 'event', time: 'time' },
    timeFormat: 'epoch-us',
    types: {},
    timezone: 'UTC',
    ...change,
  }
}

/** A file whose rows are given as objects; columns appear as they first come up, batch by batch. */
export function batchesOf(rows: readonly Row[], name = 'log.ndjson', batchRows = 3): BatchSource {
  return {
    name,
    size: rows.length * 10,
    async *read(): AsyncIterable<RowBatch> {
      const names: string[] = []
      for (let from = 0; from < rows.length; from += batchRows) {
        const part = rows.slice(from, from + batchRows)
        for (const row of part) for (const key of Object.keys(row)) if (!names.includes(key)) names.push(key)
        yield await Promise.resolve({
          count: part.length,
          names: [...names],
          cells: names.map((key) => part.map((row) => row[key] ?? null)),
          lines: part.map((_, index) => from + index + 1),
          rejects: [],
          bytesRead: (from + part.length) * 10,
        })
      }
    },
  }
}

export function freshWorkspace(timezone = 'UTC', files = new MemoryFiles()): Promise<Workspace> {
  return Workspace.create(files, { timezone, weekStart: 1, now: () => 0 })
}

/** A file a day, unless the options say otherwise, so that few rows make several files. */
export function importRows(
  workspace: Workspace,
  rows: readonly Row[],
  plan: IngestPlan = planOf(),
  options: IngestOptions = {},
): Promise<IngestReport> {
  return importBatches(plan, [batchesOf(rows)], workspace, { rangeBytes: 0, ...options })
}

/** All rows of some partitions as plain objects: dates and timestamps as numbers (days, µs). */
export async function rowsOf(
  workspace: Workspace,
  entries: readonly PartitionEntry[],
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    if (bytes === null) throw new Error(`${entry.path} is damaged`)
    const table = tableFromIPC(bytes)
    if (table.numRows !== entry.rows)
      throw new Error(`${entry.path} has ${table.numRows} rows, the manifest says ${entry.rows}`)
    for (let row = 0; row < table.numRows; row++) {
      rows.push(
        Object.fromEntries(
          table.schema.fields.map((field, column) => {
            const vector = table.getChildAt(column)!
            const value: unknown = vector.get(row)
            const isTime = String(field.type).startsWith('Timestamp')
            const isDate = String(field.type).startsWith('Date')
            // Arrow gives timestamps in milliseconds and dates as milliseconds.
            if (value === null) return [field.name, null]
            if (isTime) return [field.name, Math.round((value as number) * 1000)]
            if (isDate) return [field.name, Math.round((value as number) / 86_400_000)]
            return [
              field.name,
              typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value,
            ]
          }),
        ),
      )
    }
  }
  return rows
}
