import type { Remark, RowBatch } from '../contract'

/**
 * Gives columns of one name names of their own, so that none takes the place of another: flattened JSON and structs can
 * have two (`"a.b"`, and `b` in `a`). The first keeps the name, the next one becomes `a.b_2`. One for each import, as
 * batches only add columns behind those that there are.
 */
export class DistinctNames {
  #given: readonly string[] = []
  #distinct: readonly string[] = []
  readonly #same = new Map<string, string>()

  distinct(batch: RowBatch): RowBatch {
    const { names } = batch
    if (new Set(names).size === names.length) return batch
    if (names.length !== this.#given.length || names.some((name, index) => name !== this.#given[index]))
      this.#rename(names)
    return { ...batch, names: this.#distinct }
  }

  remarks(): readonly Remark[] {
    return [...this.#same].map(([name, wanted]) => ({
      kind: 'same-names',
      column: name,
      count: 1,
      text: `${wanted}: two columns come out with this name; the second is kept as ${name}.`,
    }))
  }

  /** Columns that have been named keep their names, whatever comes behind them. */
  #rename(names: readonly string[]): void {
    const isLonger = this.#given.every((name, index) => name === names[index])
    const distinct = isLonger ? [...this.#distinct] : []
    const taken = new Set(distinct)
    for (const wanted of names.slice(distinct.length)) {
      let name = wanted
      for (let n = 2; taken.has(name) || (name !== wanted && names.includes(name)); n++) name = `${wanted}_${n}`
      taken.add(name)
      if (name !== wanted) this.#same.set(name, wanted)
      distinct.push(name)
    }
    this.#given = names
    this.#distinct = distinct
  }
}
