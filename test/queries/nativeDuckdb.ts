import { DuckDBInstance, type DuckDBConnection, type DuckDBResultReader } from '@duckdb/node-api'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { hasUsersAlias, type ColumnSchema, type ColumnType } from '../../src-renderer/model/schema'
import type { ResultTable, ResultValue } from '../../src-renderer/query/contract/result'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { ALL_EVENTS } from '../../src-renderer/query/sql/eventSource'
import { offsetChanges } from '../../src-renderer/model/zone'

/**
 * Runs plans on native DuckDB over tables of the shape that the engine offers, so that SQL can be compared with naive
 * references thousands of times in seconds. Results come as plain rows: dates `YYYY-MM-DD`, timestamps in microseconds,
 * bigints and decimals as numbers, lists as JSON text.
 */
export interface LogEvent {
  /** null: the row belongs to no user. */
  readonly user: string | null
  readonly event: string
  /** ISO 8601 (UTC) or microseconds. */
  readonly ts: string | number
  readonly session?: string | null
  readonly value?: number | null
  readonly test?: boolean
  /** The file's other columns. */
  readonly more?: Readonly<Record<string, string | number | boolean | null>>
}

export interface Log {
  readonly name: string
  readonly events: readonly LogEvent[]
  /** Types of the columns in `more`; found from the values when left out (an all-null column is a string). */
  readonly more?: Readonly<Record<string, ColumnType>>
}

export interface LoadOptions {
  readonly timezone?: string
  readonly weekStart?: number
}

export type Row = Readonly<Record<string, ResultValue>>

const SQL_TYPES: Record<ColumnType, string> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  json: 'VARCHAR',
}
const BASE_COLUMNS: readonly ColumnSchema[] = [
  { name: 'user_id', type: 'string', source: 'user', role: 'user' },
  { name: 'user_key', type: 'integer', source: 'user' },
  { name: 'event', type: 'string', source: 'event', role: 'event' },
  { name: 'ts', type: 'timestamp', source: 'ts', role: 'time' },
]
const SESSION_GAP_MICROS = 30 * 60 * 1_000_000

export function toMicros(ts: string | number): number {
  return typeof ts === 'number'
    ? ts
    : Date.parse(
        ts.includes('T')
          ? /[Z+]|-\d\d:\d\d$/.test(ts.slice(10))
            ? ts
            : `${ts}Z`
          : `${ts.replace(' ', 'T')}${ts.includes(' ') ? '' : 'T00:00:00'}Z`,
      ) * 1000
}

function typeOf(values: readonly unknown[]): ColumnType {
  const known = values.filter((value) => value !== null && value !== undefined)
  if (known.length > 0 && known.every((value) => typeof value === 'boolean')) return 'boolean'
  if (known.length > 0 && known.every((value) => typeof value === 'number'))
    return known.every((value) => Number.isInteger(value)) ? 'integer' : 'double'
  return 'string'
}

function plainRows(reader: DuckDBResultReader): readonly Row[] {
  return reader
    .getRowObjects()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)])))
}

function plainValue(value: unknown): ResultValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'object' && 'days' in value && typeof value.days === 'number')
    return new Date(value.days * 86_400_000).toISOString().slice(0, 10)
  if (typeof value === 'object' && 'micros' in value && typeof value.micros === 'bigint') return Number(value.micros)
  if (typeof value === 'object' && 'scale' in value && 'value' in value)
    return Number(value.value) / 10 ** Number(value.scale)
  if (typeof value === 'object' && 'items' in value && Array.isArray(value.items))
    return JSON.stringify(value.items.map(plainValue))
  throw new TypeError(`The test support cannot read a result's ${JSON.stringify(value)}; cast it in SQL.`)
}

/** Rows as a ResultTable, for Analysis.charts. */
export function tableOf(analysis: Analysis, rows: readonly Row[]): ResultTable {
  return tableOfColumns(
    analysis.columns.map((column) => ({
      name: column.name,
      type: column.format === 'date' ? 'date' : column.format === 'text' ? 'string' : 'double',
    })),
    rows,
  )
}

