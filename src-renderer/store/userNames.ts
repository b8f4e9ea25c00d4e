import { DataType, type Field } from 'apache-arrow'
import type { ColumnPlace } from '../model/dataModel'
import { ROLE_COLUMNS } from '../model/schema'
import type { CellChange } from './keepRows'
import type { Manifest, TableEntry } from './manifest'

/** What stands in a text in the place of an id that was taken out. */
const TAKEN_OUT = '(deleted)'

/** What becomes of a user's id wherever it stands: another one, or (null) nothing. */
export interface Renaming {
  readonly user: string
  readonly by: string | null
  /** Also where it is a word of a longer text. */
  readonly words: boolean
}

/** Whether a text has an id as a word of its own. */
export function namesWord(id: string): (text: string) => boolean {
  const word = wordOf(id)
  return (text) => text.includes(id) && word.test(text)
}

function wordOf(id: string, flags = 'u'): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, flags)
}

/** A text without an id: where it is all of it, a text of JSON, and a word where words count. */
function renamedText(text: string, { user, by, words }: Renaming): string | null {
  if (text === user) return by
  const quoted = JSON.stringify(user)
  if (!text.includes(user) && !text.includes(quoted)) return text
  const other = by ?? TAKEN_OUT
  const inJson = /^\s*[[{]/.test(text) ? text.replaceAll(quoted, () => JSON.stringify(other)) : text
  return words ? inJson.replace(wordOf(user, 'gu'), () => other) : inJson
}

/**
 * Which columns of plain tables hold users: those that a file calls as a log calls its users, and those that relations
 * of the model (`related`, pairs of columns) lead to from such a column or from a log's user.
 */
export class UserColumns {
  readonly #places = new Set<string>()

  constructor({ tables }: Manifest, related: readonly (readonly [ColumnPlace, ColumnPlace])[]) {
    const all = Object.values(tables)
    const named = new Set(
      all.flatMap(({ mapping: { user } }) => (user === undefined ? [] : [user, ...user.split('|')])),
    )
    for (const { name, kind, columns } of all) {
      if (kind === 'events') this.#places.add(placeOf({ table: name, column: ROLE_COLUMNS.user }))
      else
        for (const column of columns)
          if (named.has(column.source)) this.#places.add(placeOf({ table: name, column: column.name }))
    }
    for (let before = -1; before < this.#places.size;) {
      before = this.#places.size
      for (const pair of related) {
        const ends = pair.map(placeOf)
        if (ends.some((end) => this.#places.has(end))) for (const end of ends) this.#places.add(end)
      }
    }
  }

  has(table: TableEntry, column: string): boolean {
    return table.kind === 'table' && this.#places.has(placeOf({ table: table.name, column }))
  }

  /** What becomes of a column's cells; null where it cannot name a user. What an event is called names none. */
  changeOf(table: TableEntry, field: Field, renaming: Renaming): CellChange | null {
    const type = field.type as DataType
    if (table.kind === 'events' && field.name === ROLE_COLUMNS.event) return null
    if (DataType.isUtf8(type) || DataType.isDictionary(type)) return (text) => renamedText(text, renaming)
    const { user, by } = renaming
    return this.has(table, field.name) ? (text) => (text === user ? by : text) : null
  }
}

function placeOf({ table, column }: ColumnPlace): string {
  return JSON.stringify([table.toLowerCase(), column.toLowerCase()])
}

/** Whether bytes hold an id, as text or as JSON writes it. */
export function mayName(user: string): (bytes: Uint8Array) => boolean {
  const forms = [user, JSON.stringify(user).slice(1, -1)].map((form) => new TextEncoder().encode(form))
  return (bytes) => forms.some((form) => holdsBytes(bytes, form))
}

function holdsBytes(bytes: Uint8Array, text: Uint8Array): boolean {
  const [first] = text
  if (first === undefined) return true
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (text.every((byte, index) => bytes[at + index] === byte)) return true
  return false
}
