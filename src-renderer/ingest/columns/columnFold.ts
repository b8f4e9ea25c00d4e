import { elementAt } from '../../base/required'
import type { Cell, Remark, RowBatch } from '../contract'
import { MAX_COLUMNS, remarkOnRest, restName, restText } from './columnLimit'

/**
 * Keeps a table to {@link MAX_COLUMNS} columns of its own, whatever the files of an import, and of all imports before
 * it, hold together. What a row has in further columns goes into one JSON object, with what its reader has put aside
 * already.
 */
export class ColumnFold {
  readonly #own: Set<string>
  #rest: string | null
  #rows = 0

  /**
   * `own` are the columns that the table has, or needs for its roles; `rest` is the one that holds the others, if it is
   * there.
   */
  constructor(own: Iterable<string>, rest: string | null) {
    this.#own = new Set(own)
    this.#rest = rest
  }

  /** The columns that have a place of their own, by their names in files: for readers, as they are now. */
  own(): ReadonlySet<string> {
    return new Set(this.#own)
  }

  /** The column of the rest by its name in batches; null while there is none. */
  get rest(): string | null {
    return this.#rest
  }

  /**
   * A batch with names that are distinct. Columns are added in the order in which they come, until there is no room.
   */
  fold(batch: RowBatch): RowBatch {
    const { names, cells, count } = batch
    const given = batch.rest === undefined ? -1 : names.indexOf(batch.rest)
    const own: number[] = []
    const folded: number[] = []
    for (let index = 0; index < names.length; index++) {
      if (index !== given) (this.#takes(elementAt(names, index)) ? own : folded).push(index)
    }
    if (given === -1 && folded.length === 0) return batch
    this.#rest ??= restName([...this.#own, ...own.map((index) => elementAt(names, index))])
    const further = folded.map((index) => elementAt(names, index))
    const keys = further.map((name) => JSON.stringify(name))
    const rest = Array.from({ length: count }, (_, row): Cell => {
      const read = given === -1 ? null : (cells[given]!.at(row) ?? null)
      const cellAt = (index: number): Cell | undefined => cells[folded[index]!]!.at(row)
      const text = restText(keys, cellAt)
      if (read === null || text === null) return read ?? text
      const before = String(read)
      return `${before.slice(0, -1)},${restText(freeKeys(further, before), cellAt)!.slice(1)}`
    })
    for (const cell of rest) if (cell !== null) this.#rows++
    return {
      ...batch,
      names: [...own.map((index) => elementAt(names, index)), this.#rest],
      cells: [...own.map((index) => elementAt(cells, index)), rest],
      rest: this.#rest,
    }
  }

  remarks(): readonly Remark[] {
    return this.#rest === null || this.#rows === 0 ? [] : [remarkOnRest(this.#rest, this.#rows, 'table')]
  }

  #takes(name: string): boolean {
    if (this.#own.has(name)) return true
    if (this.#own.size >= MAX_COLUMNS || name === this.#rest) return false
    this.#own.add(name)
    return true
  }
}

/** Names as JSON keys that an object (as text) does not have yet. */
function freeKeys(names: readonly string[], object: string): readonly string[] {
  const taken = new Set(Object.keys(JSON.parse(object) as object))
  return names.map((wanted) => {
    let name = wanted
    for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
    return JSON.stringify(name)
  })
}
