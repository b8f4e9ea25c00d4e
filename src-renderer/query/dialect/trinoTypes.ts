import { untranslatable } from './untranslatable'

/** A type as Trino calls it; `null` of NULL alone; `array:T` of a list, `row:JSON` of a row with names and types of its fields. */
export type TrinoType =
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'hugeint'
  | 'double'
  | 'varchar'
  | 'date'
  | 'timestamp'
  | 'null'
  | `array:${string}`
  | `row:${string}`

/** An expression in Trino's SQL. */
export interface Typed {
  readonly sql: string
  readonly type: TrinoType
}

const FROM_DUCKDB: Readonly<Record<string, TrinoType>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  INT: 'integer',
  BIGINT: 'bigint',
  HUGEINT: 'hugeint',
  DOUBLE: 'double',
  FLOAT: 'double',
  VARCHAR: 'varchar',
  TEXT: 'varchar',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
}

/** DuckDB's type in Trino; texts that are coded (ENUM) are texts. */
export function trinoType(duckdb: string): TrinoType {
  const type = FROM_DUCKDB[duckdb.toUpperCase()] ?? (/^ENUM/i.test(duckdb) ? 'varchar' : undefined)
  if (type === undefined) throw untranslatable(`the type ${duckdb}`)
  return type
}

export const isInteger = (type: TrinoType): boolean => type === 'integer' || type === 'bigint' || type === 'hugeint'
export const isNumber = (type: TrinoType): boolean => isInteger(type) || type === 'double' || type === 'null'

const NUMBERS: readonly TrinoType[] = ['integer', 'bigint', 'hugeint', 'double']

/** The type of what may be either; `what` says where, should they not go together. */
export function commonType(types: readonly TrinoType[], what: string): TrinoType {
  return types.reduce((one, other) => {
    if (one === other || other === 'null') return one
    if (one === 'null') return other
    if (isNumber(one) && isNumber(other))
      return NUMBERS[Math.max(NUMBERS.indexOf(one), NUMBERS.indexOf(other))] ?? 'double'
    if ((one === 'date' && other === 'timestamp') || (one === 'timestamp' && other === 'date')) return 'timestamp'
    throw untranslatable(`${what} of ${one} and ${other}`)
  }, 'null')
}

/** The fields of a row's type. */
export function fieldsOf(type: TrinoType): readonly (readonly [name: string, type: TrinoType])[] {
  return type.startsWith('row:') ? (JSON.parse(type.slice('row:'.length)) as [string, TrinoType][]) : []
}

/** An expression in brackets, where it is more than a name, a number or a call. */
export function bracketed(sql: string): string {
  return /^(?:[\w."]+|\w+\([^()]*\))$/.test(sql) ? sql : `(${sql})`
}

/** How a type is written; lists are never cast. */
export function typeSql(type: TrinoType): string {
  if (type === 'null' || type.startsWith('array:')) throw untranslatable(`a cast to ${type}`)
  if (type.startsWith('row:'))
    return `ROW(${fieldsOf(type)
      .map(([name, of]) => `${name} ${typeSql(of)}`)
      .join(', ')})`
  if (type === 'hugeint') return 'decimal(38, 0)'
  return type === 'timestamp' ? 'timestamp(6)' : type
}
