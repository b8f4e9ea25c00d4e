import { required } from '../../base/required'
import { LatheError } from '../../model/error'
import { packSource, SOURCE_COLUMN, type ColumnSchema } from '../../model/schema'
import {
  dateData,
  decodeArrowFile,
  encodeArrowFile,
  encodeUtf8,
  int64Data,
  readMicros,
  splitIntegers,
  timestampData,
  utf8Data,
  type NamedData,
} from '../../store/arrowFile'
import { partPath } from '../../store/layout'
import type { SourceEntry, TableEntry } from '../../store/manifest'
import type { Users } from '../../store/users'
import type { Workspace } from '../../store/workspace'
import type { RollUp, UserTotals } from './rollUp'

/** The tables that hold what is known of a log's dropped days. */
export function rollUpNames(table: string): {
  readonly daily: string
  readonly active: string
  readonly users: string
} {
  return { daily: `${table}_daily`, active: `${table}_active`, users: `${table}_totals` }
}

export interface WrittenRollUp {
  readonly tables: Readonly<Record<string, TableEntry>>
  readonly sources: readonly SourceEntry[]
}

interface Sheet {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
  readonly data: readonly NamedData[]
  readonly rows: number
  /** Its rows take the place of those that are there. */
  readonly replaces?: true
}

/**
 * Writes what a roll-up counted into the plain tables of a log: rows of its days are added to those that are there, and
 * each user's totals are joined with those before. Throws `bad-parameter` where a table of such a name is another.
 */
export async function writeRollUp(
  workspace: Workspace,
  log: TableEntry,
  rollUp: RollUp,
  by: readonly string[],
  users: Users,
): Promise<WrittenRollUp> {
  const names = rollUpNames(log.name)
  const { manifest } = workspace
  const tables: Record<string, TableEntry> = {}
  let sources = [...manifest.sources]
  for (const sheet of [
    dailySheet(names.daily, rollUp, by),
    activeSheet(names.active, rollUp),
    await totalsSheet(workspace, names.users, log, rollUp, users),
  ]) {
    const existing = manifest.tables[sheet.name]
    checkSame(existing, sheet)
    if (sheet.replaces === true)
      sources = sources.map((one) => (one.table === sheet.name ? { ...one, table: '' } : one))
    const lines = Float64Array.from({ length: sheet.rows }, (_, row) => packSource(sources.length, row + 1))
    const data = [...sheet.data, { name: SOURCE_COLUMN, data: int64Data(splitIntegers(lines)) }]
    const about = { date: null, rows: sheet.rows, minTs: null, maxTs: null }
    const path = partPath(sheet.name, about, manifest.revision + 1, 0)
    const entry = await workspace.writePartition(path, encodeArrowFile(data, sheet.rows), about)
    const before = sheet.replaces === true ? [] : (existing?.partitions ?? [])
    sources.push(sourceOf(log.name, sheet))
    tables[sheet.name] = {
      name: sheet.name,
      kind: 'table',
      columns: sheet.columns,
      mapping: {},
      partitions: [...before, entry],
      userDays: [],
      sessions: [],
      rejects: [],
      rows: before.reduce((sum, one) => sum + one.rows, sheet.rows),
      rejected: 0,
      rowsWithoutUser: 0,
    }
  }
  return { tables, sources }
}

function sourceOf(log: string, { name, rows }: Sheet): SourceEntry {
  return {
    ...{ name: `dropped days of ${log}`, bytes: null, table: name, rows },
    ...{ rejected: 0, duplicates: 0, importedAt: new Date().toISOString() },
  }
}

function checkSame(existing: TableEntry | undefined, sheet: Sheet): void {
  if (existing === undefined) return
  const said = (columns: readonly ColumnSchema[]): string => columns.map(({ name }) => name).join(', ')
  if (existing.kind === 'table' && said(existing.columns) === said(sheet.columns)) return
  throw new LatheError(
    'bad-parameter',
    `“${sheet.name}” has other columns (${said(existing.columns)}) than this roll-up (${said(sheet.columns)}): choose ` +
      'the same columns as before, or rename that table.',
    { parameter: 'by', value: sheet.name },
  )
}

const column = (name: string, type: ColumnSchema['type'], source = name): ColumnSchema => ({ name, type, source })
const SOURCE = column(SOURCE_COLUMN, 'integer', '')
const wholes = (name: string, values: readonly number[]): NamedData => ({
  name,
  data: int64Data(splitIntegers(Float64Array.from(values))),
})
const texts = (name: string, values: readonly (string | null)[]): NamedData => ({
  name,
  data: utf8Data(
    encodeUtf8(values.map((value) => value ?? '')),
    values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 0 : 1)) : null,
  ),
})
const dates = (days: readonly number[]): NamedData => ({ name: 'date', data: dateData(Int32Array.from(days)) })

