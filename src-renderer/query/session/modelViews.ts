import { required } from '../../base/required'
import type { TableRead } from '../../engine/emptyTables'
import { sqlType } from '../../engine/tablePart'
import type { DataModel, Relation, TestRule } from '../../model/dataModel'
import { PERSON_ID, PERSON_KEY, type MadeColumn } from '../../model/madeColumns'
import { LatheError } from '../../model/error'
import { SOURCE_COLUMN, USERS, type ColumnSchema } from '../../model/schema'
import { identifier, literal, modelSql, tableSql } from '../sql/literal'
import type { StoredTable } from './needs'
import { personJoin, usersByPerson } from './peopleViews'
import { readSequence } from '../sql/sequence'
import { completionsSql, SEQUENCE_READS, type SequenceTable } from './sequenceViews'

type Related = Extract<MadeColumn, { kind: 'related' }>
type Sequential = Extract<MadeColumn, { kind: 'sequence' }>
type Person = Extract<MadeColumn, { kind: 'person' }>
type Computed = Extract<MadeColumn, { kind: 'computed' }>

/** What the model adds to the tables of a workspace. */
export interface ModelTables {
  readonly model: DataModel
  readonly tables: readonly StoredTable[]
  /** By table. */
  readonly made: ReadonlyMap<string, readonly MadeColumn[]>
}

/** A column's SQL type in a view. */
export function madeType({ name, type }: MadeColumn): string {
  return sqlType({ name, type, source: name })
}

function madeOf({ made }: ModelTables, table: string): readonly MadeColumn[] {
  return made.get(table) ?? []
}

function madeNamed(tables: ModelTables, table: string, name: string): MadeColumn | undefined {
  return madeOf(tables, table).find((one) => one.name === name)
}

/** A relation from a log's users: their names are in the dictionary, so that the join is by key. */
function isOfUsers({ tables }: ModelTables, { from }: Relation): boolean {
  return from.column === 'user_id' && tables.some((table) => table.name === from.table && table.isEvents)
}

/** A computed value as it stands in a view, and as it is checked. */
function computedSql({ sql, ...column }: Computed): string {
  return `CAST((\n${sql}\n) AS ${madeType({ ...column, sql })})`
}

/** Columns of the far table that one step along a path reads. */
function farColumns(relation: Relation, wanted: string): readonly string[] {
  const { duplicates, to } = relation
  const ordering =
    duplicates === 'refuse' ? [] : duplicates === 'first' ? [SOURCE_COLUMN] : [duplicates.newestBy, SOURCE_COLUMN]
  return [to.column, wanted, ...ordering]
}

/** What the columns of the model that a query names read of the stored tables. */
export interface ModelReads {
  /** Of the tables as they are. */
  readonly reads: readonly TableRead[]
  /** The made columns that are named, by table, for each table that is read by the model; a table after what it needs. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>
  /** Tables that are read whatever the dates of the query. */
  readonly whole: ReadonlySet<string>
  readonly usesLocalTimes: boolean
  /** Whether a query asks who is a test user, and the model has a say in it. */
  readonly asksTestUsers: boolean
}

/** What is asked of the engine: what an expression's SQL reads. */
export type ReadsOf = (
  sql: string,
) => Promise<{ readonly reads: readonly TableRead[]; readonly usesLocalTimes: boolean }>

function needsItself(column: string): LatheError {
  return new LatheError('bad-file', `model.json: the computed column ${column} needs itself.`, { file: 'model.json' })
}

/** The columns among those named that a table has, itself or by the model. */
function columnsThere(
  tables: ModelTables,
  { name, columns }: StoredTable,
  named: readonly string[],
): readonly string[] {
  return named.filter(
    (column) =>
      column === 'user_id' ||
      columns.some((one) => one.name === column) ||
      madeNamed(tables, name, column) !== undefined,
  )
}

/**
 * Follows the columns that a query names to what they are made of: related tables, their keys, and what the engine says
 * that an expression reads. Throws `bad-file` where an expression needs itself, `bad-sql` where one is wrong.
 */
