import { exportIpc } from '../../export/exportIpc'
import type { QueryPlan } from '../../query/contract/plan'
import { readArrowResult } from '../../query/session/arrowResult'
import type { SessionAnswer } from '../../query/session/sessionAnswer'
import { identifier } from '../../query/sql/literal'
import type { Manifest } from '../../store/manifest'
import { dateGroups } from './hiveDates'
import { hiveSelect, type HiveTable } from './hiveTable'

/** Rows of a file at most. */
const MOST_ROWS = 2_000_000
/** What Hive calls the folder of rows without a date. */
const NO_DATE = '__HIVE_DEFAULT_PARTITION__'

/** A file of an exported table. */
export interface HiveFile {
  /** Below the table's folder. */
  readonly path: string
  readonly rows: number
  readonly bytes: Uint8Array
  /** What its answer says beside its rows: files that are missing. */
  readonly notes: readonly string[]
}

/** Asks plans of the workspace. */
export type AskPlan = (plan: QueryPlan) => Promise<SessionAnswer>

function planOf(table: HiveTable, date: string | null, nth: number): QueryPlan {
  const sql = `${hiveSelect(table, date)} LIMIT ${MOST_ROWS} OFFSET ${nth * MOST_ROWS}`
  if (table.partition?.isStored !== true || date === null) return { sql }
  return { sql, range: { from: date, to: date }, localTimes: 'stored' }
}

/** The dates of a table whose files do not lie by them. */
async function datesAsked({ name, partition }: HiveTable, ask: AskPlan): Promise<readonly (string | null)[]> {
  if (partition === null) return [null]
  const sql = `SELECT DISTINCT CAST(${partition.sql} AS VARCHAR) AS date FROM main.${identifier(name)} ORDER BY 1`
  const rows = readArrowResult((await ask({ sql })).ipc).rows()
  return rows.map(({ date }) => (date === null ? null : String(date)))
}

/** Writes a table's files of some dates. */
async function exportDates(
  table: HiveTable,
  dates: readonly (string | null)[],
  ask: AskPlan,
  take: (file: HiveFile) => void,
): Promise<void> {
  for (const date of dates) {
    const folder = table.partition === null ? '' : `${table.partition.key}=${date ?? NO_DATE}/`
    for (let nth = 0; ; nth++) {
      const answer = await ask(planOf(table, date, nth))
      // A table without dates has a file even where it has no rows: it says what its columns are.
      if (answer.rowCount > 0 || (table.partition === null && nth === 0)) {
        const bytes = await exportIpc(answer.ipc, 'parquet')
        const notes = answer.notes.map((note) => note.text)
        take({ path: `${folder}part-${nth}.parquet`, rows: answer.rowCount, bytes, notes })
      }
      if (answer.rowCount < MOST_ROWS) break
    }
  }
}

/**
 * The files of a table, a date at a time. `withSession` lends a session of its own to each group of dates, so that no
 * more than one group of stored files is in memory. Throws where it has other rows than the manifest says.
 */
export async function exportTable(
  table: HiveTable,
  manifest: Manifest,
  withSession: (work: (ask: AskPlan) => Promise<void>) => Promise<void>,
  take: (file: HiveFile) => void,
): Promise<void> {
  let rows = 0
  let isWhole = true
  const count = (file: HiveFile): void => {
    rows += file.rows
    if (file.notes.length > 0) isWhole = false
    take(file)
  }
  if (table.partition?.isStored === true)
    for (const dates of dateGroups(table.files, manifest.timezone))
      await withSession((ask) => exportDates(table, dates, ask, count))
  else await withSession(async (ask) => exportDates(table, await datesAsked(table, ask), ask, count))
  const expected = table.files.reduce((sum, entry) => sum + entry.rows, 0)
  if (isWhole && rows !== expected) throw new Error(`${table.name} has ${expected} rows, and ${rows} were exported.`)
}
