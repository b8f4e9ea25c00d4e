import { required } from '../../base/required'
import type { TableRead } from '../../engine/emptyTables'
import { sqlType } from '../../engine/tablePart'
import type { TableNeed } from '../../engine/loadedTables'
import { derivedNames, SOURCE_COLUMN, USERS, type ColumnSchema, type IsoDate } from '../../model/schema'
import type { Manifest, PartitionEntry, TableEntry } from '../../store/manifest'
import { mayMeet, type RowTest, type StatsOf } from '../../store/rowTest'
import { reachesDates } from '../../store/partitions'
import { identifier } from '../sql/literal'

/** A table of the workspace as SQL sees it, with the files behind it. */
export interface StoredTable {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
  readonly partitions: readonly PartitionEntry[]
  /** An event table: gets user_id and stands in the view over all events. */
  readonly isEvents: boolean
  /** Whether the times in `ts`, `start_ts` … lie between the first and the last event that the manifest knows. */
  readonly isMeasured: boolean
}

/** A column as SQL sees it, over the stored table `s`. */
export interface VisibleColumn {
  readonly name: string
  readonly sqlType: string
  readonly sql: string
  /** The stored columns that it is made of. */
  readonly of: readonly string[]
  /** Whether it looks the user up in the dictionary. */
  readonly ofUsers: boolean
}

const column = (name: string, type: ColumnSchema['type']): ColumnSchema => ({ name, type, source: name })
/** Lathe's own key of a user, which no file's column is. */
const USER_KEY: ColumnSchema = { ...column('user_key', 'integer'), role: 'user' }

const USERS_COLUMNS: readonly ColumnSchema[] = [
  USER_KEY,
  column('user_id', 'string'),
  column('first_seen', 'timestamp'),
  column('last_seen', 'timestamp'),
  column('is_test', 'boolean'),
]
const USER_DAYS_COLUMNS = [USER_KEY, column('date', 'date'), column('events', 'integer')]
const SESSIONS_COLUMNS = [
  USER_KEY,
  column('start_ts', 'timestamp'),
  column('end_ts', 'timestamp'),
  column('events', 'integer'),
]
const REJECTS_COLUMNS = [
  column('file', 'string'),
  column('line', 'integer'),
  column('column', 'integer'),
  column('reason', 'string'),
  column('detail', 'string'),
  column('excerpt', 'string'),
]

/**
 * The stored columns of a table: `_source` is there even where a manifest does not list it. A plain table's are the
 * file's own, whatever they are called.
 */
function storedColumns(table: TableEntry): readonly ColumnSchema[] {
  const source = table.columns.some((one) => one.name === SOURCE_COLUMN) ? [] : [column(SOURCE_COLUMN, 'integer')]
  if (table.kind === 'table') return [...table.columns, ...source]
  return [USER_KEY, ...table.columns.filter((one) => one.name !== 'user_key' && one.name !== 'user_id'), ...source]
}

/**
 * Every table that SQL can name in a workspace: the imported ones, what is derived from them, rejects, and the users.
 */
export function storedTables(manifest: Manifest): readonly StoredTable[] {
  const tables = Object.values(manifest.tables).flatMap((table): StoredTable[] => {
    const names = derivedNames(table.name)
    const events = table.kind === 'events'
    const sessionId = table.columns.some((one) => one.role === 'session') ? [column('session_id', 'string')] : []
    return [
      {
        name: table.name,
        columns: storedColumns(table),
        partitions: table.partitions,
        isEvents: events,
        isMeasured: events,
      },
      ...(events
        ? [
            {
              name: names.userDays,
              columns: USER_DAYS_COLUMNS,
              partitions: table.userDays,
              isEvents: false,
              isMeasured: true,
            },
            {
              name: names.sessions,
              columns: [...SESSIONS_COLUMNS, ...sessionId],
              partitions: table.sessions,
              isEvents: false,
              isMeasured: true,
            },
          ]
        : []),
      { name: names.rejects, columns: REJECTS_COLUMNS, partitions: table.rejects, isEvents: false, isMeasured: false },
    ]
  })
  return [
    ...tables,
    {
      name: USERS,
      columns: USERS_COLUMNS,
      partitions: manifest.users === null ? [] : [manifest.users],
      isEvents: false,
      isMeasured: true,
    },
  ]
}

/**
 * The columns of a table's view, in order: event tables get user_id back from the dictionary, `_source` opens into
 * _file_index, _line and _file. `files` are the names of the imported files. A column of the file's own stands before
 * one that Lathe would make under the same name.
 */
export function visibleColumns(table: StoredTable, files: readonly string[]): readonly VisibleColumn[] {
  const stored = table.columns.map((one): VisibleColumn => ({
    name: one.name,
    sqlType: sqlType(one),
    sql: `s.${identifier(one.name)}`,
    of: [one.name],
    ofUsers: false,
  }))
  const columns = !table.isEvents
    ? stored
    : [
        ...stored.slice(0, 1),
        {
          name: 'user_id',
          sqlType: 'VARCHAR',
          sql: '(SELECT u.user_id FROM stored.all_users u WHERE u.user_key = s.user_key)',
          of: ['user_key'],
          ofUsers: true,
        },
        ...stored.slice(1),
      ]
  if (!table.columns.some((one) => one.name === SOURCE_COLUMN)) return columns
  const names = files.map((name) => `'${name.replaceAll("'", "''")}'`)
  const made = [
    ['_file_index', 'INTEGER', '(s._source >> 40)::INTEGER'],
    ['_line', 'BIGINT', '(s._source & 1099511627775)::BIGINT'],
    ['_file', 'VARCHAR', names.length === 0 ? 'NULL::VARCHAR' : `([${names.join(', ')}])[(s._source >> 40) + 1]`],
  ] as const
  const taken = new Set(columns.map((one) => one.name.toLowerCase()))
  return [
    ...columns,
    ...made
      .filter(([name]) => !taken.has(name))
      .map(([name, type, sql]): VisibleColumn => ({ name, sqlType: type, sql, of: [SOURCE_COLUMN], ofUsers: false })),
  ]
}

