import { elementAt } from '../../base/required'
import { LatheError } from '../../model/error'
import type { JsonObject, JsonValue } from './jsonValue'
import { parseJson } from './jsonRows'
import { isJsonObject } from './jsonValue'

/** What services call the list in their envelopes: CloudTrail, Firehose, CloudWatch, Segment, Elasticsearch, OData … */
const ENVELOPE = /^(?:records|data|events|batch|results?|rows|entries|logevents|hits|value|documents|items|messages)$/i
/** An object with such a key of its own is a row, whatever lists it holds. */
const OF_A_ROW = /^(?:event|event_?name|action|type|user|user_?id|distinct_id|device_id|anonymous_?id|_?id)$/i

/**
 * The rows of an object that is an envelope around a list of them (`{"Records": […]}`), with what else it says of
 * itself in plain values; null for any other object.
 */
export function rowsInEnvelope(object: JsonObject): readonly JsonObject[] | null {
  const names = Object.keys(object)
  if (names.some((name) => OF_A_ROW.test(name))) return null
  for (const name of names) {
    const list = object[name]!
    if (isJsonObject(list) && ENVELOPE.test(name)) {
      const rows = rowsInEnvelope(list)
      if (rows !== null) return rows
    }
    if (!Array.isArray(list) || list.length === 0 || !list.every(isJsonObject)) continue
    if (names.length > 1 && !ENVELOPE.test(name)) continue
    const beside = names.filter((one) => typeof object[one] !== 'object')
    return list.map((row) => ({ ...Object.fromEntries(beside.map((one) => [one, object[one]!])), ...row }))
  }
  return null
}

/**
 * The rows of an object whose members are columns, as pandas' `to_json` writes a table (`{"user": {"0": "a", "1":
 * "b"}}`, or with a list for each column; `orient="split"` has `columns` and `data`); null for any other object.
 */
export function rowsInColumns(object: JsonObject): readonly JsonObject[] | null {
  const { columns, data } = object
  if (Array.isArray(columns) && Array.isArray(data) && columns.every((name) => typeof name === 'string'))
    return data.every(Array.isArray) ? data.map((row) => rowOf(columns, row)) : null
  const names = Object.keys(object)
  if (names.length === 0) return null
  const values = Object.values(object)
  if (values.every(Array.isArray)) {
    const [first] = values
    if (first === undefined || names.length < 2 || first.length === 0) return null
    if (values.some((list) => list.length !== first.length)) return null
    return first.map((_, row) =>
      Object.fromEntries(names.map((name, at) => [name, elementAt(elementAt(values, at), row)])),
    )
  }
  if (!values.every(isJsonObject)) return null
  const [index] = values.map((column) => Object.keys(column))
  if (index === undefined || index.length === 0 || !index.every((key, at) => key === String(at))) return null
  if (values.some((column) => Object.keys(column).length !== index.length)) return null
  return index.map((key) => Object.fromEntries(names.map((name, at) => [name, elementAt(values, at)[key] ?? null])))
}

/** A list of values as an object, under the names of a header; what has no name is numbered. */
export function rowOf(names: readonly JsonValue[], values: readonly JsonValue[]): JsonObject {
  return Object.fromEntries(
    values.map((value, at) => {
      const name = names[at] ?? null
      return [name === null || typeof name === 'object' ? `column_${at + 1}` : String(name), value]
    }),
  )
}

/** Whether an object holds rows rather than being one. */
function isDocument(object: JsonObject): boolean {
  return rowsInEnvelope(object) !== null || rowsInColumns(object) !== null
}

/**
 * How a JSON text lies: `array` (its rows are the elements of an array, itself or the first of objects in it), `lists`
 * (an array of arrays, the first of which names the columns), `columns` (see {@link rowsInColumns}), or `sequence`
 * (rows or envelopes one after another, whatever lies between them).
 */
export type JsonShape = 'array' | 'lists' | 'columns' | 'sequence'

/** A text from its first value on: RFC 7464 has a separator before each. */
export function jsonStart(head: string): string {
  return head.replace(/^[\s\u001e]+/, '')
}

/** How a text lies that begins so; `isWhole` when there is no more of it. */
export function shapeOf(head: string, isWhole: boolean): JsonShape {
  const text = jsonStart(head)
  if (/^\[\s*\[/.test(text)) return 'lists'
  if (text.startsWith('[')) return 'array'
  const end = endOfValue(text)
  if (end === -1) return /^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"0"\s*:/.test(text) ? 'columns' : 'array'
  const value = parsedOrNull(text.slice(0, end))
  if (/^[\s,\x1e]*\{/.test(text.slice(end))) return 'sequence'
  if (value === null) return 'array'
  const isEnvelope = rowsInEnvelope(value) !== null
  if (!isEnvelope && rowsInColumns(value) !== null) return 'columns'
  const holdsRows = /\[\s*\{/.test(text.slice(0, end))
  // An envelope by itself is read as a stream, like any array in an object.
  if (holdsRows && (isEnvelope || !Object.keys(value).some((name) => OF_A_ROW.test(name)))) return 'array'
  return isWhole || !holdsRows ? 'sequence' : 'array'
}

/** How many of the lines are an object each; none where all of those are documents of their own (envelopes). */
export function countRowLines(lines: readonly string[]): number {
  const objects = lines.map(parsedOrNull).filter((value) => value !== null)
  return objects.every(isDocument) ? 0 : objects.length
}

function parsedOrNull(text: string): JsonObject | null {
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

/** Where the object or array that a text begins with ends; -1 when the text ends first, or begins with neither. */
function endOfValue(text: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 34:
        at++
        while (at < text.length && text.charCodeAt(at) !== 34) at += text.charCodeAt(at) === 92 ? 2 : 1
        break
      case 91:
      case 123:
        depth++
        break
      case 93:
      case 125:
        if (--depth <= 0) return at + 1
        break
      default:
        if (depth === 0) return -1
    }
  }
  return -1
}

/** A table as columns must be in memory whole before its first row is known. */
export const MOST_COLUMNS_CHARS = 64 * 2 ** 20

export function columnsTooLong(): LatheError<'bad-file'> {
  return new LatheError(
    'bad-file',
    'The JSON holds its columns one after the other, and more than 64 million characters of them: write it by rows, ' +
      'with pandas as to_json(orient="records", lines=True).',
    { file: '' },
  )
}
