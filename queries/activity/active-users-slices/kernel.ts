import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { GroupPlaces } from '../../events/groupPlaces'
import { dimensionColumn, dimensionName, dimensionNames, groupingSets, MISSING, OTHER } from './slicesSql'
import { countShownCodes, eachShownRow } from './shownRows'
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
  // The last place is of rows without a value.
  const events = columns.map(({ texts }) => new Float64Array(texts.length + 1))
  await countShownCodes(run, columns, events)
  return columns.map(({ codes, texts: known }, index) => {
    const counts = events[index]!.subarray(0, -1)
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

/** Users of one set of dimensions by unit and values: its groups are numbered as they come. */
class SetCounts {
  readonly set: readonly number[]
  readonly users: number[] = []
  readonly fresh: number[] = []
  readonly events: number[] = []
  readonly #dimensions: readonly Dimension[]
  readonly #places: GroupPlaces
  /** Of each group, the user who was counted last. */
  readonly #latest: number[] = []

  constructor(set: readonly number[], dimensions: readonly Dimension[], units: number) {
    this.set = set
    this.#dimensions = dimensions
    this.#places = new GroupPlaces(set.reduce((all, index) => all * dimensions[index]!.texts.length, units))
  }

  /** The number of the group of a unit and the values of all dimensions. */
  placeOf(unit: number, codes: Int32Array): number {
    let key = unit
    for (const index of this.set) key = key * this.#dimensions[index]!.texts.length + codes[index]!
    const place = this.#places.placeOf(key)
    if (place < this.events.length) return place
    this.events.push(0)
    this.users.push(0)
    this.fresh.push(0)
    return this.#latest.push(-1) - 1
  }

  /** Counts a user in a group; users come one after the other. */
  addUser(place: number, user: number, isNew: boolean): void {
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

/** Counts each event in its groups of all sets: these are looked up once for each unit and values of all dimensions. */
async function countGroups(
  run: KernelRun,
  dimensions: readonly Dimension[],
  sets: readonly SetCounts[],
): Promise<void> {
  const units = run.beside?.rowCount ?? 0
  const whole = new GroupPlaces(dimensions.reduce((all, { texts }) => all * texts.length, units))
  const events: number[] = []
  const latest: number[] = []
  /** Of each of these the group in every set, one set after the other. */
  const groups: number[] = []
  const codes = new Int32Array(dimensions.length)
  await eachShownRow(run, (row, unit, user, firstUnit) => {
    let key = unit
    for (let index = 0; index < dimensions.length; index += 1) {
      const { told, codes: own, texts } = dimensions[index]!
      const code = told[own[row]! + 1]!
      codes[index] = code
      key = key * texts.length + code
    }
    const place = whole.placeOf(key)
    if (place === events.length) {
      events.push(0)
      latest.push(-1)
      for (const set of sets) groups.push(set.placeOf(unit, codes))
    }
    events[place]! += 1
    if (latest[place] === user) return
    latest[place] = user
    const isNew = unit === firstUnit
    for (let nth = 0; nth < sets.length; nth += 1) sets[nth]!.addUser(groups[place * sets.length + nth]!, user, isNew)
  })
  events.forEach((count, place) => {
    sets.forEach((set, nth) => (set.events[groups[place * sets.length + nth]!]! += count))
  })
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
  await countGroups(run, dimensions, sets)
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