function tableOfColumns(columns: ResultTable['columns'], rows: readonly Row[]): ResultTable {
  const cell = (row: number, name: string): ResultValue => {
    const value = rows[row]?.[name]
    if (value === undefined) throw new RangeError(`no row ${row} or column ${name}`)
    return value
  }
  const name = (column: string | number): string => (typeof column === 'string' ? column : columns[column]!.name)
  return {
    rowCount: rows.length,
    columns,
    value: (row, column) => cell(row, name(column)),
    row: (row) => rows[row]!,
    rows: () => rows,
    column: (column) => rows.map((_, row) => cell(row, column)),
  }
}

/** After the newest event, `as_of` may ask for local times, too. */
const SETTLED_MS = 90 * 86_400_000

const EMPTY: Catalog = { timezone: 'UTC', weekStart: 1, tables: [], hasTestUsers: false }

let shared: Promise<DuckDBInstance> | undefined
let opened = 0
const closed: string[] = []

export class NativeDuckdb {
  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly name: string,
  ) {}

  catalog: Catalog = EMPTY

  /** Forgets all tables, and the zone and week that went with them: what plain tables alone begin with. */
  forget(): void {
    this.catalog = EMPTY
  }

  /** An empty database of its own, in the one DuckDB that a worker process has: starting that costs more than most tests. */
  static async open(): Promise<NativeDuckdb> {
    shared ??= DuckDBInstance.create(':memory:', { threads: '1' })
    opened += 1
    const connection = await (await shared).connect()
    for (const name of closed.splice(0)) await connection.run(`DETACH ${name}`)
    const name = `bed_${opened}`
    await connection.run(`ATTACH ':memory:' AS ${name}`)
    await connection.run(`USE ${name}`)
    return new NativeDuckdb(connection, name)
  }

  /** Its tables go when the next one is opened. */
  close(): void {
    this.connection.closeSync()
    closed.push(this.name)
  }

  /** Every statement that was executed, so that another DuckDB can be given the same tables. */
  readonly statements: string[] = []

  async execute(sql: string): Promise<void> {
    await this.connection.run(sql)
    this.statements.push(sql)
  }

  async query(sql: string): Promise<readonly Row[]> {
    return plainRows(await this.connection.runAndReadAll(sql))
  }

  /** Runs a plan in its zone; the table knows its columns where it has no rows, too. */
  async table(plan: QueryPlan): Promise<ResultTable> {
    await this.setZone(plan.timezone ?? this.catalog.timezone)
    const reader = await this.connection.runAndReadAll(plan.sql)
    const types = reader.columnTypes()
    return tableOfColumns(
      reader.columnNames().map((name, index) => ({ name, type: typeFromSql(String(types[index])) })),
      plainRows(reader),
    )
  }

  /** Does something to the tables, and undoes it all, whether it succeeds or not. */
  async undone<T>(work: () => Promise<T>): Promise<T> {
    await this.connection.run('BEGIN TRANSACTION')
    const defined = this.statements.length
    try {
      return await work()
    } finally {
      await this.connection.run('ROLLBACK')
      this.statements.length = defined
    }
  }

  /** Gives a table another name, and what is derived of it. */
  async rename(from: string, to: string): Promise<void> {
    const renamed = this.catalog.tables.find((table) => table.name === from)
    if (renamed === undefined) throw new RangeError(`there is no table ${from}`)
    if (!hasUsersAlias([{ name: to }])) await this.execute('DROP VIEW IF EXISTS users')
    for (const end of renamed.kind === 'events' ? ['', '_user_days', '_sessions'] : [''])
      await this.execute(`ALTER TABLE ${identifier(from + end)} RENAME TO ${identifier(to + end)}`)
    this.catalog = {
      ...this.catalog,
      tables: this.catalog.tables.map((table) => (table === renamed ? { ...table, name: to } : table)),
    }
    await this.createAlias(this.catalog.tables)
    await this.createUnion(this.catalog.tables.filter((table) => table.kind === 'events'))
  }

  /** The users' other name, where no table has it. */
  private async createAlias(tables: readonly { readonly name: string }[]): Promise<void> {
    if (hasUsersAlias(tables)) await this.execute('CREATE OR REPLACE VIEW users AS FROM all_users')
  }

  /** Replaces all event tables by the given logs. */
  async load(logs: Log | readonly Log[], options: LoadOptions = {}): Promise<Catalog> {
    const list = Array.isArray(logs) ? (logs as readonly Log[]) : [logs as Log]
    const raws: RawTable[] = []
    for (const log of list) raws.push(await this.loadRaw(log))
    return this.derive(raws, options)
  }

  /**
   * Replaces all event tables by the rows of SELECTs that give user_id VARCHAR, event VARCHAR, ts TIMESTAMP (UTC) and
   * optionally session_id, value, is_test, other columns and _source (by default the order of the rows).
   */
  async loadSelects(selects: Readonly<Record<string, string>>, options: LoadOptions = {}): Promise<Catalog> {
    const raws: RawTable[] = []
    for (const [name, select] of Object.entries(selects)) {
      await this.execute(
        `CREATE OR REPLACE TEMP TABLE ${identifier(`raw ${name}`)} AS SELECT q.*${/\b_source\b/.test(select) ? '' : ', row_number() OVER () AS _source'} FROM (${select}) q`,
      )
      const described = await this.query(`SELECT column_name, column_type FROM (DESCRIBE ${identifier(`raw ${name}`)})`)
      const columns = described
        .filter((one) => !['user_id', 'event', 'ts', '_source'].includes(String(one['column_name'])))
        .map((one) => ({
          name: String(one['column_name']),
          type: typeFromSql(String(one['column_type'])),
          source: String(one['column_name']),
        }))
      raws.push({ name, columns })
    }
    return this.derive(raws, options)
  }

  /** Adds a plain table (orders, deliveries …) of rows; types are found from the values or given. */
  async loadPlain(
    name: string,
    rows: readonly Readonly<Record<string, string | number | boolean | null>>[],
    types: Readonly<Record<string, ColumnType>> = {},
  ): Promise<Catalog> {
    const names = [...new Set([...Object.keys(types), ...rows.flatMap((row) => Object.keys(row))])]
    const columns = names.map((column): ColumnSchema => ({
      name: column,
      source: column,
      type: types[column] ?? typeOf(rows.map((row) => row[column])),
    }))
    await this.createFrom(
      identifier(name),
      columns,
      rows.map((row) => names.map((column) => row[column] ?? null)),
      'TABLE',
    )
    const table: CatalogTable = {
      name,
      kind: 'table',
      columns,
      rows: rows.length,
      minTs: null,
      maxTs: null,
      minDate: null,
      maxDate: null,
    }
    this.catalog = { ...this.catalog, tables: [...this.catalog.tables.filter((one) => one.name !== name), table] }
    return this.catalog
  }

  /** Defines local_time and local_date for a zone, as the engine does before a query. */
  async setZone(zone: string): Promise<void> {
    const times = this.catalog.tables.flatMap((table) =>
      table.minTs === null || table.maxTs === null ? [] : [table.minTs, table.maxTs],
    )
    const changes =
      times.length === 0
        ? [{ atMs: 0, offsetMs: 0 }]
        : offsetChanges(zone, Math.floor(Math.min(...times) / 1000), Math.ceil(Math.max(...times) / 1000) + SETTLED_MS)
    const cases = changes
      .slice(1)
      .reverse()
      .map(
        (change) => `WHEN ts >= make_timestamp(${change.atMs * 1000}::BIGINT) THEN to_milliseconds(${change.offsetMs})`,
      )
    const first = changes[0]!.offsetMs
    const shift =
      cases.length === 0
        ? first === 0
          ? ''
          : ` + to_milliseconds(${first})`
        : ` + CASE ${cases.join(' ')} ELSE to_milliseconds(${first}) END`
    await this.execute(`CREATE OR REPLACE TEMP MACRO local_time(ts) AS ts${shift}`)
    await this.execute(`CREATE OR REPLACE TEMP MACRO local_date(ts) AS (ts${shift})::DATE`)
  }

  /** Runs a plan in its zone. */
  async run(plan: QueryPlan): Promise<readonly Row[]> {
    await this.setZone(plan.timezone ?? this.catalog.timezone)
    return this.query(plan.sql)
  }

  /** Plans an analysis with parameters as a person gives them, and runs it. */
  async answer(
    analysis: Analysis,
    parameters: Readonly<Record<string, ParameterValue>> = {},
    source: string | null = null,
  ): Promise<readonly Row[]> {
    return this.run(analysis.plan(readParameters(analysis.parameters, parameters), this.catalog, source))
  }

  private async loadRaw(log: Log): Promise<RawTable> {
    const names = [
      ...new Set([...Object.keys(log.more ?? {}), ...log.events.flatMap((event) => Object.keys(event.more ?? {}))]),
    ]
    const more = names.map((name): ColumnSchema => ({
      name,
      source: name,
      type: log.more?.[name] ?? typeOf(log.events.map((event) => event.more?.[name])),
    }))
    const has = (key: 'session' | 'value' | 'test'): boolean => log.events.some((event) => event[key] !== undefined)
    const roles: ColumnSchema[] = [
      ...(has('session') ? [{ name: 'session_id', type: 'string', source: 'session', role: 'session' } as const] : []),
      ...(has('value') ? [{ name: 'value', type: 'double', source: 'value', role: 'value' } as const] : []),
      ...(has('test') ? [{ name: 'is_test', type: 'boolean', source: 'test', role: 'test' } as const] : []),
    ]
    const columns: ColumnSchema[] = [
      { name: 'user_id', type: 'string', source: 'user' },
      { name: 'event', type: 'string', source: 'event' },
      { name: 'ts', type: 'timestamp', source: 'ts' },
      ...roles,
      ...more,
      { name: '_source', type: 'integer', source: '_source' },
    ]
    const rows = log.events.map((event, index) => [
      event.user,
      event.event,
      toMicros(event.ts),
      ...(has('session') ? [event.session ?? null] : []),
      ...(has('value') ? [event.value ?? null] : []),
      ...(has('test') ? [event.test ?? null] : []),
      ...more.map((column) => event.more?.[column.name] ?? null),
      index + 1,
    ])
    await this.createFrom(identifier(`raw ${log.name}`), columns, rows, 'TEMP TABLE')
    return { name: log.name, columns: [...roles, ...more] }
  }

  private async createFrom(
    name: string,
    columns: readonly ColumnSchema[],
    rows: readonly (readonly (string | number | boolean | null)[])[],
    what: string,
  ): Promise<void> {
    await this.execute(
      `CREATE OR REPLACE ${what} ${name} (${columns.map((column) => `${identifier(column.name)} ${SQL_TYPES[column.type]}`).join(', ')})`,
    )
    const valueSql = (value: string | number | boolean | null, column: ColumnSchema): string =>
      value !== null && typeof value === 'number' && column.type === 'timestamp'
        ? `make_timestamp(${value}::BIGINT)`
        : literal(value)
    for (let at = 0; at < rows.length; at += 2000) {
      const values = rows
        .slice(at, at + 2000)
        .map((row) => `(${row.map((value, index) => valueSql(value, columns[index]!)).join(', ')})`)
      await this.execute(`INSERT INTO ${name} VALUES ${values.join(', ')}`)
    }
  }

  /** Builds users, the event tables, the view over them and the derived tables from the raw tables. */
  private async derive(raws: readonly RawTable[], options: LoadOptions): Promise<Catalog> {
    const timezone = options.timezone ?? 'UTC'
    const union = raws
      .map(
        (raw) =>
          `SELECT user_id, ts, ${raw.columns.some((column) => column.name === 'is_test') ? 'is_test' : 'NULL::BOOLEAN'} AS is_test FROM ${identifier(`raw ${raw.name}`)}`,
      )
      .join(' UNION ALL ')
    await this.execute(`CREATE OR REPLACE TABLE all_users AS SELECT (row_number() OVER (ORDER BY user_id))::INTEGER AS user_key, user_id,
      min(ts) AS first_seen, max(ts) AS last_seen, coalesce(bool_or(is_test), FALSE) AS is_test FROM (${union}) WHERE user_id IS NOT NULL GROUP BY user_id`)
    await this.createAlias(raws)
    const tables: CatalogTable[] = []
    for (const raw of raws) {
      await this.execute(
        `CREATE OR REPLACE TABLE ${identifier(raw.name)} AS SELECT u.user_key, r.*, 'log' AS _file, r._source AS _line FROM ${identifier(`raw ${raw.name}`)} r LEFT JOIN all_users u USING (user_id) ORDER BY r._source`,
      )
      const [span] = await this.query(
        `SELECT count(*) AS n, epoch_us(min(ts)) AS low, epoch_us(max(ts)) AS high FROM ${identifier(raw.name)}`,
      )
      const [low, high] = [span!['low'] as number | null, span!['high'] as number | null]
      tables.push({
        name: raw.name,
        kind: 'events',
        rows: Number(span!['n']),
        minTs: low,
        maxTs: high,
        minDate: null,
        maxDate: null,
        columns: [...BASE_COLUMNS, ...raw.columns, { name: '_source', type: 'integer', source: '_source' }],
      })
    }
    const testUsers = await this.query('SELECT 1 FROM all_users WHERE is_test LIMIT 1')
    this.catalog = { timezone, weekStart: options.weekStart ?? 1, tables, hasTestUsers: testUsers.length > 0 }
    await this.setZone(timezone)
    const dated: CatalogTable[] = []
    for (const table of tables) {
      const name = identifier(table.name)
      const [dates] = await this.query(`SELECT local_date(min(ts)) AS low, local_date(max(ts)) AS high FROM ${name}`)
      const [midnights] = await this.query(
        `SELECT coalesce(bool_and(local_time(ts) = local_date(ts)::TIMESTAMP), FALSE) AS only FROM ${name}`,
      )
      dated.push({
        ...table,
        minDate: dates!['low'] as string | null,
        maxDate: dates!['high'] as string | null,
        datesOnly: midnights!['only'] === true,
      })
      await this.execute(`CREATE OR REPLACE TABLE ${identifier(`${table.name}_user_days`)} AS SELECT user_key, local_date(ts) AS date, count(*)::INTEGER AS events
        FROM ${name} WHERE user_key IS NOT NULL GROUP BY 1, 2`)
      await this.execute(
        table.columns.some((column) => column.name === 'session_id')
          ? `CREATE OR REPLACE TABLE ${identifier(`${table.name}_sessions`)} AS SELECT user_key, min(ts) AS start_ts, max(ts) AS end_ts, count(*)::INTEGER AS events, session_id
          FROM ${name} WHERE user_key IS NOT NULL AND session_id IS NOT NULL GROUP BY user_key, session_id`
          : `CREATE OR REPLACE TABLE ${identifier(`${table.name}_sessions`)} AS WITH marked AS (
            SELECT user_key, ts, coalesce(epoch_us(ts) - lag(epoch_us(ts)) OVER (PARTITION BY user_key ORDER BY ts, _source) > ${SESSION_GAP_MICROS}, TRUE) AS starts, _source
            FROM ${name} WHERE user_key IS NOT NULL),
          numbered AS (SELECT user_key, ts, sum(starts::INTEGER) OVER (PARTITION BY user_key ORDER BY ts, _source) AS nth FROM marked)
          SELECT user_key, min(ts) AS start_ts, max(ts) AS end_ts, count(*)::INTEGER AS events FROM numbered GROUP BY user_key, nth`,
      )
    }
    this.catalog = { ...this.catalog, tables: dated }
    await this.createUnion(dated)
    return this.catalog
  }

  private async createUnion(tables: readonly CatalogTable[]): Promise<void> {
    if (tables.length === 0) return
    const parts = tables.map((table) => `SELECT * FROM ${identifier(table.name)}`)
    await this.execute(`CREATE OR REPLACE VIEW ${identifier(ALL_EVENTS)} AS ${parts.join(' UNION ALL BY NAME ')}`)
  }
}

interface RawTable {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
}

function typeFromSql(type: string): ColumnType {
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'DATE') return 'date'
  if (type.startsWith('TIMESTAMP')) return 'timestamp'
  if (/^(TINY|SMALL|BIG|HUGE|U)?INT/.test(type)) return 'integer'
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'double'
  return 'string'
}
