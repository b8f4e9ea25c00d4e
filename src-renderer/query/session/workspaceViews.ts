import { throwIfAborted } from '../../base/abort'
import { required } from '../../base/required'
import type { Engine } from '../../engine/engine'
import type { TableRead } from '../../engine/emptyTables'
import type { LoadedTables } from '../../engine/loadedTables'
import { hasUsersAlias, USERS, USERS_ALIAS } from '../../model/schema'
import { ALL_EVENTS } from '../sql/eventSource'
import { identifier, literal, modelSql, tableSql } from '../sql/literal'
import { madeType, modelSelect, testUserSql, type ModelReads, type ModelTables } from './modelViews'
import { visibleColumns, type StoredTable, type VisibleColumn } from './needs'

/** What decides about the views besides the tables and the model. */
interface ViewsAsked {
  /** Whether the query reads users' names: the engine joins them even where nobody does. */
  readonly looksUpUsers: boolean
  /** The names of the imported files. */
  readonly files: readonly string[]
}

/**
 * The views that SQL sees: one a table with all its columns, whether they are loaded or not, so that `*` and DESCRIBE
 * mean the same at all times; and those of the model over them, with what a query reads. What it does not read is an
 * error there, never a NULL.
 */
export class WorkspaceViews {
  readonly #engine: Engine
  readonly #loaded: LoadedTables
  /** The text of each view as it is defined in the engine, and the engine's generation. */
  readonly #views = new Map<string, string>()
  #viewsOf = -1
  /** What was loaded when they were defined. */
  #loadedOf = -1

  constructor(engine: Engine, loaded: LoadedTables) {
    this.#engine = engine
    this.#loaded = loaded
  }

