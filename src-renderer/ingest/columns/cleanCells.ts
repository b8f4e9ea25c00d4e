import { ownValue } from '../../base/ownValue'
import { elementAt } from '../../base/required'
import type { Role } from '../../model/schema'
import type { CellColumn, IngestPlan, Remark, RowBatch } from '../contract'
import { possibleColumns } from './mappedColumns'
import { NULL_WORDS } from './nullWords'
import { OTHER, PackedCells, TEXT } from '../bytes/packedCells'

/** Roles whose values name somebody or something: two ways to write one name must not become two. */
const ID_ROLES: readonly Role[] = ['user', 'id', 'session']
const WHOLE_NUMBER = /^(-?(?:0|[1-9]\d*))\.0+$/
const LONGEST = 32
/** Characters below this need no composing. */
const FIRST_COMBINING = 0x300

interface Change {
  count: number
  readonly example: string
}

type Kind = 'null-words' | 'trimmed' | 'whole-numbers' | 'composed'

const WORDING: Readonly<Record<Kind, (column: string, count: string, example: string) => string>> = {
  'null-words': (column, count, example) => `${column}: ${count} such as “${example}” taken as empty.`,
  trimmed: (column, count, example) => `${column}: blanks taken off around ${count} such as “${example}”.`,
  'whole-numbers': (column, count, example) => `${column}: ${count} such as “${example}” taken as whole numbers.`,
  composed: (column, count, example) =>
    `${column}: ${count} such as “${example}” put into one way of writing accents (NFC).`,
}

/**
 * Brings the values that say who and what into one form before anything looks at them, and counts what it changes:
 * words for nothing become null; ids (user, event id, session) lose the blanks around them, are composed (NFC), and
 * `123.0` becomes `123` in a column of whole numbers.
 */
export class CellCleaner {
  readonly #words: ReadonlySet<string>
  /** 1 at first character × 32 + length of a null word: few ids get past this. */
  readonly #wordShapes = new Uint8Array(128 * LONGEST)
  readonly #longWords: boolean
  readonly #ids: ReadonlySet<string>
  readonly #whole: ReadonlySet<string>
  readonly #cleaned: ReadonlySet<string>
  readonly #changes = new Map<string, Map<Kind, Change>>()

