import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { GroupPlaces } from '../../events/groupPlaces'
import { dimensionColumn, dimensionName, dimensionNames, groupingSets, MISSING, OTHER } from './slicesSql'
import { eachShownRow } from './shownRows'
import { byText } from '../../events/byText'

/** A dimension's values as they are shown: row r of the timeline has texts[told[codes[r] + 1]]. */
interface Dimension {
  readonly column: string
  readonly codes: Int32Array
  readonly told: Int32Array
  readonly texts: readonly string[]
}

/** Each dimension with the `top` values that most events have by name, all others as one, and a name for none. */
async function shownDimensions(run: KernelRun, top: number): Promise<readonly Dimension[]> {
  if (dimensionNames(run.values).length === 0) return []
  const columns = dimensionNames(run.values).map((_, index) => run.timeline.text(dimensionName(index)))
  const events = columns.map(({ texts }) => new Float64Array(texts.length))
  await eachShownRow(run, (row) => {
    columns.forEach(({ codes }, index) => {
      if (codes[row]! >= 0) events[index]![codes[row]!]! += 1
    })
  })
  return columns.map(({ codes, texts: known }, index) => {
    const counts = events[index]!
    const frequent = [...counts.keys()]
      .filter((code) => counts[code]! > 0)
      .sort((a, b) => counts[b]! - counts[a]! || byText(known[a]!, known[b]!))
      .slice(0, top)
    const texts = [...new Set([...frequent.map((code) => known[code]!), MISSING, OTHER])]
    const places = new Map(texts.map((text, place) => [text, place]))
    const [missing, other] = [places.get(MISSING)!, places.get(OTHER)!]
    const told = new Int32Array(known.length + 1).fill(other)
    told[0] = missing
    for (const code of frequent) told[code + 1] = places.get(known[code]!)!
    return { column: dimensionColumn(dimensionNames(run.values)[index]!), codes, told, texts }
  })
}

/** Users and events of one set of dimensions by unit and values. */
class SetCounts {
  readonly set: readonly number[]
  readonly #dimensions: readonly Dimension[]
  /** How many values each dimension of the set has. */
  readonly #sizes: readonly number[]
  readonly #places: GroupPlaces
  readonly #latest: number[] = []
  readonly users: number[] = []
  readonly fresh: number[] = []
  readonly events: number[] = []

  constructor(set: readonly number[], dimensions: readonly Dimension[], units: number) {
    this.set = set
    this.#dimensions = dimensions
    this.#sizes = set.map((index) => dimensions[index]!.texts.length)
    this.#places = new GroupPlaces(this.#sizes.reduce((all, size) => all * size, units))
  }

  add(unit: number, codes: Int32Array, user: number, isNew: boolean): void {
    let key = unit
    for (let nth = 0; nth < this.set.length; nth += 1) key = key * this.#sizes[nth]! + codes[this.set[nth]!]!
    const place = this.#places.placeOf(key)
    if (place === this.events.length) {
      this.events.push(0)
      this.users.push(0)
      this.fresh.push(0)
      this.#latest.push(-1)
    }
    this.events[place]! += 1
    if (this.#latest[place] === user) return
    this.#latest[place] = user
    this.users[place]! += 1
    if (isNew) this.fresh[place]! += 1
  }

  /** Tells of each group: its unit, and the value of each dimension, null where it is for all. */
  each(visit: (unit: number, values: readonly (string | null)[], place: number) => void): void {
    for (const [key, place] of this.#places.keys()) {
      let rest = key
      const values: (string | null)[] = this.#dimensions.map(() => null)
      for (const index of this.set.toReversed()) {
        const { texts } = this.#dimensions[index]!
        values[index] = texts[rest % texts.length]!
        rest = Math.floor(rest / texts.length)
      }
      visit(rest, values, place)
    }
  }
}

interface Slice {
  readonly unit: number
  readonly values: readonly (string | null)[]
  readonly depth: number
  readonly row: Readonly<Record<string, ResultValue>>
}

function compareSlices(a: Slice, b: Slice): number {
  let order = a.unit - b.unit || a.depth - b.depth
  for (let index = 0; order === 0 && index < a.values.length; index += 1) {
    const [one, other] = [a.values[index]!, b.values[index]!]
    order = one === null || other === null ? Number(one !== null) - Number(other !== null) : byText(one, other)
  }
  return order
}

/** Users, new ones and events by unit and slice. */
export async function countSlices(run: KernelRun): Promise<ResultTable> {
  const { values } = run
  const dimensions = await shownDimensions(run, Number(values['top']))
  const shown = run.beside?.rows() ?? []
  const sets = groupingSets(values, dimensions.length).map((set) => new SetCounts(set, dimensions, shown.length))
  const codes = new Int32Array(dimensions.length)
  const toldOf = dimensions.map(({ told }) => told)
  await eachShownRow(run, (row, unit, user, firstUnit) => {
    for (let index = 0; index < codes.length; index += 1)
      codes[index] = toldOf[index]![dimensions[index]!.codes[row]! + 1]!
    for (const counts of sets) counts.add(unit, codes, user, unit === firstUnit)
  })
  const slices: Slice[] = []
  for (const counts of sets)
    counts.each((unit, told, place) => {
      const [users, fresh] = [counts.users[place]!, counts.fresh[place]!]
      slices.push({
        unit,
        values: told,
        depth: counts.set.length,
        row: {
          date: shown[unit]!['begins'] ?? null,
          ...Object.fromEntries(dimensions.map(({ column }, index) => [column, told[index]!])),
          users,
          new_users: fresh,
          returning_users: users - fresh,
          events: counts.events[place]!,
          complete: shown[unit]!['complete'] ?? null,
        },
      })
    })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      ...dimensions.map(({ column }) => ({ name: column, type: 'string' as const })),
      { name: 'users', type: 'integer' },
      { name: 'new_users', type: 'integer' },
      { name: 'returning_users', type: 'integer' },
      { name: 'events', type: 'integer' },
      { name: 'complete', type: 'boolean' },
    ],
    slices.sort(compareSlices).map(({ row }) => row),
  )
}
