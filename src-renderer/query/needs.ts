import type { TableNeed } from '../engine/loadedTables'
import { derivedNames, SOURCE_COLUMN, type ColumnSchema, type IsoDate } from '../model/schema'
import type { Manifest, PartitionEntry, TableEntry } from '../store/manifest'
import { scanSql, type SqlToken } from './scan'
import { ALL_EVENTS } from './source'

/** A table of the workspace as SQL sees it, with the files behind it. */
export interface StoredTable {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
  readonly partitions: readonly PartitionEntry[]
  /** An event table: gets user_id and stands in the view over all events. */
  readonly isEvents: boolean
}

const column = (name: string, type: ColumnSchema['type']): ColumnSchema => ({ name, type, source: name })

export const USERS_COLUMNS: readonly ColumnSchema[] = [
  column('user_key', 'integer'), column('user_id', 'string'), column('first_seen', 'timestamp'), column('last_seen', 'timestamp'), column('is_test', 'boolean'),
]
const USER_DAYS_COLUMNS = [column('user_key', 'integer'), column('date', 'date'), column('events', 'integer')]
const SESSIONS_COLUMNS = [column('user_key', 'integer'), column('start_ts', 'timestamp'), column('end_ts', 'timestamp'), column('events', 'integer')]
const REJECTS_COLUMNS = [column('file', 'string'), column('line', 'integer'), column('column', 'integer'), column('reason', 'string'), column('detail', 'string'), column('excerpt', 'string')]

/** The stored columns of a table: `_source` is there even where a manifest does not list it. */
function storedColumns(table: TableEntry): readonly ColumnSchema[] {
  const columns = table.columns.filter((one) => one.name !== 'user_id')
  const key = table.kind === 'events' && !columns.some((one) => one.name === 'user_key') ? [column('user_key', 'integer')] : []
  const source = columns.some((one) => one.name === SOURCE_COLUMN) ? [] : [column(SOURCE_COLUMN, 'integer')]
  return [...key, ...columns, ...source]
}

/** Every table that SQL can name in a workspace: the imported ones, what is derived from them, rejects, and the users. */
export function storedTables(manifest: Manifest): readonly StoredTable[] {
  const tables = Object.values(manifest.tables).flatMap((table): StoredTable[] => {
    const names = derivedNames(table.name)
    const events = table.kind === 'events'
    const sessionId = table.columns.some((one) => one.name === 'session_id') ? [column('session_id', 'string')] : []
    return [
      { name: table.name, columns: storedColumns(table), partitions: table.partitions, isEvents: events },
      ...(events ? [
        { name: names.userDays, columns: USER_DAYS_COLUMNS, partitions: table.userDays, isEvents: false },
        { name: names.sessions, columns: [...SESSIONS_COLUMNS, ...sessionId], partitions: table.sessions, isEvents: false },
      ] : []),
      { name: names.rejects, columns: REJECTS_COLUMNS, partitions: table.rejects, isEvents: false },
    ]
  })
  return [...tables, { name: 'users', columns: USERS_COLUMNS, partitions: manifest.users === null ? [] : [manifest.users], isEvents: false }]
}

/** Words after which `*` means all columns, and words that take whole rows. */
const STAR_BEFORE = new Set(['select', 'distinct', 'all'])
const WHOLE_ROW = new Set(['columns', 'describe', 'summarize', 'show', 'pivot', 'unpivot', 'natural', 'table', 'pivot_wider', 'pivot_longer'])

/** Words that end the part of a SELECT in which tables stand. */
const AFTER_FROM = new Set(['where', 'group', 'order', 'having', 'qualify', 'window', 'limit', 'offset', 'union', 'except', 'intersect', 'using', 'sample', 'select'])

interface Mentions {
  /** Every name in the SQL, lower case: what may be a column. */
  readonly names: ReadonlySet<string>
  /** Names that stand where tables stand (before SELECT, after FROM and JOIN), lower case. */
  readonly tables: ReadonlySet<string>
  /** Whether some part of it takes all columns. */
  readonly star: boolean
}

