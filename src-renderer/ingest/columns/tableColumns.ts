import { ownValue } from '../../base/ownValue'
import { ROLE_COLUMNS, ROLES, SOURCE_COLUMN } from '../../model/schema'
import type { ColumnSchema, ColumnType, Role } from '../../model/schema'
import type { TableEntry } from '../../store/manifest'
import { ColumnBuilder, widestType } from './columnBuilder'
import type { Cell, IngestPlan, NumberForm } from '../contract'
import { DOUBLES, FLAGS, NumberStore, doublesIn } from './numberStores'
import { TextStore } from './textStore'
import { ColumnFold } from './columnFold'
import { columnsOfRole, userColumnsOf } from './mappedColumns'
import { timeColumnsOf } from '../time/timeColumns'

/** What SQL shows of where a row comes from, in every table. */
const ORIGIN_NAMES: readonly string[] = [SOURCE_COLUMN, '_file', '_file_index', '_line']
/** What every event table has; the columns of other roles are there where the log has such a role. */
const EVENT_NAMES: readonly string[] = [
  'user_key',
  ROLE_COLUMNS.user,
  ROLE_COLUMNS.event,
  ROLE_COLUMNS.time,
  ...ORIGIN_NAMES,
]
/** Roles that become a column of their own, in canonical order; the time and the user are keys, not columns. */
const COLUMN_ROLES = ['event', 'id', 'session', 'value', 'test'] as const satisfies readonly Role[]

/**
 * The columns of a table while it is imported: canonical ones first, then the file's own in the order in which they
 * come. Names that the table has already stay as they are.
 */
export class TableColumns {
  readonly builders: ColumnBuilder[] = []
  /** What keeps the files' columns to as many as a table may have. */
  readonly fold: ColumnFold
  readonly #plan: IngestPlan
  readonly #existing: TableEntry | null
  readonly #readTime: (cell: Cell) => number
  readonly #given: ReadonlyMap<string, string>
  readonly #bySource = new Map<string, ColumnBuilder>()
  /** Lower case: SQL does not tell `Event` from `event`. */
  readonly #names = new Set<string>()
  /** Source columns that are not kept under their own name, because a canonical column holds all of them. */
  readonly #taken = new Set<string>()
  readonly roleBuilders: Partial<Record<Role, ColumnBuilder>> = {}

  /** `names` are those that people gave to columns, by the name in the file. */
  constructor(
    plan: IngestPlan,
    existing: TableEntry | null,
    readTime: (cell: Cell) => number,
    names: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#given = names
    this.#plan = plan
    this.#existing = existing
    this.#readTime = readTime
    if (plan.kind === 'events') this.#addCanonical()
    else for (const name of ORIGIN_NAMES) this.#names.add(name)
    for (const column of existing?.columns ?? []) this.#names.add(column.name.toLowerCase())
    this.fold = foldOf(plan, existing)
  }