  constructor(plan: Pick<IngestPlan, 'mapping' | 'types' | 'nullWords'>) {
    const words = plan.nullWords ?? NULL_WORDS
    this.#words = new Set(words)
    for (const word of words) this.#wordShapes[shapeOf(word.charCodeAt(0), word.length)] = 1
    this.#longWords = words.some((word) => word.length >= LONGEST || word.charCodeAt(0) > 127)
    this.#ids = new Set([
      ...ID_ROLES.flatMap((role) => plan.mapping[role] ?? []),
      ...(plan.mapping.user?.split('|') ?? []),
    ])
    this.#whole = new Set([...this.#ids].filter((column) => ownValue(plan.types, column) === 'integer'))
    const typed = Object.entries(plan.types).filter(([, type]) => type !== 'string' && type !== 'json')
    this.#cleaned = new Set([...possibleColumns(plan.mapping), ...typed.map(([column]) => column)])
  }

  /** Packed columns are changed in place, others are copied when something in them changes. */
  clean(batch: RowBatch): RowBatch {
    if (!batch.names.some((name) => this.#cleaned.has(name))) return batch
    const cells = batch.cells.map((column, index) => {
      const name = elementAt(batch.names, index)
      if (!this.#cleaned.has(name)) return column
      const isId = this.#ids.has(name)
      if (column instanceof PackedCells && column.known.isClean) return column
      return column instanceof PackedCells
        ? this.#cleanPacked(name, column, isId)
        : this.#cleanTexts(name, column, isId)
    })
    return { ...batch, cells }
  }

  /** What has been changed so far, column by column. */
  remarks(): readonly Remark[] {
    return [...this.#changes].flatMap(([column, kinds]) =>
      [...kinds].map(([kind, { count, example }]) => ({
        kind,
        column,
        count,
        text: WORDING[kind](column, count === 1 ? '1 value' : `${count.toLocaleString('en')} values`, example),
      })),
    )
  }

  #cleanTexts(name: string, column: CellColumn, isId: boolean): CellColumn {
    let cells: CellColumn = column
    let copied: (string | null)[] | null = null
    for (let row = 0; row < column.length; row++) {
      const cell = column.at(row)
      if (typeof cell !== 'string' || !this.#needsLook(cell, isId)) continue
      const clean = this.#textOf(name, cell, isId)
      if (clean === cell) continue
      if (copied === null)
        cells = copied = Array.from({ length: column.length }, (_, at) => column.at(at) ?? null) as (string | null)[]
      copied[row] = clean
    }
    return cells
  }

  /** Quick: false when nothing about an id needs changing. */
  #needsLook(text: string, isId: boolean): boolean {
    const length = text.length
    if (length === 0) return false
    const [first, last] = [text.charCodeAt(0), text.charCodeAt(length - 1)]
    if (first <= 32 || last <= 32 || first > 127 || last > 127) return true
    if (this.#longWords || this.#wordShapes[shapeOf(first, length)] === 1) return true
    if (!isId) return false
    if (this.#whole.size > 0 && last === 48 && text.charCodeAt(length - 2) <= 48) return true
    for (let i = 1; i < length; i++) if (text.charCodeAt(i) >= FIRST_COMBINING) return true
    return false
  }

  /** Whether clean leaves the column's first `count` cells as they are. */
  isClean(name: string, column: PackedCells, count: number): boolean {
    if (!this.#cleaned.has(name)) return true
    const isId = this.#ids.has(name)
    const { kinds, starts, ends, bytes, hasHighBytes } = column
    for (let row = 0; row < count; row++) {
      if (kinds[row] === OTHER) return false
      if (kinds[row] === TEXT && this.#needsLookAt(bytes, starts[row]!, ends[row]!, isId, hasHighBytes)) return false
    }
    return true
  }

  #cleanPacked(name: string, column: PackedCells, isId: boolean): CellColumn {
    const { kinds, starts, ends } = column
    for (let row = 0; row < column.length; row++) {
      if (kinds[row] === TEXT) {
        const [bytes, from, to] = [column.bytes, starts[row]!, ends[row]!]
        if (!this.#needsLookAt(bytes, from, to, isId, column.hasHighBytes)) continue
      }
      const cell = column.at(row)
      // However it was read, an empty text stays one.
      if (typeof cell !== 'string' || cell === '') continue
      const clean = this.#textOf(name, cell, isId)
      if (clean === null) column.setNull(row)
      else if (clean !== cell) column.set(row, clean)
    }
    return column
  }

  #needsLookAt(bytes: Uint8Array, from: number, to: number, isId: boolean, hasHighBytes: boolean): boolean {
    if (to === from) return false
    const [first, last] = [bytes[from]!, bytes[to - 1]!]
    if (first <= 32 || last <= 32 || first > 127 || last > 127) return true
    if (this.#longWords || this.#wordShapes[shapeOf(first, to - from)] === 1) return true
    if (!isId) return false
    if (this.#whole.size > 0 && last === 48 && to - from > 1 && bytes[to - 2]! <= 48) return true
    // The UTF-8 of characters from U+0300 on begins with 0xCC or more.
    if (hasHighBytes) for (let at = from; at < to; at++) if (bytes[at]! >= 0xcc) return true
    return false
  }

  /** Null for a word for nothing. Values of other roles are looked at without their blanks, and keep them. */
  #textOf(name: string, text: string, isId: boolean): string | null {
    const trimmed = text.trim()
    if (this.#words.has(trimmed) || (isId && trimmed === '')) {
      // Blanks alone are as empty as nothing.
      if (trimmed !== '') this.#note(name, 'null-words', text)
      return null
    }
    if (!isId) return text
    if (trimmed !== text) this.#note(name, 'trimmed', text)
    const whole = this.#whole.has(name) ? WHOLE_NUMBER.exec(trimmed)?.[1] : undefined
    if (whole !== undefined) {
      this.#note(name, 'whole-numbers', trimmed)
      return whole === '-0' ? '0' : whole
    }
    const composed = trimmed.normalize('NFC')
    if (composed !== trimmed) this.#note(name, 'composed', trimmed)
    return composed
  }

  #note(column: string, kind: Kind, example: string): void {
    const kinds = this.#changes.get(column) ?? new Map<Kind, Change>()
    this.#changes.set(column, kinds)
    const change = kinds.get(kind)
    if (change === undefined) kinds.set(kind, { count: 1, example: example.slice(0, 80) })
    else change.count++
  }
}

function shapeOf(first: number, length: number): number {
  return (first & 127) * LONGEST + Math.min(length, LONGEST - 1)
}