export async function modelReads(
  asked: readonly TableRead[],
  tables: ModelTables,
  readsOf: ReadsOf,
): Promise<ModelReads> {
  const found = new Map<string, Set<string>>()
  const used = new Map<string, Set<string>>()
  const whole = new Set<string>()
  let usesLocalTimes = false
  let asksTestUsers = false

  const addOwn = async (table: string, columns: readonly string[], isFar: boolean): Promise<void> => {
    const known = found.get(table) ?? new Set<string>()
    found.set(table, known)
    if (isFar) whole.add(table)
    for (const column of columns) known.add(column)
    if (table !== USERS || !columns.includes('is_test') || tables.model.testUsers.length === 0 || asksTestUsers) return
    asksTestUsers = true
    known.add('user_id')
    for (const rule of tables.model.testUsers) {
      const place = 'column' in rule ? userColumn(tables, rule) : null
      if (place !== null) await addFar(place.relation.to.table, [place.relation.to.column, place.column], [])
    }
  }

  const addFar = async (table: string, columns: readonly string[], within: readonly string[]): Promise<void> => {
    if (columns.some((name) => madeNamed(tables, table, name) !== undefined)) await add(table, columns, true, within)
    else await addOwn(table, columns, true)
  }

  const addRelated = async ({ path, column }: Related, isFar: boolean, within: readonly string[]): Promise<void> => {
    for (const [index, relation] of path.entries()) {
      if (index === 0 && isOfUsers(tables, relation)) {
        await addOwn(relation.from.table, ['user_key'], isFar)
        await addOwn(USERS, ['user_key', 'user_id'], false)
      } else if (index === 0) await addOwn(relation.from.table, [relation.from.column], isFar)
      const wanted = path[index + 1]?.from.column ?? column
      await addFar(relation.to.table, farColumns(relation, wanted), within)
    }
  }

  const addPerson = async (table: string, { of }: Person, within: readonly string[]): Promise<void> => {
    if (table === USERS) {
      await addOwn(USERS, ['user_key', 'user_id'], false)
      await addOwn(of.table, [of.account, of.person], true)
      used.set(USERS, new Set([PERSON_ID, PERSON_KEY]))
    } else {
      await addOwn(table, ['user_key'], false)
      await add(USERS, [PERSON_ID], false, within)
    }
  }

  const addSequence = async (table: string, column: Sequential, within: readonly string[]): Promise<void> => {
    const name = `${table}.${column.name}`
    if (within.includes(name)) throw needsItself(name)
    const { columns } = readSequence(column.event, tables.model.events)
    for (const one of tables.tables.filter(({ isEvents }) => isEvents))
      await add(one.name, [...SEQUENCE_READS, ...columnsThere(tables, one, columns)], true, [...within, name])
    if (column.ofPeople) await add(USERS, [PERSON_KEY], false, within)
  }

  const addComputed = async (
    table: string,
    column: Computed,
    isFar: boolean,
    within: readonly string[],
  ): Promise<void> => {
    const name = `${table}.${column.name}`
    if (within.includes(name)) throw needsItself(name)
    const read = await readsOf(`SELECT ${computedSql(column)} AS value FROM ${modelSql(table)}`)
    usesLocalTimes ||= read.usesLocalTimes
    for (const one of read.reads)
      await (one.schema === 'model'
        ? add(one.table, [...one.columns], isFar || one.table !== table, [...within, name])
        : addOwn(one.table, [...one.columns], isFar || one.table !== table))
  }

  const add = async (
    table: string,
    columns: readonly string[],
    isFar: boolean,
    within: readonly string[],
  ): Promise<void> => {
    const made = columns.flatMap((name) => madeNamed(tables, table, name) ?? [])
    const own = columns.filter((name) => made.every((one) => one.name !== name))
    await addOwn(table, own, isFar)
    const done = new Set<string>()
    for (const column of made) {
      if (used.get(table)?.has(column.name) === true) continue
      if (column.kind === 'related') await addRelated(column, isFar, within)
      else if (column.kind === 'person') await addPerson(table, column, within)
      else if (column.kind === 'sequence') await addSequence(table, column, within)
      else await addComputed(table, column, isFar, within)
      done.add(column.name)
    }
    // A table comes after those that its columns are made of.
    used.set(table, new Set([...(used.get(table) ?? []), ...done]))
  }

  for (const { table, columns, schema } of asked)
    await (schema === 'model' ? add(table, [...columns], false, []) : addOwn(table, [...columns], false))
  return {
    reads: [...found].map(([table, columns]) => ({ table, columns, schema: 'main' })),
    used,
    whole,
    usesLocalTimes,
    asksTestUsers,
  }
}

/** A path's first relations as its name. */
const prefixOf = (path: readonly Relation[]): string => path.map((one) => one.name).join('.')