/** Columns whose times lie between the first and the last that the manifest knows, where the table is measured. */
const MEASURED_TIMES = new Set(['ts', 'start_ts', 'end_ts', 'first_seen', 'last_seen'])
/** Those that a file of rows or of sessions lies between. */
const SPANNED_TIMES = new Set(['ts', 'start_ts', 'end_ts'])
/** Whether what is read holds times that may lie far from the events': of other columns than the measured ones. */
export function readsOtherTimes(reads: readonly TableRead[], tables: readonly StoredTable[]): boolean {
  const read = reads.flatMap((one) =>
    tables.filter((table) => table.name === one.table).map((table) => ({ table, columns: one.columns })),
  )
  return (
    !read.some(({ table }) => table.isMeasured) ||
    read.some(({ table, columns }) =>
      table.columns.some(
        (one) =>
          columns.has(one.name) &&
          (one.type === 'timestamp' || one.type === 'date') &&
          !(table.isMeasured && MEASURED_TIMES.has(one.name)),
      ),
    )
  )
}

/** What a table's rows have to meet to be asked for, of each table whose every read says so. */
export function askedTests(reads: readonly TableRead[]): ReadonlyMap<string, RowTest> {
  const tests = new Map<string, RowTest | null>()
  for (const { table, test = null } of reads) {
    const before = tests.get(table)
    tests.set(table, before === undefined ? test : before === null || test === null ? null : { any: [before, test] })
  }
  return new Map([...tests].flatMap(([name, test]) => (test === null ? [] : [[name, test] as const])))
}

/**
 * What is known of a file's rows: by its own statistics, and by its times, which are those of its rows or from the first
 * start to the last end.
 */
function statsOf(table: StoredTable, { rows, minTs, maxTs, stats }: PartitionEntry): StatsOf {
  return (name) => {
    if (!table.columns.some((one) => one.name === name)) return null
    if (stats !== undefined && Object.hasOwn(stats.columns, name)) return { ...stats.columns[name], rows }
    if (table.isMeasured && SPANNED_TIMES.has(name) && minTs !== null && maxTs !== null)
      return { time: [minTs, maxTs], rows }
    // A column that came later: the rows of this file have none.
    return stats === undefined || stats.isPartial === true ? null : { nulls: rows, rows }
  }
}

/** The needs of a query that takes so many rows of its one table, whichever they are: the first files that have them. */
export function fewNeeds(needs: readonly TableNeed[], table: string, rows: number): readonly TableNeed[] {
  return needs.map((need) => {
    if (need.name !== table) return need
    let sum = 0
    const first = need.partitions.filter((entry) => {
      const isNeeded = sum < rows
      sum += entry.rows
      return isNeeded
    })
    return first.length === need.partitions.length ? need : { ...need, partitions: first }
  })
}

/** What any row meets. */
const ANY: RowTest = { all: [] }

/** Columns that event tables are always loaded with: cheap, and named by nearly every query. */
const CORE = ['user_key', 'event', 'ts']

/**
 * What a query needs attached: the tables and columns that it reads, and the partitions inside its dates that may have
 * rows which meet the table's test; all of them of tables that are `whole`.
 */
export function tableNeeds(
  reads: readonly TableRead[],
  tables: readonly StoredTable[],
  range: { from: IsoDate | null; to: IsoDate | null } | undefined,
  whole: ReadonlySet<string> = new Set(),
  tests: ReadonlyMap<string, RowTest> = new Map(),
): readonly TableNeed[] {
  const wanted = new Map<string, Set<string>>()
  const want = (table: string, columns: readonly string[]): void => {
    wanted.set(table, new Set([...(wanted.get(table) ?? []), ...columns]))
  }
  for (const { table: name, columns } of reads) {
    const table = required(tables.find((one) => one.name === name))
    const seen = visibleColumns(table, []).filter((one) => columns.has(one.name))
    want(name, [...(table.isEvents ? CORE : []), ...seen.flatMap((one) => one.of)])
    if (seen.some((one) => one.ofUsers)) want(USERS, ['user_key', 'user_id'])
  }
  return tables
    .filter((table) => wanted.has(table.name))
    .map((table) => ({
      name: table.name,
      columns: table.columns,
      wanted: new Set(
        table.columns.map((one) => one.name).filter((name) => required(wanted.get(table.name)).has(name)),
      ),
      partitions: table.partitions
        .filter(
          (entry) =>
            entry.date === null ||
            range === undefined ||
            whole.has(table.name) ||
            reachesDates(entry, range.from, range.to),
        )
        .filter((entry) => whole.has(table.name) || mayMeet(tests.get(table.name) ?? ANY, statsOf(table, entry))),
      current: new Set(table.partitions.map((entry) => entry.path)),
    }))
}