/** The names in a SQL text. Errs towards too many. */
export function readMentions(sql: string): Mentions {
  const tokens: SqlToken[] = []
  for (const token of scanSql(sql)) if (token.kind !== 'space' && token.kind !== 'comment') tokens.push(token)
  const names = new Set<string>()
  const tables = new Set<string>()
  let star = false
  let inFrom = true
  const outer: boolean[] = []
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]
    const word = token.text.toLowerCase()
    if (token.kind === 'word') {
      names.add(word)
      if (WHOLE_ROW.has(word)) star = true
      if (word === 'from' && (before === undefined || before.text === '(' || before.text === ';' || before.text.toLowerCase() === 'as')) star = true
      if (word === 'from' || word === 'join' || word === 'into' || word === 'update') inFrom = true
      else if (AFTER_FROM.has(word)) inFrom = false
      if (inFrom) tables.add(word)
    } else if (token.kind === 'quoted') {
      const name = token.text.slice(1, -1).replaceAll('""', '"').toLowerCase()
      names.add(name)
      if (inFrom) tables.add(name)
    } else if (token.text === '(') {
      outer.push(inFrom)
    } else if (token.text === ')') {
      inFrom = outer.pop() ?? inFrom
    } else if (token.text === ';') {
      inFrom = true
    } else if (token.text === '*') {
      if (before === undefined || before.text === ',' || before.text === '.' || STAR_BEFORE.has(before.text.toLowerCase())) star = true
    }
  })
  return { names, tables, star }
}

/** Columns whose times lie between the first and the last that the manifest knows. */
const MEASURED_TIMES = new Set(['ts', 'start_ts', 'end_ts', 'first_seen', 'last_seen'])
/** Words with which SQL makes times of its own. */
const MADE_TIMES = ['timestamp', 'timestamptz', 'datetime', 'strptime', 'try_strptime', 'to_timestamp', 'epoch_ms', 'now', 'current_timestamp', 'current_date', 'today']

/** Whether SQL can ask for the local time of instants far from the events': of other columns, or of times that it makes. */
export function readsOtherTimes(sql: string, needs: readonly TableNeed[]): boolean {
  const { names } = readMentions(sql)
  if (MADE_TIMES.some((word) => names.has(word))) return true
  return !needs.some((need) => need.columns.some((one) => MEASURED_TIMES.has(one.name))) ||
    needs.some((need) => need.columns.some((one) => need.wanted.has(one.name) && !MEASURED_TIMES.has(one.name) && (one.type === 'timestamp' || one.type === 'date')))
}

/** Columns that event tables are always loaded with: cheap, and named by nearly every query. */
const CORE = ['user_key', 'event', 'ts']

/**
 * What a query needs attached: the tables that it names, the columns that it names (all of them where it takes whole
 * rows), and the partitions inside its dates. A superset of what it reads, found from its text.
 */
export function tableNeeds(sql: string, tables: readonly StoredTable[], range: { from: IsoDate | null; to: IsoDate | null } | undefined, allColumns = false): readonly TableNeed[] {
  const { names, tables: mentioned, star } = readMentions(sql)
  const everyEvent = mentioned.has(ALL_EVENTS)
  const named = tables.filter((table) => mentioned.has(table.name.toLowerCase()) || (everyEvent && table.isEvents) || (table.name === 'users' && names.has('user_id')))
  return named.map((table) => {
    const wanted = table.columns.filter((one) => star || allColumns || names.has(one.name.toLowerCase()) || (table.isEvents && CORE.includes(one.name)) ||
      (one.name === SOURCE_COLUMN && (names.has('_file') || names.has('_line'))) || (table.name === 'users' && (one.name === 'user_key' || one.name === 'user_id'))).map((one) => one.name)
    return {
      name: table.name, columns: table.columns,
      wanted: new Set(wanted),
      partitions: table.partitions.filter((entry) => entry.date === null || range === undefined ||
        ((range.from === null || entry.date >= range.from) && (range.to === null || entry.date <= range.to))),
      current: new Set(table.partitions.map((entry) => entry.path)),
    }
  })
}