/** The value of a column in the row that counts among those of one key. */
function picked(column: string, { duplicates, to }: Relation): string {
  const value = identifier(column)
  if (duplicates === 'first') return `first(${value} ORDER BY ${SOURCE_COLUMN})`
  if (duplicates !== 'refuse')
    return `first(${value} ORDER BY ${identifier(duplicates.newestBy)} DESC NULLS LAST, ${SOURCE_COLUMN})`
  const [before, after] = [
    `Several rows of ${to.table} have the ${to.column} `,
    '; say in the model which of them counts: the first, or the newest.',
  ]
  return (
    `CASE WHEN count(*) > 1 THEN error(${literal(before)} || ${identifier(to.column)}::VARCHAR || ${literal(after)}) ` +
    `ELSE any_value(${value}) END`
  )
}

const NUMBERS = new Set(['integer', 'double'])

function typeOf(tables: readonly StoredTable[], table: string, column: string): ColumnSchema['type'] | undefined {
  return tables.find((one) => one.name === table)?.columns.find((one) => one.name === column)?.type
}

/** Two keys of the types that their columns have: as they are, or as text where the types differ. */
function keysEqual(left: string, right: string, types: readonly (ColumnSchema['type'] | undefined)[]): string {
  const [one, other] = types
  const areAlike = one === other || types.every((type) => type !== undefined && NUMBERS.has(type))
  return areAlike ? `${left} = ${right}` : `${left}::VARCHAR = ${right}::VARCHAR`
}

/** Where rows of a table with some of its columns come from: the view of the model only where it takes made ones. */
function sourceSql(tables: ModelTables, table: string, columns: readonly string[]): string {
  return columns.some((name) => madeNamed(tables, table, name) !== undefined) ? modelSql(table) : tableSql(table)
}

/** One step along a path, as a join: one row a key, with the columns that are wanted of it. */
function joinSql(
  tables: ModelTables,
  relation: Relation,
  columns: readonly string[],
  alias: string,
  left: string,
): string {
  const { from, to } = relation
  const key = identifier(`by ${to.column}`)
  const values = columns.map((column) => `${picked(column, relation)} AS ${identifier(column)}`)
  const needed = columns.flatMap((column) => farColumns(relation, column))
  const rows = [
    `  SELECT ${[`${identifier(to.column)} AS ${key}`, ...values].join(', ')}`,
    `  FROM ${sourceSql(tables, to.table, needed)}`,
    `  WHERE ${identifier(to.column)} IS NOT NULL`,
    `  GROUP BY ${identifier(to.column)}`,
  ].join('\n')
  const type = typeOf(tables.tables, to.table, to.column)
  if (left === 'row' && isOfUsers(tables, relation)) {
    const users =
      `SELECT u.user_key, far.* FROM ${tableSql(USERS)} u JOIN (\n${rows}\n) far ` +
      `ON ${keysEqual(`far.${key}`, 'u.user_id', [type, 'string'])}`
    return `LEFT JOIN (${users}) ${alias} ON ${alias}.user_key = row.user_key`
  }
  const equal = keysEqual(`${alias}.${key}`, `${left}.${identifier(from.column)}`, [
    type,
    typeOf(tables.tables, from.table, from.column),
  ])
  return `LEFT JOIN (\n${rows}\n) ${alias} ON ${equal}`
}

/** The completions of a sequence among the rows of a table. */
function sequenceSql(tables: ModelTables, table: string, { event, ofPeople }: Sequential): string {
  const sequence = readSequence(event, tables.model.events)
  const read = tables.tables
    .filter(({ isEvents }) => isEvents)
    .map((one): SequenceTable => {
      const there = columnsThere(tables, one, sequence.columns)
      const made = there.filter((name) => madeNamed(tables, one.name, name) !== undefined)
      return {
        name: one.name,
        rows: modelSelect(tables, one.name, new Set(made)),
        columns: there.map((name) => ({
          name,
          source: name,
          type: madeNamed(tables, one.name, name)?.type ?? typeOf(tables.tables, one.name, name) ?? 'string',
        })),
      }
    })
  return completionsSql(sequence, read, table, ofPeople)
}

/**
 * A table with the made columns that are used, as a SELECT that runs in any DuckDB shell: related rows joined, one at
 * most to each row, then what is computed of both. `others` are expressions for columns that are not used.
 */