function dailySheet(name: string, { daily }: RollUp, by: readonly string[]): Sheet {
  return {
    name,
    rows: daily.length,
    columns: [
      column('date', 'date'),
      column('event', 'string'),
      ...by.map((one) => column(one, 'string')),
      column('events', 'integer'),
      column('users', 'integer'),
      SOURCE,
    ],
    data: [
      dates(daily.map(({ day }) => day)),
      texts(
        'event',
        daily.map(({ event }) => event),
      ),
      ...by.map((one, index) =>
        texts(
          one,
          daily.map((row) => row.by[index] ?? null),
        ),
      ),
      wholes(
        'events',
        daily.map(({ events }) => events),
      ),
      wholes(
        'users',
        daily.map(({ users }) => users),
      ),
    ],
  }
}

function activeSheet(name: string, { active }: RollUp): Sheet {
  return {
    name,
    rows: active.length,
    columns: [column('date', 'date'), column('events', 'integer'), column('users', 'integer'), SOURCE],
    data: [
      dates(active.map(({ day }) => day)),
      wholes(
        'events',
        active.map(({ events }) => events),
      ),
      wholes(
        'users',
        active.map(({ users }) => users),
      ),
    ],
  }
}

/** `user_id` is called in the files as the log's users are, so that deleting a user finds it. */
async function totalsSheet(
  workspace: Workspace,
  name: string,
  log: TableEntry,
  rollUp: RollUp,
  users: Users,
): Promise<Sheet> {
  const totals = await readTotals(workspace, name)
  for (const [key, added] of rollUp.users) {
    const id = users.idOf(key)
    const known = totals.get(id)
    totals.set(id, known === undefined ? added : joined(known, added))
  }
  const rows = [...totals].sort(([a], [b]) => (a < b ? -1 : 1))
  const numbers = (read: (one: UserTotals) => number): readonly number[] => rows.map(([, one]) => read(one))
  const time = (of: string, read: (one: UserTotals) => number): NamedData => ({
    name: of,
    data: timestampData(Float64Array.from(numbers(read))),
  })
  return {
    name,
    rows: rows.length,
    replaces: true,
    columns: [
      column('user_id', 'string', log.mapping.user?.split('|')[0] ?? 'user_id'),
      column('first_ts', 'timestamp'),
      column('last_ts', 'timestamp'),
      column('events', 'integer'),
      column('active_days', 'integer'),
      SOURCE,
    ],
    data: [
      texts(
        'user_id',
        rows.map(([id]) => id),
      ),
      time('first_ts', ({ firstTs }) => firstTs),
      time('last_ts', ({ lastTs }) => lastTs),
      wholes(
        'events',
        numbers(({ events }) => events),
      ),
      wholes(
        'active_days',
        numbers(({ activeDays }) => activeDays),
      ),
    ],
  }
}

function joined(one: UserTotals, other: UserTotals): UserTotals {
  return {
    firstTs: Math.min(one.firstTs, other.firstTs),
    lastTs: Math.max(one.lastTs, other.lastTs),
    events: one.events + other.events,
    activeDays: one.activeDays + other.activeDays,
  }
}

async function readTotals(workspace: Workspace, name: string): Promise<Map<string, UserTotals>> {
  const totals = new Map<string, UserTotals>()
  const stored = workspace.manifest.tables[name]
  for (const entry of stored?.partitions ?? []) {
    const bytes = await workspace.readPartition(entry)
    if (bytes === null) throw workspace.missingError({ kind: 'rows', table: name, entry })
    const file = decodeArrowFile(bytes)
    const ids = file.getChild('user_id')
    const [first, last, events, days] = ['first_ts', 'last_ts', 'events', 'active_days'].map((one) => {
      const found = file.getChild(one)
      return found === null ? null : readMicros(found)
    })
    // Where it is another table, that is said when it is to be written.
    if (!ids || !first || !last || !events || !days) continue
    for (let row = 0; row < file.numRows; row++)
      totals.set(ids.get(row) as string, {
        firstTs: required(first[row]),
        lastTs: required(last[row]),
        events: required(events[row]),
        activeDays: required(days[row]),
      })
  }
  return totals
}
