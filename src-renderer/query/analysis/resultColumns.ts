import { elementAt } from '../../base/required'
import type { ResultColumn, ResultTable, ResultValue } from '../contract/result'

type Format = ResultColumn['format']

/** A column as an analysis declares it, under its name. */
export interface ColumnSpec {
  /** What the column holds, in words, with its unit. */
  readonly about: string
  readonly format: Format
  /** Whether a row may have none; values are then null. */
  readonly nullable?: true
  /** An id as the log has it: a text, or a whole number. */
  readonly id?: true
}

export type ColumnSpecs = Readonly<Record<string, ColumnSpec>>

/** What a value is: dates `YYYY-MM-DD`, datetimes microseconds, percentages 0 to 100. */
type ValueOf<F extends Format> = F extends 'date' | 'text' ? string : F extends 'boolean' ? boolean : number

/** A row of a result, typed from the declared columns. */
export type RowOf<C extends ColumnSpecs> = {
  readonly [K in keyof C]:
    | (C[K] extends { readonly id: true } ? string | number : ValueOf<C[K]['format']>)
    | (C[K] extends { readonly nullable: true } ? null : never)
}

/** Names of the columns that hold numbers. */
export type NumberColumn<C extends ColumnSpecs> = {
  readonly [K in keyof C]: ValueOf<C[K]['format']> extends number ? K : never
}[keyof C] &
  string

/** Declares the columns of a result, in order. */
export function resultColumns<const C extends ColumnSpecs>(columns: C): C {
  return columns
}

/** The declared columns as an analysis lists them. */
export function columnList(columns: ColumnSpecs): readonly ResultColumn[] {
  return Object.entries(columns).map(([name, { about, format }]) => ({ name, about, format }))
}

const MATCHES: Readonly<Record<'string' | 'boolean' | 'number', (value: ResultValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
}

function kindOf(format: Format): keyof typeof MATCHES {
  if (format === 'date' || format === 'text') return 'string'
  return format === 'boolean' ? 'boolean' : 'number'
}

/**
 * All rows of a result as its declared columns say they are; for charts, figures and small tables. Throws where a value
 * is not what its column declares: the declaration is wrong, or the SQL.
 */
export function rowsOf<C extends ColumnSpecs>(columns: C, table: ResultTable): readonly RowOf<C>[] {
  const rows: Record<string, ResultValue>[] = Array.from({ length: table.rowCount }, () => ({}))
  for (const [name, { format, nullable, id }] of Object.entries(columns)) {
    const kind = MATCHES[kindOf(format)]
    const fits = (value: ResultValue): boolean => kind(value) || (id === true && typeof value === 'number')
    table.column(name).forEach((value, index) => {
      // Whole numbers beyond 2^53 are not counted in any figure; they become the nearest number, ids their text.
      const known = typeof value !== 'bigint' ? value : id === true ? String(value) : Number(value)
      if (!(known === null ? nullable === true : fits(known)))
        throw new Error(`Column ${name}, declared as ${format}${nullable ? ' or null' : ''}, holds ${String(value)}.`)
      elementAt(rows, index)[name] = known
    })
  }
  return rows as unknown as readonly RowOf<C>[]
}
