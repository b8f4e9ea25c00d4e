import type { ResultType } from '../query/contract/result'
import type { ResultTable, ResultValue } from '../query/contract/result'
import { cellText } from './cellText'

const CHUNK_ROWS = 2048

/**
 * A value as JSON holds it: a bigint as a number where that is exact, else as text; times as ISO text; lists and JSON
 * columns as what they hold; NaN and infinities, which JSON has not, as null.
 */
function jsonText(value: ResultValue, type: ResultType): string {
  if (value === null) return 'null'
  if (type === 'timestamp') return JSON.stringify(cellText(value, type))
  if (typeof value === 'bigint')
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? String(value)
      : `"${value}"`
  if ((type === 'json' || type === 'list') && typeof value === 'string')
    return isJson(value) ? value : JSON.stringify(value)
  return JSON.stringify(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return !/[\r\n]/.test(text)
  } catch {
    return false
  }
}

function* rowTexts(table: ResultTable): Generator<string> {
  const keys = table.columns.map((column) => JSON.stringify(column.name))
  for (let row = 0; row < table.rowCount; row++) {
    const pairs = table.columns.map(({ type }, index) => `${keys[index]}:${jsonText(table.value(row, index), type)}`)
    yield `{${pairs.join(',')}}`
  }
}

function* inChunks(texts: Iterable<string>, first: string, between: string, last: string): Generator<string> {
  let chunk = first,
    count = 0
  for (const text of texts) {
    chunk += (count === 0 ? '' : between) + text
    count += 1
    if (count % CHUNK_ROWS === 0) {
      yield chunk
      chunk = ''
    }
  }
  yield chunk + (count === 0 ? '' : last)
}

/** One object a line; nothing for an empty table. */
export function* ndjsonChunks(table: ResultTable): Generator<string> {
  for (const chunk of inChunks(rowTexts(table), '', '\n', '\n')) if (chunk !== '') yield chunk
}

/** An array of objects, one a line. */
export function* jsonChunks(table: ResultTable): Generator<string> {
  if (table.rowCount === 0) yield '[]\n'
  else yield* inChunks(rowTexts(table), '[\n', ',\n', '\n]\n')
}

export function tableToNdjson(table: ResultTable): string {
  return [...ndjsonChunks(table)].join('')
}

export function tableToJson(table: ResultTable): string {
  return [...jsonChunks(table)].join('')
}
