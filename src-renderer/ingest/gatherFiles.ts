import { makeGiveWay } from '../base/giveWay'
import { derivedPath, partPath } from '../store/layout'
import { joinFiles, readForJoin, type JoinedFile } from '../store/joinFiles'
import type { PartitionEntry, TableEntry } from '../store/manifest'
import { dateRangeOf, holdsDatesOnly, rangeOf, sortByDate } from '../store/partitions'
import { aboutRows, type AboutRows, type Patience, type Workspace } from '../store/workspace'
import { hasOrdinaryDates, RANGE_BYTES } from './columns/dayRanges'

/** Fewer files than could be spared are left as they are. */
const FEWEST_SPARED = 32
const LISTS = ['partitions', 'userDays', 'sessions'] as const
type List = (typeof LISTS)[number]

/** How many of the files that can be joined were gone through. */
export interface GatherProgress {
  readonly files: number
  readonly of: number
}

interface Gathering extends Patience {
  readonly onProgress?: (progress: GatherProgress) => void
}

/**
 * Joins small files of neighbouring dates where a table has many of them: those of an older Lathe, which had a file a
 * day, and those of many small imports. A commit a table, in which no row changes: cancelled, it leaves the tables that
 * are done, and goes on with the others the next time. Answers how many files fewer there are. Files that are missing
 * are left alone.
 */
export async function gatherFiles(workspace: Workspace, { onProgress, ...patience }: Gathering = {}): Promise<number> {
  const of = joinedCount(workspace)
  if (of === 0) return 0
  return workspace.change(async () => {
    let [files, fewer] = [0, 0]
    const onFiles = (more: number): void => {
      files += more
      onProgress?.({ files: Math.min(files, of), of })
    }
    for (const table of Object.values(workspace.manifest.tables)) {
      const lists: Partial<Record<List, readonly PartitionEntry[]>> = {}
      let spared = 0
      for (const list of LISTS) {
        const entries = await gathered(workspace, table, list, onFiles, patience.signal)
        spared += table[list].length - entries.length
        if (entries !== table[list]) lists[list] = entries
      }
      if (spared === 0) continue
      const next = { ...table, ...lists }
      await workspace.commit({
        update: ({ tables }) => ({ tables: { ...tables, [table.name]: next } }),
        keepsRows: true,
      })
      fewer += spared
    }
    if (fewer > 0) await workspace.removeLitter()
    return fewer
  }, patience)
}

/** How many files there are that are to be joined with others. */
function joinedCount(workspace: Workspace): number {
  return Object.values(workspace.manifest.tables)
    .flatMap((table) => LISTS.map((list) => groupsOf(workspace, table[list])))
    .filter((groups) => sparedIn(groups) > 0)
    .flatMap((groups) => groups.map(({ length }) => (length > 1 ? length : 0)))
    .reduce((sum, count) => sum + count, 0)
}

function sparedIn(groups: readonly (readonly PartitionEntry[])[]): number {
  const spared = groups.reduce((sum, { length }) => sum + length - 1, 0)
  return spared < FEWEST_SPARED ? 0 : spared
}

/** Neighbours that could be one file. */
function groupsOf(workspace: Workspace, entries: readonly PartitionEntry[]): readonly (readonly PartitionEntry[])[] {
  const groups: PartitionEntry[][] = []
  let [bytes, isOpen] = [0, false]
  for (const entry of sortByDate(entries)) {
    const before = groups.at(-1)
    const canJoin = workspace.missingWhy(entry) === null && hasOrdinaryDates(entry)
    if (
      before !== undefined &&
      isOpen &&
      canJoin &&
      (before[0]!.date === null) === (entry.date === null) &&
      bytes + entry.bytes <= RANGE_BYTES
    ) {
      before.push(entry)
      bytes += entry.bytes
    } else {
      groups.push([entry])
      bytes = entry.bytes
    }
    isOpen = canJoin
  }
  return groups
}

async function gathered(
  workspace: Workspace,
  table: TableEntry,
  list: List,
  onFiles: (more: number) => void,
  signal: AbortSignal | undefined,
): Promise<readonly PartitionEntry[]> {
  const groups = groupsOf(workspace, table[list])
  if (sparedIn(groups) === 0) return table[list]
  const giveWay = makeGiveWay()
  const entries: PartitionEntry[] = []
  for (const group of groups) {
    await giveWay()
    signal?.throwIfAborted()
    if (group.length === 1) entries.push(...group)
    else {
      entries.push(...(await joined(workspace, table, list, group)))
      onFiles(group.length)
    }
  }
  return sortByDate(entries)
}

/** One file for those that have the same columns; the others, and what turns out to be missing, as they are. */
async function joined(
  workspace: Workspace,
  table: TableEntry,
  list: List,
  group: readonly PartitionEntry[],
): Promise<readonly PartitionEntry[]> {
  const runs: { readonly file: JoinedFile | null; readonly entry: PartitionEntry }[][] = []
  for (const entry of group) {
    const bytes = await workspace.readPartition(entry)
    const file = bytes === null ? null : readForJoin(bytes)
    const before = runs.at(-1)
    if (file !== null && before?.[0]?.file?.shape === file.shape) before.push({ file, entry })
    else runs.push([{ file, entry }])
  }
  const entries: PartitionEntry[] = []
  for (const [index, run] of runs.entries()) {
    const files = run.flatMap(({ file }) => file ?? [])
    const before = run.map(({ entry }) => entry)
    if (files.length < 2) entries.push(...before)
    else entries.push(await write(workspace, table, list, before, files, index))
  }
  return entries
}

async function write(
  workspace: Workspace,
  table: TableEntry,
  list: List,
  before: readonly PartitionEntry[],
  files: readonly JoinedFile[],
  index: number,
): Promise<PartitionEntry> {
  const isRows = list === 'partitions'
  const { bytes, rows } = joinFiles(files, isRows && table.kind === 'events' ? 'ts' : null)
  const about = joinedAbout(before, rows, workspace.manifest.timezone)
  const revision = workspace.manifest.revision + 1
  const path = isRows
    ? partPath(table.name, about, revision, index)
    : derivedPath(table.name, list === 'sessions' ? 'sessions' : 'user_days', about, revision)
  return workspace.writePartition(path, bytes, about)
}

function joinedAbout(entries: readonly PartitionEntry[], rows: number, timezone: string): AboutRows {
  const { firstDate, lastDate } = dateRangeOf(entries)
  const datesOnly = entries.every((entry) => holdsDatesOnly(entry, timezone))
  return aboutRows({
    date: firstDate,
    ...(lastDate === null ? {} : { lastDate }),
    rows,
    ...rangeOf(entries),
    ...(datesOnly && firstDate !== lastDate ? { datesOnly } : {}),
  })
}
