import type { AddUp, Cte, Sums } from '../contract/cte'
import type { ResultTable, ResultValue } from '../contract/result'
import { identifier } from './literal'
import { statement } from './statement'

/** Parts texts, and stands for a missing one: characters that no text may have which is carried from engine to engine. */
const [NEXT, NONE] = ['\u001f', '\u001e']
const UNCARRIED = /[\0\u001e\u001f]/
/** More text than this is not carried. */
const MOST_TEXT = 4_000_000
/** The column that says which part a row is of. */
export const PART = 'part'

/** A WITH query whose rows are asked of each engine. */
export interface Part {
  readonly cte: Cte
  readonly adds: Sums
}

/** What is asked of each engine, in order. */
export function partsOf({ each }: AddUp): readonly Part[] {
  return each.flatMap((cte) => (cte.adds === undefined ? [] : [{ cte, adds: cte.adds }]))
}

export const columnsOf = ({ adds }: Part): readonly string[] => [...adds.by, ...adds.sums]
/** A column of a part in the rows of all parts: each has its own, of its own type. */
export const placeOf = (part: number, column: number): string => `part_${part}_${column}`

/** What is asked of each engine: the rows of all parts under each other, so that what they share is computed once. */
export function eachSql(asked: AddUp): string {
  const selects = partsOf(asked).map((part, index) => {
    const columns = columnsOf(part).map((name, at) => `${identifier(name)} AS ${placeOf(index, at)}`)
    return `SELECT ${[`${index} AS ${PART}`, ...columns].join(', ')} FROM ${part.cte.name}`
  })
  return statement(asked.each, selects.join('\nUNION ALL BY NAME\n'))
}

type Row = ResultValue[]

function plus(one: ResultValue, other: ResultValue): ResultValue {
  if (one === null) return other
  if (other === null) return one
  if (typeof one === 'bigint' || typeof other === 'bigint') return BigInt(one) + BigInt(other)
  const sum = Number(one) + Number(other)
  return Number.isInteger(one) && Number.isInteger(other) && !Number.isSafeInteger(sum)
    ? BigInt(one) + BigInt(other)
    : sum
}

/** The rows of a part, of all engines' answers, added up. */
function addedRows(answers: readonly ResultTable[], part: Part, index: number): readonly Row[] {
  const byKey = new Map<string, Row>()
  const { by, sums } = part.adds
  const keys = by.map((_, at) => placeOf(index, at))
  const added = sums.map((_, at) => placeOf(index, by.length + at))
  for (const answer of answers)
    for (let row = 0; row < answer.rowCount; row += 1) {
      if (answer.value(row, PART) !== index) continue
      const key = keys.map((name) => answer.value(row, name))
      const id = JSON.stringify(key, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
      const values = added.map((name) => answer.value(row, name))
      const known = byKey.get(id)
      if (known === undefined) byKey.set(id, [...key, ...values])
      else values.forEach((value, at) => (known[by.length + at] = plus(known[by.length + at] ?? null, value)))
    }
  return [...byKey.values()]
}

/** A text is read back as a column's value; a moment is its microseconds. */
function readBack(text: string, sqlType: string): string {
  const value = `nullif(${text}, '${NONE}')`
  if (sqlType === 'VARCHAR') return value
  return sqlType === 'TIMESTAMP' ? `make_timestamp(${value}::BIGINT)` : `${value}::${sqlType}`
}

/** A part as a WITH query of the rows themselves; null where they cannot be carried. */
function carried(part: Part, rows: readonly Row[], types: readonly string[]): Cte | null {
  const { name, about } = part.cte
  const columns = columnsOf(part)
  const texts = columns.map((_, at) => rows.map((row) => (row[at] == null ? NONE : String(row[at]))))
  if (texts.some((column) => column.some((text) => text !== NONE && UNCARRIED.test(text)))) return null
  const lists = texts.map((column) => column.join(NEXT).replaceAll("'", "''"))
  if (lists.reduce((sum, list) => sum + list.length, 0) > MOST_TEXT) return null
  const values = lists.map((list, at) => {
    const text = readBack(`unnest(string_split('${list}', '${NEXT}'))`, types[at] ?? 'VARCHAR')
    return `${text} AS ${identifier(columns[at] ?? '')}`
  })
  const none = columns.map((column, at) => `NULL::${types[at] ?? 'VARCHAR'} AS ${identifier(column)}`)
  return {
    name,
    about,
    sql: rows.length === 0 ? `SELECT ${none.join(', ')}\nWHERE FALSE` : `SELECT\n  ${values.join(',\n  ')}`,
  }
}

/**
 * What is made of the engines' answers to eachSql(): the statement over their rows, added up. `typeOf` gives the SQL type
 * of a column of the answers, null for one that has none here. Null where the rows cannot be carried.
 */
export function allSql(
  asked: AddUp,
  answers: readonly ResultTable[],
  typeOf: (column: string) => string | null,
): string | null {
  const added: Cte[] = []
  for (const [index, part] of partsOf(asked).entries()) {
    const types = columnsOf(part).map((_, at) => typeOf(placeOf(index, at)))
    if (types.includes(null)) return null
    const cte = carried(part, addedRows(answers, part, index), types as readonly string[])
    if (cte === null) return null
    added.push(cte)
  }
  return statement([...added, ...asked.all], asked.select)
}
