import type { ComputedColumn, DataModel, People, Relation } from './dataModel'
import { USERS, type ColumnSchema, type ColumnType, type TableKind } from './schema'

/** A column that a table has by the model: a related row's value, or a computed one. */
export type MadeColumn = { readonly name: string; readonly type: ColumnType; readonly about: string } & (
  | {
      readonly kind: 'related'
      /** The relations that lead to it, nearest first, and the column of the last one's table. */
      readonly path: readonly Relation[]
      readonly column: string
    }
  | { readonly kind: 'computed'; readonly sql: string; readonly isOfTheHouse: boolean }
  /** Of the person that a user is: the name, or the key of the person's first account. */
  | { readonly kind: 'person'; readonly of: People }
  /** Whether the row is the one with which its user, or person, completes a sequence of the model. */
  | { readonly kind: 'sequence'; readonly event: string; readonly ofPeople: boolean }
)

/** A table whose columns are made. */
export interface ModelledTable {
  readonly name: string
  readonly kind: TableKind
  /** As SQL sees them; `user_id` among an event table's. */
  readonly columns: readonly ColumnSchema[]
}

/** How many relations may lead to a column. */
const LONGEST_PATH = 3

const LOCAL_HOUR = 'extract(hour FROM local_time(ts))'
const WEEKDAY = 'isodow(local_date(ts))'
/** What every event table has without being told: parts of an event's local time. */
const DAY_PARTS: readonly Omit<ComputedColumn, 'table'>[] = [
  { name: 'hour', type: 'integer', sql: LOCAL_HOUR, about: 'Hour of the local day, 0 to 23' },
  { name: 'weekday', type: 'integer', sql: WEEKDAY, about: 'Day of the week, 1 Monday to 7 Sunday' },
  { name: 'is_weekend', type: 'boolean', sql: `${WEEKDAY} >= 6`, about: 'Saturday or Sunday' },
  {
    name: 'day_part',
    type: 'string',
    sql:
      `CASE WHEN ${LOCAL_HOUR} < 6 THEN 'night' WHEN ${LOCAL_HOUR} < 12 THEN 'morning' ` +
      `WHEN ${LOCAL_HOUR} < 18 THEN 'afternoon' ELSE 'evening' END`,
    about: 'night (0–5), morning (6–11), afternoon (12–17) or evening (18–23)',
  },
]

/** The column of events and users that says which person a row is of. */
export const PERSON_ID = 'person_id'
/** The column of users by the model that stands for `user_key` where people count. */
export const PERSON_KEY = 'person_key'

function personColumn(name: string, type: ColumnType, about: string, of: People): MadeColumn {
  return { kind: 'person', name, type, about, of }
}

/** The column that is true where a row completes a sequence, by the event's name; of a person's events or a user's. */
export function sequenceColumn(event: string, ofPeople: boolean): string {
  return `completes ${event}${ofPeople ? ' as a person' : ''}`
}

function sequenceColumns({ events, people }: DataModel): readonly MadeColumn[] {
  return events
    .filter((one) => one.sequence !== null)
    .flatMap(({ name, about }) =>
      [false, ...(people === null ? [] : [true])].map((ofPeople): MadeColumn => ({
        kind: 'sequence',
        name: sequenceColumn(name, ofPeople),
        type: 'boolean',
        about: about === '' ? `Completes the sequence ${name}` : about,
        event: name,
        ofPeople,
      })),
    )
}

/** What each user has where the model knows people. */
function columnsOfUsers(people: People): readonly MadeColumn[] {
  return [
    personColumn(PERSON_ID, 'string', `The person by ${people.table}, or the account itself`, people),
    personColumn(PERSON_KEY, 'integer', "The key of the person's first account", people),
  ]
}

/** Every way along relations from a table, none through a table twice. */
function pathsFrom(table: string, model: DataModel): readonly (readonly Relation[])[] {
  const further = (path: readonly Relation[], at: string, seen: readonly string[]): readonly (readonly Relation[])[] =>
    path.length === LONGEST_PATH
      ? []
      : model.relations
          .filter(({ from, to }) => from.table === at && !seen.includes(to.table))
          .flatMap((relation) => {
            const longer = [...path, relation]
            return [longer, ...further(longer, relation.to.table, [...seen, relation.to.table])]
          })
  return further([], table, [table])
}

function relatedColumns(
  table: ModelledTable,
  tables: readonly ModelledTable[],
  model: DataModel,
): readonly MadeColumn[] {
  return pathsFrom(table.name, model).flatMap((path) => {
    const far = tables.find((one) => one.name === path.at(-1)?.to.table)
    const prefix = path.map((relation) => relation.name).join('.')
    const own = (far?.columns ?? []).map(({ name, type }) => ({ name, type, about: '' }))
    const computed = model.columns.filter((one) => one.table === far?.name)
    return [...own, ...computed].map(({ name, type, about }): MadeColumn => ({
      kind: 'related',
      name: `${prefix}.${name}`,
      type,
      about: about === '' ? `${name} of ${path.map((relation) => relation.to.table).join(' of ')}` : about,
      path,
      column: name,
    }))
  })
}

/**
 * The columns that each table has by the model, by table; those of `users` where people are known. What the table has itself under such a name stands before it;
 * tables and columns that are not there make none (query/session/checkModel says which).
 */
export function madeColumns(
  tables: readonly ModelledTable[],
  model: DataModel,
): ReadonlyMap<string, readonly MadeColumn[]> {
  const { people } = model
  const ofTables = tables.map((table): readonly [string, readonly MadeColumn[]] => {
    const isEvents = table.kind === 'events'
    const computed = [
      ...model.columns
        .filter((one) => one.table === table.name || (one.table === null && isEvents))
        .map((one) => ({ ...one, isOfTheHouse: false })),
      ...(isEvents ? DAY_PARTS.map((one) => ({ ...one, isOfTheHouse: true })) : []),
    ].map(({ name, type, sql, about, isOfTheHouse }): MadeColumn => ({
      kind: 'computed',
      name,
      type,
      sql,
      about,
      isOfTheHouse,
    }))
    const person = isEvents && people !== null ? columnsOfUsers(people).filter((one) => one.name === PERSON_ID) : []
    const sequences = isEvents ? sequenceColumns(model) : []
    const taken = new Set(table.columns.map((one) => one.name.toLowerCase()))
    const made = [...relatedColumns(table, tables, model), ...person, ...sequences, ...computed].filter(({ name }) => {
      const isFree = !taken.has(name.toLowerCase())
      taken.add(name.toLowerCase())
      return isFree
    })
    return [table.name, made]
  })
  return new Map([...(people === null ? [] : [[USERS, columnsOfUsers(people)] as const]), ...ofTables])
}
