import { identifier } from '../sql/literal'
import { untranslatable } from './untranslatable'
import { fieldsOf, type TrinoType, type Typed } from './trinoTypes'

/** Trino's words that are no names without quotes. */
const RESERVED = new Set(
  (
    'alter and as between by case cast constraint create cross cube current_catalog current_date current_path current_role ' +
    'current_schema current_time current_timestamp current_user deallocate delete describe distinct drop else end escape ' +
    'except execute exists extract false for from full group grouping having in inner insert intersect into is join left ' +
    'like listagg localtime localtimestamp natural normalize not null on or order outer prepare recursive right rollup ' +
    'select skip table then trim true uescape union unnest using values when where with'
  ).split(' '),
)

/** A name, in quotes where it needs them. */
export function nameSql(name: string): string {
  return /^[a-z_]\w*$/.test(name) && !RESERVED.has(name) ? name : identifier(name)
}

/** A column of a table or query; null where it has no name. */
export interface NamedColumn {
  readonly name: string | null
  readonly type: TrinoType
}

/** A column that a SELECT may name. */
export interface ScopeColumn {
  /** The relation that it is of, as it is called there; '' where it has no name. */
  readonly of: string
  readonly name: string
  readonly type: TrinoType
  readonly sql: string
  /** As a query within this one calls it. */
  readonly outerSql?: string
  /** Found by its relation's name alone: another one is meant by the name without it. */
  isHidden?: boolean
  isUsed?: boolean
}

const isCalled = (name: string, other: string): boolean => name.toLowerCase() === other.toLowerCase()

/** What the names in a SELECT mean. */
export class TrinoScope {
  columns: ScopeColumn[] = []
  /** What its items are called, which others may name. */
  readonly aliases = new Map<string, Typed>()
  readonly #outer: TrinoScope | null

  constructor(outer: TrinoScope | null) {
    this.#outer = outer
  }

  /** Columns by their name; by their relation's, too, where that is given. */
  find(of: string | null, name: string): readonly ScopeColumn[] {
    return this.columns.filter(
      (one) => isCalled(one.name, name) && (of === null ? one.isHidden !== true : isCalled(one.of, of)),
    )
  }

  /** A field of a column that is a row. */
  #field(of: string, name: string): Typed | undefined {
    const [row, ...others] = this.find(null, of)
    if (row === undefined || others.length > 0) return undefined
    const type = fieldsOf(row.type).find(([field]) => isCalled(field, name))?.[1]
    if (type === undefined) return undefined
    row.isUsed = true
    return { sql: `${row.sql}.${nameSql(name)}`, type }
  }

  #fromWithin(of: string | null, name: string): Typed {
    const [one, ...others] = this.find(of, name)
    const typed = this.column(of, name)
    return one === undefined || others.length > 0 ? typed : { sql: one.outerSql ?? one.sql, type: one.type }
  }

  /** Throws where there is none, or several. */
  column(of: string | null, name: string): Typed {
    const found = this.find(of, name)
    if (found.length > 1) throw untranslatable(`the name ${name}, which several columns have`)
    const [one] = found
    if (one !== undefined) {
      one.isUsed = true
      return one
    }
    const field = of === null ? undefined : this.#field(of, name)
    if (field !== undefined) return field
    const alias = of === null ? this.aliases.get(name.toLowerCase()) : undefined
    if (alias !== undefined) return alias
    if (this.#outer !== null) return this.#outer.#fromWithin(of, name)
    throw untranslatable(`the column ${of === null ? '' : `${of}.`}${name}, which no exported table has`)
  }
}

/** The columns of a relation under its name, as they are written. */
export function columnsUnder(of: string, columns: readonly NamedColumn[]): ScopeColumn[] {
  return columns.flatMap(({ name, type }) =>
    name === null ? [] : [{ of, name, type, sql: of === '' ? nameSql(name) : `${nameSql(of)}.${nameSql(name)}` }],
  )
}
