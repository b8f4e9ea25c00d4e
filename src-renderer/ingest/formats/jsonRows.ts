import type { Reject, RowBatch } from '../contract'
import { PackedCells } from '../bytes/packedCells'
import { pairsIn } from './jsonPairs'
import { isJsonObject } from './jsonValue'
import type { JsonObject, JsonValue } from './jsonValue'
import { ColumnChoice, MAX_COLUMNS, restName } from '../columns/columnLimit'

/** A key of the objects, or of the objects under a key. */
export interface JsonKey {
  readonly name: string
  /** Of its column: the names of the keys around it and its own, with dots between. */
  readonly path: string
  /** As it is written between quotes; null when that takes escapes. */
  readonly bytes: Uint8Array | null
  /** Null while a key's values were all null or objects: it has no column of its own then. */
  cells: PackedCells | null
  readonly members: Map<string, JsonKey>
  /**
   * The key that was first among the members, and the one that came after this one, the last time: most objects look
   * alike.
   */
  first: JsonKey | null
  next: JsonKey | null
  /** The object in which the key was seen last. */
  seenIn: number
}

const BIG_MARK = '\u0000big:'
/** A number that may lie beyond 2^53: 17 digits, or 16 that begin with 9, not after a decimal point. */
const BIG_NUMBER = /(?<![.\d])(?:\d{17}|9\d{15})/
/** Written so that a text of megabytes takes no stack. */
const STRING_OR_BIG = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![.\deE+-])-?\d{16,}(?![\d.eE])/g

/**
 * Objects and arrays lie in one another no deeper than this in any log; what is nested deeper takes more stack than
 * there is.
 */
export const MAX_DEPTH = 500

/** Whether a JSON text is nested deeper than {@link MAX_DEPTH}. */
export function isTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH * 2) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 34:
        at++
        while (at < text.length && text.charCodeAt(at) !== 34) at += text.charCodeAt(at) === 92 ? 2 : 1
        break
      case 91:
      case 123:
        if (++depth > MAX_DEPTH) return true
        break
      case 93:
      case 125:
        depth--
        break
    }
  }
  return false
}

/** Python and others write what JSON has no words for. */
const NO_JSON_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g

/**
 * A JSON text's value with all digits of its whole numbers; `NaN` is null, and `Infinity` a number. Throws what
 * JSON.parse throws.
 */
export function parseJson(text: string): unknown {
  try {
    return BIG_NUMBER.test(text) ? parseExact(text) : JSON.parse(text)
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error
    const plain = text.replace(NO_JSON_NUMBER, (found) =>
      found.startsWith('"') ? found : found.endsWith('NaN') ? 'null' : found.startsWith('-') ? '-1e999' : '1e999',
    )
    return BIG_NUMBER.test(plain) ? parseExact(plain) : JSON.parse(plain)
  }
}

/**
 * As JSON.parse, but whole numbers beyond ±2^53 keep all their digits (as a marked string that {@link JsonRows}
 * undoes).
 */
