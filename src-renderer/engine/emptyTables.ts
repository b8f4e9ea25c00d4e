import { required } from '../base/required'
import { tableFromIPC } from 'apache-arrow'
import { throwIfAborted } from '../base/abort'
import { isLatheError, LatheError } from '../model/error'
import { EMPTY_DATABASE, EMPTY_MACROS, type Engine } from './engine'
import type { RowTest } from '../store/rowTest'
import { testOfFilters } from './planFilters'
import { isOfEachRow, limitsOfPlainScan, type PlanNode } from './planScans'

/** Where tables stand: as they are, and with the columns that they have by the workspace's model. */
type TableSchema = 'main' | 'model'

/** A table as SQL names it, with its columns' SQL types. */
export interface NamedTable {
  readonly name: string
  readonly schema: TableSchema
  readonly columns: readonly { readonly name: string; readonly sqlType: string }[]
  /** The table of its schema that this is another name of. */
  readonly aliasOf?: string
}

/** A view over all rows of several tables of its schema. */
export interface Union {
  readonly name: string
  readonly schema: TableSchema
  readonly of: readonly string[]
}

/** Columns (as SQL names them) that a query reads of a table; none where it only counts rows. */
export interface TableRead {
  readonly table: string
  readonly schema: TableSchema
  readonly columns: ReadonlySet<string>
  /** The other name by which the query calls the table. */
  readonly alias?: string
  /** What rows have to meet to be asked for at all; absent where all may be. */
  readonly test?: RowTest
}

/** What a query reads, and how many LIMITs it has where it gives rows of one table as they come; else null. */
export interface Scanned {
  readonly reads: readonly TableRead[]
  readonly limits: number | null
  /** Whether it gives a row for each of one table, told by that row alone. */
  readonly ofEachRow: boolean
}

/** The columns of a table that are read so far, and what each scan of it asks of rows; null where one takes all. */
interface Reading {
  readonly columns: Set<string>
  readonly tests: readonly RowTest[] | null
}

/**
 * The least and greatest values of each type, so that the optimizer's statistics rule out no value that data may have.
 */
const EXTREMES: Readonly<Record<string, readonly string[]>> = {
  BOOLEAN: ['FALSE', 'TRUE', 'TRUE'],
  INTEGER: ['-2147483648', '2147483647', '2147483647'],
  BIGINT: ['-9223372036854775808', '9223372036854775807', '9223372036854775807'],
  DOUBLE: ["'-infinity'", "'infinity'", "'nan'"],
  DATE: ["'-infinity'", "'infinity'", "'infinity'"],
  TIMESTAMP: ["'-infinity'", "'infinity'", "'infinity'"],
  VARCHAR: ["''", 'repeat(chr(1114111), 3)', 'repeat(chr(1114111), 3)'],
}

/** Table functions that only read. All others are refused: some write a log, a checkpoint or a setting. */
const READING = new Set([
  'RANGE',
  'GENERATE_SERIES',
  'UNNEST',
  'REPEAT',
  'REPEAT_ROW',
  'SUMMARY',
  'TEST_ALL_TYPES',
  'TEST_VECTOR_TYPES',
  'PRAGMA_COLLATIONS',
  'PRAGMA_DATABASE_SIZE',
  'PRAGMA_PLATFORM',
  'PRAGMA_SHOW',
  'PRAGMA_TABLE_INFO',
  'PRAGMA_USER_AGENT',
  'PRAGMA_VERSION',
  ...[
    'COLUMNS',
    'CONSTRAINTS',
    'DATABASES',
    'DEPENDENCIES',
    'EXTENSIONS',
    'FUNCTIONS',
    'INDEXES',
    'KEYWORDS',
    'MEMORY',
    'OPTIMIZERS',
    'SCHEMAS',
    'SEQUENCES',
    'SETTINGS',
    'TABLES',
    'TYPES',
    'VARIABLES',
    'VIEWS',
  ].map((name) => `DUCKDB_${name}`),
])

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function viewOf({ name, schema }: Pick<NamedTable, 'name' | 'schema'>): string {
  return `${EMPTY_DATABASE}.${schema}.${quote(name)}`
}

