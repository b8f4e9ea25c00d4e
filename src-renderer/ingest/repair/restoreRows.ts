import { elementAt, required } from '../../base/required'
import { LatheError } from '../../model/error'
import { SOURCE_COLUMN, type IsoDate } from '../../model/schema'
import { isoToDay } from '../../model/zone'
import { decodeArrowFile, readMicros } from '../../store/arrowFile'
import type { PartitionEntry, TableEntry } from '../../store/manifest'
import { rangeOf, sortByDate } from '../../store/partitions'
import { Users } from '../../store/users'
import type { Workspace } from '../../store/workspace'
import { IdSet, addStoredIds } from '../rows/dedupe'
import { NO_DAY } from '../columns/partitionBuilder'
import { readSourceRows, type SourceFile } from './sourceRows'
import type { RowFilter } from '../tableImport'

/** Rows that came back, by date, and how many rejects. */
export interface RestoredRows {
  readonly restored: readonly { readonly table: string; readonly date: IsoDate | null; readonly rows: number }[]
  readonly rejects: number
}

const NOTHING: RestoredRows = { restored: [], rejects: 0 }

/**
 * Brings a table's missing rows and rejects back from its source files, by the date: what a date has lost are the rows
 * of the sources that lie in it, are in none of its other files, and are of users that are there. A date comes back
 * when that gives exactly as many rows, of the same first and last time, as were lost. Throws `bad-parameter` where
 * none does.
 */
export async function restoreRows(
  workspace: Workspace,
  name: string,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<RestoredRows> {
  const table = required(workspace.manifest.tables[name])
  const lost = table.partitions.filter((entry) => workspace.missingWhy(entry) !== null)
  const lostRejects = table.rejects.filter((entry) => workspace.missingWhy(entry) !== null)
  if (lost.length + lostRejects.length === 0 || files.length === 0) return NOTHING
  const found = await readLost(workspace, table, files, lost, lostRejects, signal)
  const dates = [...new Set(lost.map((entry) => entry.date))]
  const whole = dates.filter((date) => isSame(ofDate(lost, date), ofDate(found.partitions, date)))
  const rejectsAreWhole = lostRejects.length > 0 && rowsOf(lostRejects) === rowsOf(found.rejects)
  if (whole.length === 0 && !rejectsAreWhole) throw notTheRows(name, lost, found.partitions)
  const back = found.partitions.filter((entry) => whole.includes(entry.date))
  const used = [...back, ...(rejectsAreWhole ? found.rejects : [])]
  const left = table.partitions.filter((entry) => !lost.includes(entry) || !whole.includes(entry.date))
  const rejectsLeft = table.rejects.filter((entry) => !lostRejects.includes(entry))
  const rejects = rejectsAreWhole ? [...rejectsLeft, ...found.rejects] : table.rejects
  const restored: TableEntry = { ...table, partitions: sortByDate([...left, ...back]), rejects }
  await workspace.commit({ update: (current) => ({ tables: { ...current.tables, [name]: restored } }) })
  // What was read of other dates is of no use; and what is left of the broken files neither.
  for (const entry of [...found.partitions, ...found.rejects])
    if (!used.includes(entry)) await workspace.files.remove(entry.path)
  return {
    restored: whole.map((date) => ({ table: name, date, rows: rowsOf(ofDate(lost, date)) })),
    rejects: rejectsAreWhole ? rowsOf(lostRejects) : 0,
  }
}

/** The rows and rejects that are in the sources and in no file that is left. */
async function readLost(
  workspace: Workspace,
  table: TableEntry,
  files: readonly SourceFile[],
  lost: readonly PartitionEntry[],
  lostRejects: readonly PartitionEntry[],
  signal?: AbortSignal,
): Promise<{ partitions: PartitionEntry[]; rejects: PartitionEntry[] }> {
  const days = new Set(lost.map((entry) => (entry.date === null ? NO_DAY : isoToDay(entry.date))))
  const left = await sourcesOf(
    workspace,
    table.partitions.filter((entry) => lost.some((one) => one.date === entry.date)),
  )
  const leftRejects = lostRejects.length === 0 ? new Set<string>() : await rejectsOf(workspace, table.rejects)
  const users = table.kind === 'events' ? await workspace.readUsers() : new Users()
  const known = users.count
  const only: RowFilter = {
    wants: (day, source) => days.has(day) && !left.has(source),
    // A user that is not there any more was deleted. Rows of plain tables have none.
    keeps: (user) => table.kind === 'table' || user < known,
    wantsReject: (file, line) => lostRejects.length > 0 && !leftRejects.has(`${line} ${file}`),
  }
  const ids = new IdSet()
  await addStoredIds(ids, workspace, table)
  const partitions: PartitionEntry[] = []
  const rejects: PartitionEntry[] = []
  for (const file of files.toSorted((a, b) => a.index - b.index)) {
    const hasIds = table.columns.some((column) => column.role === 'id')
    // What earlier files gave back is there for the later ones, which may have the same rows again.
    const soFar: TableEntry = { ...table, partitions: [...table.partitions, ...partitions] }
    const written = await readSourceRows(workspace, soFar, file, {
      users,
      ids: hasIds ? ids : null,
      only,
      ...(signal === undefined ? {} : { signal }),
    })
    partitions.push(...written.partitions)
    rejects.push(...written.rejects)
  }
  return { partitions, rejects }
}

/** File index and line of every row in the files that are left. */
async function sourcesOf(workspace: Workspace, entries: readonly PartitionEntry[]): Promise<ReadonlySet<number>> {
  const sources = new Set<number>()
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    if (bytes !== null)
      for (const source of readMicros(required(decodeArrowFile(bytes).getChild(SOURCE_COLUMN)))) sources.add(source)
  }
  return sources
}

async function rejectsOf(workspace: Workspace, entries: readonly PartitionEntry[]): Promise<ReadonlySet<string>> {
  const rejects = new Set<string>()
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    if (bytes === null) continue
    const part = decodeArrowFile(bytes)
    const [files, lines] = [required(part.getChild('file')), readMicros(required(part.getChild('line')))]
    for (let row = 0; row < part.numRows; row++) rejects.add(`${elementAt(lines, row)} ${String(files.get(row))}`)
  }
  return rejects
}

function ofDate(entries: readonly PartitionEntry[], date: IsoDate | null): readonly PartitionEntry[] {
  return entries.filter((entry) => entry.date === date)
}

function rowsOf(entries: readonly PartitionEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.rows, 0)
}

function isSame(lost: readonly PartitionEntry[], found: readonly PartitionEntry[]): boolean {
  const [before, now] = [rangeOf(lost), rangeOf(found)]
  return rowsOf(lost) === rowsOf(found) && before.minTs === now.minTs && before.maxTs === now.maxTs
}

function notTheRows(
  table: string,
  lost: readonly PartitionEntry[],
  found: readonly PartitionEntry[],
): LatheError<'bad-parameter'> {
  const dates = [...new Set(lost.map((entry) => entry.date))].slice(0, 5)
  const each = dates.map(
    (date) =>
      `${rowsOf(ofDate(found, date))} of the ${rowsOf(ofDate(lost, date))} missing ` +
      `rows${date === null ? '' : ` of ${date}`}`,
  )
  const message =
    `These files give ${each.join(', ')} of “${table}”, so nothing was restored: give all files that the rows came ` +
    'from, as they were imported.'
  return new LatheError('bad-parameter', message, { parameter: 'FILE', value: '' })
}