function parseExact(text: string): unknown {
  return JSON.parse(
    text.replace(STRING_OR_BIG, (found) =>
      found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"\\u0000big:${found}"`,
    ),
  )
}

/**
 * Gathers JSON objects to batches of columns. Objects in them are flattened at any depth, to `key.member.member`, and
 * so are lists of keys with values (jsonPairs); other arrays become JSON text. Columns come in the order in which their
 * keys first appear, and are never taken back. There are at most {@link MAX_COLUMNS} of them, and as many keys that
 * have none: what further keys hold goes into one JSON object a row, in a column of its own. Columns to be kept have a
 * place whatever comes before them.
 */
export class JsonRows {
  readonly root: JsonKey = newKey('', '')
  readonly #names: string[] = []
  readonly #columns: PackedCells[] = []
  readonly #capacity: number
  readonly #lines: Uint32Array
  #bytes: Uint8Array | null = null
  rejects: Reject[] = []
  count = 0
  #keys = 0
  readonly #kept: ReadonlySet<string>
  readonly #choice: ColumnChoice
  /** The kept names and what they begin with, up to each dot. */
  readonly #keptKeys = new Set<string>()
  #rest: PackedCells | null = null
  #restName: string | null = null
  #restOfRow: JsonObject | null = null

  constructor(capacity: number, kept: ReadonlySet<string> = new Set()) {
    this.#kept = kept
    this.#choice = new ColumnChoice(kept)
    for (const name of kept) {
      this.#keptKeys.add(name)
      for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1))
        this.#keptKeys.add(name.slice(0, dot))
    }
    this.#capacity = capacity
    this.#lines = new Uint32Array(capacity)
  }

  add(object: JsonObject, line: number): void {
    this.#addMembers(this.root, object, this.count)
    if (this.#restOfRow !== null) this.#addRest(this.count, this.#restOfRow)
    this.endRow(line)
  }

  /** The row whose cells have been set is whole. */
  endRow(line: number): void {
    this.#lines[this.count++] = line
  }

  /** Takes back what was set of the row that is not whole yet. */
  dropRow(): void {
    for (const column of this.#columns) column.setNull(this.count)
  }

  /** How many keys were met so far. */
  get keyCount(): number {
    return this.#keys
  }

  get full(): boolean {
    return this.count >= this.#capacity
  }

  /** Begins the next batch: the last one is read. Texts that are set by their places lie in `bytes`. */
  begin(bytes: Uint8Array | null = null): void {
    this.#bytes = bytes
    for (const column of this.#columns) {
      column.clear()
      if (bytes !== null) column.bytes = bytes
    }
  }

  /** The rows of this batch; begin is to be called when they have been read. */
  take(bytesRead: number): RowBatch {
    const { count, rejects } = this
    for (const column of this.#columns) column.length = count
    this.rejects = []
    this.count = 0
    return {
      count,
      names: [...this.#names],
      cells: [...this.#columns],
      lines: this.#lines.subarray(0, count),
      rejects,
      bytesRead,
      ...(this.#restName === null ? {} : { rest: this.#restName }),
    }
  }

  #addMembers(parent: JsonKey, members: JsonObject, row: number): void {
    for (const name in members) {
      const value = members[name]!
      const key = this.#keyOf(parent, name)
      const column = parent === this.root ? name : `${parent.path}.${name}`
      if (value === null) {
        // A key that is always null is a column only where its object says that it is none itself.
        if (key !== null && parent !== this.root) key.cells ??= this.#addColumn(column)
        continue
      }
      const inner = key === null ? null : isJsonObject(value) ? value : Array.isArray(value) ? pairsIn(value) : null
      if (key !== null && inner !== null) this.#addMembers(key, inner, row)
      else this.#set(key, column, row, value)
    }
  }

  /** Null where there are too many keys already. */
  #keyOf(parent: JsonKey, name: string): JsonKey | null {
    let key = parent.members.get(name)
    if (key === undefined) {
      const path = parent === this.root ? name : `${parent.path}.${name}`
      if (this.#keys >= MAX_COLUMNS * 2 && !this.#keptKeys.has(path)) return null
      key = newKey(name, path)
      parent.members.set(name, key)
      this.#keys++
    }
    return key
  }

  #set(key: JsonKey | null, column: string, row: number, value: Exclude<JsonValue, null>): void {
    const cells = key === null ? null : (key.cells ??= this.#addColumn(column))
    if (cells !== null) this.#setCell(cells, row, value)
    else {
      const rest = (this.#restOfRow ??= Object.create(null) as JsonObject)
      let name = column
      for (let n = 2; name in rest; n++) name = `${column}_${n}`
      rest[name] = value
    }
  }

  #addRest(row: number, rest: JsonObject): void {
    if (this.#rest === null) {
      this.#rest = new PackedCells(this.#capacity)
      this.#restName = restName([...this.#names, ...this.#kept])
      this.#names.push(this.#restName)
      this.#columns.push(this.#rest)
    }
    this.#rest.set(row, jsonText(rest))
    this.#restOfRow = null
  }

  #setCell(cells: PackedCells, row: number, value: Exclude<JsonValue, null>): void {
    if (typeof value === 'object') cells.set(row, jsonText(value))
    else
      cells.set(
        row,
        typeof value === 'string' && value.startsWith(BIG_MARK) ? BigInt(value.slice(BIG_MARK.length)) : value,
      )
  }

  /**
   * A column for a key that had none yet; null where there are too many columns already. Keys of one name (`a.b`, and
   * `b` in `a`) have columns of one name.
   */
  #addColumn(name: string): PackedCells | null {
    if (!this.#choice.takes(name)) return null
    const cells = new PackedCells(this.#capacity)
    if (this.#bytes !== null) cells.bytes = this.#bytes
    this.#names.push(name)
    this.#columns.push(cells)
    return cells
  }
}

function newKey(name: string, path: string): JsonKey {
  const bytes = JSON.stringify(name) === `"${name}"` ? new TextEncoder().encode(name) : null
  return { name, path, bytes, cells: null, members: new Map(), first: null, next: null, seenIn: -1 }
}

export function jsonText(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.includes('"\\u0000big:') ? text.replace(/"\\u0000big:(-?\d+)"/g, '$1') : text
}

/** Where JSON.parse gave up in a text, as an offset; the end of the text when it ended too early. */
export function faultOffset(error: unknown, text: string): number {
  const message = error instanceof Error ? error.message : ''
  const position = /at position (\d+)/.exec(message)
  if (position !== null) return Number(position[1])
  const token = /^Unexpected token (?:'(.)'|(\S))/su
    .exec(message)
    ?.slice(1)
    .find((found) => found !== undefined)
  const at = token === undefined ? -1 : text.indexOf(token)
  return at === -1 ? text.length : at
}