/** In plans tables and columns go by numbers, which no text of a filter can be mistaken for. */
const tableMark = (index: number): string => `‹t${index}›`
const columnMark = (index: number): string => `‹${index}›`

/** What stands in each engine's database of empty tables, whoever put it there. */
const defined = new WeakMap<
  Engine,
  { readonly key: string; readonly generation: number; readonly views: readonly string[] }
>()

/**
 * All tables of a workspace with all their columns and no rows, in a database of their own. What a query reads is what
 * the engine's plan over them scans. Each table held three rows of NULLs and extremes that were deleted: statistics
 * stay, so that no filter is known to be false and no count is known without its table.
 */
export class EmptyTables {
  readonly #engine: Engine
  #tables: readonly NamedTable[] = []

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /**
   * Makes the tables, and views of the same names over them. True when they are other ones than before. Cancels before
   * it begins, never between: what stands is always what is known to stand.
   */
  async define(tables: readonly NamedTable[], unions: readonly Union[], signal?: AbortSignal): Promise<boolean> {
    await this.#engine.start()
    const key = `${this.#engine.generation} ${JSON.stringify([tables, unions])}`
    const before = defined.get(this.#engine)
    this.#tables = tables
    if (key === before?.key) return false
    throwIfAborted(signal)
    const { generation } = this.#engine
    const old = before?.generation === generation ? before.views : []
    const views = [...unions, ...tables].map(viewOf)
    // Until it is done it is neither.
    defined.set(this.#engine, { key: '', generation, views: [...new Set([...old, ...views])] })
    const gone = old.map((view) => `DROP VIEW IF EXISTS ${view}`)
    await this.#engine.execute([[...gone, ...this.#statements(tables, unions)].join(';\n')])
    defined.set(this.#engine, { key, generation, views })
    return true
  }

  #statements(tables: readonly NamedTable[], unions: readonly Union[]): readonly string[] {
    return [
      `CREATE SCHEMA IF NOT EXISTS ${EMPTY_DATABASE}.model`,
      `DROP SCHEMA IF EXISTS ${EMPTY_DATABASE}.marked CASCADE`,
      `CREATE SCHEMA ${EMPTY_DATABASE}.marked`,
      ...tables.flatMap((named, index) => {
        const { columns } = named
        const table = `${EMPTY_DATABASE}.marked.${quote(tableMark(index))}`
        const rows = [0, 1, 2].map(
          (row) => `(${columns.map(({ sqlType }) => required(EXTREMES[sqlType])[row]).join(', ')})`,
        )
        return [
          `CREATE TABLE ${table} ` +
            `(${columns.map(({ sqlType }, column) => `${quote(columnMark(column))} ${sqlType}`).join(', ')})`,
          `INSERT INTO ${table} VALUES (${columns.map(() => 'NULL').join(', ')}), ${rows.join(', ')}`,
          `DELETE FROM ${table}`,
          `CREATE OR REPLACE VIEW ${viewOf(named)} AS SELECT ` +
            `${columns.map((column, at) => `${quote(columnMark(at))} AS ${quote(column.name)}`).join(', ')} FROM ` +
            `${table}`,
        ]
      }),
      ...unions.map(
        (union) =>
          `CREATE OR REPLACE VIEW ${viewOf(union)} AS ` +
          union.of.map((name) => `SELECT * FROM ${viewOf({ ...union, name })}`).join(' UNION ALL BY NAME '),
      ),
      // Of the same types as the zone's macros, which say which columns are read as well.
      `CREATE OR REPLACE MACRO ${EMPTY_MACROS}.local_time(ts) AS (ts + to_microseconds(0::BIGINT))`,
      `CREATE OR REPLACE MACRO ${EMPTY_MACROS}.local_date(ts) AS (CAST(ts + to_microseconds(0::BIGINT) AS DATE))`,
    ]
  }

  /**
   * What a SELECT that stands in a bracket reads (`sql` is what stands in it), by the engine's plan for it. Throws
   * `bad-sql` with the SQL as planned: when it is not one statement that reads, or names what is not there.
   */
  async reads(sql: string, signal?: AbortSignal): Promise<Scanned> {
    const explain = EXPLAIN_BRACKET + sql + BRACKET_END
    let isPivot = false
    const ipc = await this.#engine.plan(explain, 'prepared', signal).catch(async (error: unknown) => {
      // PIVOT without IN is several statements to the engine, which cannot be prepared; a text without a semicolon
      // cannot be several of its own.
      if (!isLatheError(error, 'bad-sql') || sql.includes(';')) throw error
      const plan = await this.#engine.plan(explain, 'plain', signal)
      isPivot = true
      return plan
    })
    const found = new Map<NamedTable, Reading>()
    const visit = (node: PlanNode): void => {
      this.#note(node, sql, found)
      for (const child of node.children) visit(child)
    }
    const nodes = JSON.parse(String(required(tableFromIPC(ipc).getChild('explain_value')).get(0))) as PlanNode[]
    for (const node of nodes) visit(node)
    // A pivot's columns are values, so without rows its plan leaves out what they come from: its tables are read whole.
    const reads = [...found].map(([{ name, schema, columns, aliasOf }, read]) => ({
      table: aliasOf ?? name,
      schema,
      columns: isPivot ? new Set(columns.map((column) => column.name)) : read.columns,
      ...(aliasOf === undefined ? {} : { alias: name }),
      ...(isPivot || read.tests === null ? {} : { test: { any: read.tests } }),
    }))
    return { reads, limits: isPivot ? null : limitsOfPlainScan(nodes), ofEachRow: isOfEachRow(nodes) }
  }