export function modelSelect(
  tables: ModelTables,
  table: string,
  used: ReadonlySet<string>,
  others: readonly string[] = [],
): string {
  const made = madeOf(tables, table).filter((one) => used.has(one.name))
  const [person] = made.flatMap((one) => (one.kind === 'person' ? [one.of] : []))
  if (table === USERS && person !== undefined) return usersByPerson(person)
  const steps = new Map<string, { readonly path: readonly Relation[]; readonly columns: Set<string> }>()
  const step = (path: readonly Relation[]): Set<string> => {
    const known = steps.get(prefixOf(path)) ?? { path, columns: new Set<string>() }
    steps.set(prefixOf(path), known)
    return known.columns
  }
  for (const column of made) {
    if (column.kind !== 'related') continue
    column.path.forEach((_, index) => {
      const columns = step(column.path.slice(0, index + 1))
      columns.add(column.path[index + 1]?.from.column ?? column.column)
    })
  }
  const aliases = new Map([...steps.keys()].map((prefix, index) => [prefix, `related_${index + 1}`]))
  const aliasOf = (path: readonly Relation[]): string =>
    path.length === 0 ? 'row' : required(aliases.get(prefixOf(path)))
  const joins = [...steps.values()].map(({ path, columns }) =>
    joinSql(tables, required(path.at(-1)), [...columns], aliasOf(path), aliasOf(path.slice(0, -1))),
  )
  const related = made.flatMap((one) =>
    one.kind === 'related' ? [`${aliasOf(one.path)}.${identifier(one.column)} AS ${identifier(one.name)}`] : [],
  )
  const sequences = made.flatMap((one, index) =>
    one.kind === 'sequence' ? [{ column: one, alias: `sequence_${index + 1}` }] : [],
  )
  const completes = sequences.map(({ column, alias }) => `${alias}.ts IS NOT NULL AS ${identifier(column.name)}`)
  const ofPerson = person === undefined ? [] : [`person.${PERSON_ID}`]
  const rows = [
    `SELECT ${['row.*', ...related, ...ofPerson, ...completes, ...others].join(',\n  ')}`,
    `FROM ${tableSql(table)} row`,
    ...joins,
    ...(person === undefined ? [] : [personJoin]),
    ...sequences.map(
      ({ column, alias }) =>
        `LEFT JOIN (\n${sequenceSql(tables, table, column)}\n) ${alias} ON ${alias}.account_key = row.user_key ` +
        `AND ${alias}.ts = row.ts AND ${alias}._source = row._source`,
    ),
  ].join('\n')
  const computed = made.flatMap((one) =>
    one.kind === 'computed' ? [`${computedSql(one)} AS ${identifier(one.name)}`] : [],
  )
  return computed.length === 0 ? rows : `SELECT ${['row.*', ...computed].join(',\n  ')}\nFROM (\n${rows}\n) row`
}

/** The related column that a rule for test users names, of a log's users. Null where there is none of that name. */
function userColumn(
  tables: ModelTables,
  rule: Extract<TestRule, { column: string }>,
): { readonly relation: Relation; readonly column: string } | null {
  for (const { name, isEvents } of tables.tables) {
    const made = isEvents ? madeNamed(tables, name, rule.column) : undefined
    const [first] = made?.kind === 'related' ? made.path : []
    if (made?.kind !== 'related' || first === undefined || !isOfUsers(tables, first)) continue
    return { relation: first, column: made.name.slice(first.name.length + 1) }
  }
  return null
}

/** Whether a value of any type says yes. */
function isTrue(column: string, type: ColumnSchema['type'] | undefined): string {
  if (type === 'boolean') return identifier(column)
  if (type !== undefined && NUMBERS.has(type)) return `${identifier(column)} <> 0`
  return `lower(trim(${identifier(column)}::VARCHAR)) IN ('true', 't', 'yes', 'y', '1')`
}

/**
 * Whether a row of the stored users `s` is a test user by the model's rules, as boolean SQL. Throws `bad-file` for a rule
 * whose column is not there.
 */
export function testUserSql(tables: ModelTables): string {
  const rules = tables.model.testUsers.map((rule) => {
    if ('users' in rule)
      return rule.users.length === 0 ? 'FALSE' : `s.user_id IN (${rule.users.map(literal).join(', ')})`
    const place = userColumn(tables, rule)
    if (place === null)
      throw new LatheError(
        'bad-file',
        `model.json: the rule for test users names “${rule.column}”, which is no related column of a log's users.`,
        { file: 'model.json' },
      )
    const { relation, column } = place
    const made = madeNamed(tables, relation.to.table, column)
    const type = made?.type ?? typeOf(tables.tables, relation.to.table, column)
    return (
      `s.user_id IN (SELECT ${identifier(relation.to.column)}::VARCHAR ` +
      `FROM ${sourceSql(tables, relation.to.table, [column])} WHERE ${isTrue(column, type)})`
    )
  })
  return rules.map((rule) => `coalesce(${rule}, FALSE)`).join(' OR ')
}
