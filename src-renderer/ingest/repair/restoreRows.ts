import { elementAt, required } from '../../base/required'
import { LatheError } from '../../model/error'
import { SOURCE_COLUMN, type IsoDate } from '../../model/schema'
import { isoToDay } from '../../model/zone'
import { decodeArrowFile, readMicros } from '../../store/arrowFile'
import type { PartitionEntry, TableEntry } from '../../store/manifest'
import { lastDateOf, rangeOf, reachesDates, shareDates, sortByDate } from '../../store/partitions'
import { Users } from '../../store/users'
import type { Workspace } from '../../store/workspace'
import { IdSet, addStoredIds } from '../rows/dedupe'
import { NO_DAY } from '../columns/partitionBuilder'
import { readSourceRows, type SourceFile } from './sourceRows'
import type { RowFilter } from '../tableImport'

/** Rows that came back, of a date or, with `lastDate`, of several. */
export interface RestoredDates {
  readonly table: string
  readonly date: IsoDate | null
  readonly lastDate?: IsoDate
  readonly rows: number
}

/** What came back, and how many rejects. */
export interface RestoredRows {
  readonly restored: readonly RestoredDates[]
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
  const spans = lostSpans(lost)
  const found = await readLost(workspace, table, files, spans, lostRejects, signal)
  const whole = spans.filter((span) => isSame(span.entries, within(found.partitions, span)))
  const rejectsAreWhole = lostRejects.length > 0 && rowsOf(lostRejects) === rowsOf(found.rejects)
  if (whole.length === 0 && !rejectsAreWhole) throw notTheRows(name, spans, found.partitions)
  const back = whole.flatMap((span) => within(found.partitions, span))
  const used = [...back, ...(rejectsAreWhole ? found.rejects : [])]
  const replaced = whole.flatMap((span) => span.entries)
  const left = table.partitions.filter((entry) => !replaced.includes(entry))
  const rejectsLeft = table.rejects.filter((entry) => !lostRejects.includes(entry))
  const rejects = rejectsAreWhole ? [...rejectsLeft, ...found.rejects] : table.rejects
  const restored: TableEntry = { ...table, partitions: sortByDate([...left, ...back]), rejects }
  await workspace.commit({ update: (current) => ({ tables: { ...current.tables, [name]: restored } }) })
  // What was read of other dates is of no use; and what is left of the broken files neither.
  for (const entry of [...found.partitions, ...found.rejects])
    if (!used.includes(entry)) await workspace.files.remove(entry.path)
  return {
    restored: whole.map(({ date, lastDate, entries }) => ({
      table: name,
      date,
      ...(lastDate === null || lastDate === date ? {} : { lastDate }),
      rows: rowsOf(entries),
    })),
    rejects: rejectsAreWhole ? rowsOf(lostRejects) : 0,
  }
}

/** Dates whose rows are missing, and the files that held them; date and lastDate are null where there are none. */
interface LostSpan {
  readonly date: IsoDate | null
  readonly lastDate: IsoDate | null
  readonly entries: readonly PartitionEntry[]
}

/** Files that share dates are one span: which of their rows was in which, nobody knows. */
function lostSpans(lost: readonly PartitionEntry[]): readonly LostSpan[] {
  const spans: LostSpan[] = []
  for (const entry of sortByDate(lost)) {
    const before = spans.at(-1)
    const isApart =
      before === undefined || entry.date === null || before.lastDate === null || entry.date > before.lastDate
    const last = lastDateOf(entry)
    if (isApart && !(before !== undefined && entry.date === null && before.date === null))
      spans.push({ date: entry.date, lastDate: last, entries: [entry] })
    else {
      spans.pop()
      const lastDate = before.lastDate !== null && last !== null && last < before.lastDate ? before.lastDate : last
      spans.push({ date: before.date, lastDate, entries: [...before.entries, entry] })
    }
  }
  return spans
}

/** The rows and rejects that are in the sources and in no file that is left. */
async function readLost(
  workspace: Workspace,
  table: TableEntry,
  files: readonly SourceFile[],
  spans: readonly LostSpan[],
  lostRejects: readonly PartitionEntry[],
  signal?: AbortSignal,
): Promise<{ partitions: PartitionEntry[]; rejects: PartitionEntry[] }> {
  const days = spans.map(({ date, lastDate }) =>
    date === null || lastDate === null ? [NO_DAY, NO_DAY] : [isoToDay(date), isoToDay(lastDate)],
  ) as readonly (readonly [number, number])[]
  const isLost = (day: number): boolean => days.some(([from, to]) => from <= day && day <= to)
  const left = await sourcesOf(
    workspace,
    table.partitions.filter((entry) => spans.some((span) => span.entries.some((one) => shareDates(one, entry)))),
  )
  const leftRejects = lostRejects.length === 0 ? new Set<string>() : await rejectsOf(workspace, table.rejects)
  const users = table.kind === 'events' ? await workspace.readUsers() : new Users()
  const known = users.count
  const only: RowFilter = {
    wants: (day, source) => isLost(day) && !left.has(source),
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
      // No file may hold rows of two spans.
      begins: days.flatMap(([from, to]) => [from, to + 1]),
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

function within(entries: readonly PartitionEntry[], { date, lastDate }: LostSpan): readonly PartitionEntry[] {
  return entries.filter((entry) =>
    date === null ? entry.date === null : entry.date !== null && reachesDates(entry, date, lastDate),
  )
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
  spans: readonly LostSpan[],
  found: readonly PartitionEntry[],
): LatheError<'bad-parameter'> {
  const each = spans.slice(0, 5).map((span) => {
    const dates = span.date === span.lastDate ? span.date : `${span.date} to ${span.lastDate}`
    return (
      `${rowsOf(within(found, span))} of the ${rowsOf(span.entries)} missing ` +
      `rows${dates === null ? '' : ` of ${dates}`}`
    )
  })
  const message =
    `These files give ${each.join(', ')} of “${table}”, so nothing was restored: give all files that the rows came ` +
    'from, as they were imported.'
  return new LatheError('bad-parameter', message, { parameter: 'FILE', value: '' })
}