  /** Whether a SELECT that `reads` knows uses local_time or local_date. */
  async usesLocalTimes(sql: string, signal?: AbortSignal): Promise<boolean> {
    return !(await this.#engine.standsWithoutMacros(EXPLAIN_BRACKET + sql + BRACKET_END, signal))
  }

  #note(node: PlanNode, sql: string, found: Map<NamedTable, Reading>): void {
    const { Table: table, Function: called } = node.extra_info
    if (typeof called === 'string' && !READING.has(called)) {
      throw new LatheError(
        'bad-sql',
        `A query only reads the workspace's tables; ${called.toLowerCase()} is not to be had here.`,
        { sql },
      )
    }
    if (typeof table !== 'string') return
    const read = this.#tables[Number(/^‹t(\d+)›$/.exec(table)?.[1] ?? -1)]
    if (read === undefined)
      throw new LatheError(
        'bad-sql',
        `Name the workspace's tables without a database before them: "${table}" is not one of them.`,
        { sql },
      )
    const before = found.get(read)
    const columns = before?.columns ?? new Set<string>()
    const test = testOfFilters(node.extra_info['Filters'])
    const tests = before === undefined ? [] : before.tests
    found.set(read, { columns, tests: test === null || tests === null ? null : [...tests, namedTest(test, read)] })
    for (const [, index] of JSON.stringify(node.extra_info).matchAll(/‹(\d+)›/g)) {
      const column = read.columns[Number(index)]
      if (column !== undefined) columns.add(column.name)
    }
  }
}

/** By the names of columns in place of their marks. */
function namedTest(test: RowTest, table: NamedTable): RowTest {
  if ('all' in test) return { all: test.all.map((one) => namedTest(one, table)) }
  if ('any' in test) return { any: test.any.map((one) => namedTest(one, table)) }
  return { ...test, column: table.columns[Number(test.column.slice(1, -1))]?.name ?? '' }
}

/**
 * What stands before and behind a query while it is planned: a text that leaves the bracket is no single statement any
 * more.
 */
export const EXPLAIN_BRACKET = 'EXPLAIN (FORMAT json) SELECT * FROM (\n'
const BRACKET_END = '\n)'