  /** Defines those that are not there as this query needs them. Cancels before it begins, never between. */
  async define(modelled: ModelTables, read: ModelReads, asked: ViewsAsked, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal)
    if (this.#viewsOf !== this.#engine.generation) {
      this.#views.clear()
      await this.#engine.execute(['CREATE SCHEMA IF NOT EXISTS model'])
    }
    this.#viewsOf = this.#engine.generation
    const { version } = this.#loaded
    const own = this.#ownViews(modelled, read, asked)
    const isLoaded = new Set(
      modelled.tables
        .filter((table) => this.#loaded.columns(table.name).length > 0)
        .flatMap(({ name, isEvents }) => [
          name,
          ...(isEvents ? [ALL_EVENTS] : []),
          ...(name === USERS ? [USERS_ALIAS] : []),
        ])
        .map(tableSql),
    )
    const changed = new Set(
      [...own].flatMap(([name, text]) =>
        this.#views.get(name) !== text || (version !== this.#loadedOf && isLoaded.has(name)) ? [name] : [],
      ),
    )
    const texts = new Map([...own, ...modelTexts(modelled, read)])
    const gone = [...this.#views.keys()].filter((name) => !texts.has(name))
    // Those that others are made of come first: what changes makes them stale too, and so on.
    const stale = [...texts].filter(([name, text]) => {
      const isStale =
        changed.has(name) ||
        this.#views.get(name) !== text ||
        (!own.has(name) && [...changed].some((one) => text.includes(one)))
      if (isStale) changed.add(name)
      return isStale
    })
    if (gone.length === 0 && stale.length === 0) {
      this.#loadedOf = version
      return
    }
    const statements = [
      ...gone.map((name) => `DROP VIEW IF EXISTS ${name}`),
      ...stale.map(([name, text]) => `CREATE OR REPLACE VIEW ${name} AS ${text}`),
    ]
    // Where one cannot be made, those before it are there and those after it are not: they count as none.
    for (const [name] of stale) this.#views.set(name, '')
    await this.#engine.execute([statements.join(';\n')])
    for (const name of gone) this.#views.delete(name)
    for (const [name, text] of stale) this.#views.set(name, text)
    this.#loadedOf = version
  }

  /** The views of the tables as they are, by qualified name. */
  #ownViews(modelled: ModelTables, read: ModelReads, { files, looksUpUsers }: ViewsAsked): ReadonlyMap<string, string> {
    const { tables, model } = modelled
    const testUsers = read.asksTestUsers ? testUserSql(modelled) : null
    const columnsOf = (table: StoredTable): readonly VisibleColumn[] =>
      table.name === USERS && model.testUsers.length > 0
        ? visibleColumns(table, files).map((one) => (one.name === 'is_test' ? testColumn(one, testUsers) : one))
        : visibleColumns(table, files)
    // The users come last: who is a test user may be asked of other tables.
    const inOrder = [...tables].sort((a, b) => Number(a.name === USERS) - Number(b.name === USERS))
    const texts = new Map(
      inOrder.map((table) => [tableSql(table.name), this.#select(table, columnsOf(table), looksUpUsers)]),
    )
    if (hasUsersAlias(tables)) texts.set(tableSql(USERS_ALIAS), required(texts.get(tableSql(USERS))))
    const events = tables.filter((table) => table.isEvents).map((table) => required(texts.get(tableSql(table.name))))
    return events.length === 0 ? texts : texts.set(tableSql(ALL_EVENTS), events.join(' UNION ALL BY NAME '))
  }

  #select(table: StoredTable, columns: readonly VisibleColumn[], looksUpUsers: boolean): string {
    const loaded = new Set(this.#loaded.columns(table.name).map((column) => column.name))
    const isThere = (column: VisibleColumn): boolean =>
      column.of.every((name) => loaded.has(name)) && (!column.ofUsers || looksUpUsers)
    const parts = columns.map(
      (column) => `${isThere(column) ? column.sql : notLoaded(table.name, column)} AS ${identifier(column.name)}`,
    )
    return loaded.size > 0
      ? `SELECT ${parts.join(', ')} FROM stored.${identifier(table.name)} s`
      : `SELECT ${parts.join(', ')} WHERE CAST(${literal(`The table ${table.name} is not loaded`)} AS BOOLEAN)`
  }
}

/** The union of some event tables by the model. */
function modelUnion(names: readonly string[]): string {
  return names.map((name) => `FROM ${modelSql(name)}`).join(' UNION ALL BY NAME ')
}

/** Tables in the order in which their views can be made: the users come first, whose persons other views read. */
function inOrder(names: Iterable<string>): readonly string[] {
  return [...names].sort((a, b) => Number(b === USERS) - Number(a === USERS))
}

/** The model's views by qualified name, those that others are made of first. */
function modelTexts(modelled: ModelTables, { used }: ModelReads): ReadonlyMap<string, string> {
  const names = inOrder(new Set([...used.keys(), ...modelled.made.keys()]))
  const texts = new Map(
    names.map((name) => [modelSql(name), modelView(modelled, name, used.get(name) ?? new Set<string>())]),
  )
  if (texts.has(modelSql(USERS)) && hasUsersAlias(modelled.tables))
    texts.set(modelSql(USERS_ALIAS), modelUnion([USERS]))
  const events = modelled.tables.filter((table) => table.isEvents).map((table) => table.name)
  return events.length === 0 ? texts : texts.set(modelSql(ALL_EVENTS), modelUnion(events))
}

/** A table's view by the model: what is used of it, and an error where anything else is read. */
function modelView(tables: ModelTables, name: string, used: ReadonlySet<string>): string {
  const others = required(tables.made.get(name))
    .filter((one) => !used.has(one.name))
    .map((one) => `${notLoaded(name, { name: one.name, sqlType: madeType(one) })} AS ${identifier(one.name)}`)
  return modelSelect(tables, name, used, others)
}

/** The views of the model that a query reads, as statements that make them in any DuckDB shell. */
export function shellViews(tables: ModelTables, { used }: ModelReads): readonly string[] {
  if (used.size === 0) return []
  const events = tables.tables.filter((table) => table.isEvents && used.has(table.name)).map((table) => table.name)
  const views = inOrder(used.keys()).map(
    (name) => [modelSql(name), modelSelect(tables, name, required(used.get(name)))] as const,
  )
  const union = events.length === 0 ? [] : [[modelSql(ALL_EVENTS), modelUnion(events)] as const]
  return [
    'CREATE SCHEMA IF NOT EXISTS model',
    ...[...views, ...union].map(([name, text]) => `CREATE OR REPLACE VIEW ${name} AS\n${text}`),
  ]
}

/** The other names by which a query calls tables, as statements that make them in any DuckDB shell. */
export function shellAliases(reads: readonly TableRead[]): readonly string[] {
  return reads.flatMap(({ table, schema, alias }) => {
    if (alias === undefined) return []
    const nameSql = schema === 'model' ? modelSql : tableSql
    return [`CREATE OR REPLACE VIEW ${nameSql(alias)} AS\nFROM ${nameSql(table)}`]
  })
}

/** Who is a test user by the model as well; an error where that was not asked for. */
function testColumn(column: VisibleColumn, sql: string | null): VisibleColumn {
  return sql === null
    ? { ...column, sql: notLoaded(USERS, column) }
    : { ...column, sql: `(coalesce(${column.sql}, FALSE) OR ${sql})`, of: [...column.of, 'user_id'] }
}

/**
 * What stands in a view for a column that is not loaded: an error when it is read. The engine is asked before what a
 * query reads, so that nobody sees it; a column that was missed can never pass for one without values.
 */
function notLoaded(table: string, { name, sqlType }: Pick<VisibleColumn, 'name' | 'sqlType'>): string {
  const text = literal(`The column ${name} of ${table} is not loaded`)
  return sqlType === 'VARCHAR' ? `CAST(CAST(${text} AS BIGINT) AS VARCHAR)` : `CAST(${text} AS ${sqlType})`
}