  /** The builder for a source column, made when it first comes; null for one that a canonical column holds. */
  ofSource(source: string): ColumnBuilder | null {
    if (this.#taken.has(source)) return null
    const known = this.#bySource.get(source)
    if (known !== undefined) return known
    const before = this.#existing?.columns.find(
      (column) =>
        column.source === source &&
        column.role === undefined &&
        column.name !== SOURCE_COLUMN &&
        (column.isRest === true) === (source === this.fold.rest),
    )
    const planned = ownValue(this.#plan.types, source)
    const type: ColumnType | null =
      before === undefined ? (planned ?? null) : widestType(before.type, planned ?? before.type)
    const numbers = ownValue(this.#plan.numbers, source)
    const builder = new ColumnBuilder({
      name: before?.name ?? this.#freeName(this.#given.get(source) ?? source),
      source,
      type,
      readTime: this.#readTime,
      ...(numbers === undefined ? {} : { numbers }),
    })
    this.#bySource.set(source, builder)
    this.builders.push(builder)
    return builder
  }

  /** The table's columns after this import: what was there, widened where need be, and what is new. */
  schema(): readonly ColumnSchema[] {
    const { mapping, kind } = this.#plan
    const own = this.builders.map(({ schema }): ColumnSchema =>
      schema.role === undefined && schema.source === this.fold.rest ? { ...schema, isRest: true } : schema,
    )
    const before = this.#existing?.columns ?? []
    const sourceColumn: ColumnSchema = { name: SOURCE_COLUMN, type: 'integer', source: SOURCE_COLUMN }
    const merged = this.#mergeWith(before, own)
    if (kind === 'table') return [...merged, sourceColumn]
    const roleOf = (name: string): Role | undefined => ROLES.find((role) => ROLE_COLUMNS[role] === name)
    const isCanonical = (column: ColumnSchema): boolean =>
      column.role !== undefined && column.role === roleOf(column.name)
    const canonical = (name: string): readonly ColumnSchema[] =>
      merged.filter((column) => column.name === name && isCanonical(column))
    return [
      { name: 'user_key', type: 'integer', source: mapping.user ?? 'user_key', role: 'user' },
      ...canonical('event'),
      { name: 'ts', type: 'timestamp', source: mapping.time ?? 'ts', role: 'time' },
      ...['event_id', 'session_id', 'value', 'is_test'].flatMap(canonical),
      ...merged.filter((column) => !isCanonical(column)),
      sourceColumn,
    ]
  }

  #mergeWith(before: readonly ColumnSchema[], own: readonly ColumnSchema[]): readonly ColumnSchema[] {
    const kept = before.filter(
      (column) => column.name !== SOURCE_COLUMN && column.name !== 'user_key' && column.name !== 'ts',
    )
    const merged = kept.map((column) => {
      const now = own.find((other) => other.name === column.name)
      return now === undefined ? column : { ...now, type: widestType(column.type, now.type) }
    })
    return [...merged, ...own.filter((column) => !kept.some((other) => other.name === column.name))]
  }

  #addCanonical(): void {
    const { mapping, table, types } = this.#plan
    for (const name of EVENT_NAMES) this.#names.add(name)
    for (const role of COLUMN_ROLES) if (mapping[role] !== undefined) this.#names.add(ROLE_COLUMNS[role])
    // Who is known by a second column keeps it: the first one is what both are joined under.
    if (mapping.user !== undefined)
      for (const column of [mapping.user, ...userColumnsOf(mapping.user, Object.keys(types)).slice(0, 1)])
        this.#taken.add(column)
    if (mapping.time !== undefined)
      for (const column of [mapping.time, ...timeColumnsOf(mapping.time, Object.keys(types))]) this.#taken.add(column)
    for (const role of COLUMN_ROLES) {
      const source = mapping[role]
      if (source === undefined && role !== 'event') continue
      const builder = new ColumnBuilder({
        name: ROLE_COLUMNS[role],
        source: source ?? table,
        role,
        type: null,
        readTime: this.#readTime,
        store: storeOf(role, source === undefined ? undefined : ownValue(this.#plan.numbers, source)),
      })
      this.builders.push(builder)
      this.roleBuilders[role] = builder
      // A value or flag that was seen to be no number keeps its own column too, so that nothing is lost.
      const type = source === undefined ? undefined : ownValue(types, source)
      const loses =
        (role === 'value' && type !== undefined && type !== 'integer' && type !== 'double') ||
        (role === 'test' && type !== undefined && type !== 'boolean' && type !== 'integer')
      if (source !== undefined && !loses) this.#taken.add(source)
    }
  }

  #freeName(source: string): string {
    const wanted = source === '' ? 'column' : source
    let name = wanted
    for (let suffix = 1; this.#names.has(name.toLowerCase()); suffix++) name = `${wanted}_${suffix}`
    this.#names.add(name.toLowerCase())
    return name
  }
}

/** The files' columns that the table has already, and those that its roles need. */
function foldOf({ mapping, types }: IngestPlan, existing: TableEntry | null): ColumnFold {
  const known = existing?.columns ?? []
  const stored = known
    .filter((column) => column.isRest !== true && column.name !== SOURCE_COLUMN)
    .map((column) => column.source)
  const mapped = ROLES.flatMap((role) => columnsOfRole(role, mapping, Object.keys(types)))
  // What is made of several columns is none itself, unless it is really called so.
  const further = [mapping.user, mapping.time].flatMap((name) =>
    name === undefined || mapped.includes(name) || /[+|]/.test(name) ? [] : [name],
  )
  const rest = known.find((column) => column.isRest === true)?.source ?? null
  return new ColumnFold([...stored, ...mapped, ...further], rest)
}

/** Ids are names, whatever they look like; values are numbers; flags are true or false. */
function storeOf(role: (typeof COLUMN_ROLES)[number], numbers: NumberForm | undefined): TextStore | NumberStore {
  if (role === 'value') return new NumberStore(numbers === undefined ? DOUBLES : doublesIn(numbers), true)
  if (role === 'test') return new NumberStore(FLAGS, true)
  return new TextStore('string', role === 'event')
}
