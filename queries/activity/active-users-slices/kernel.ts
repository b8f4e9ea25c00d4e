import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { GroupPlaces } from '../../events/groupPlaces'
import { dimensionColumn, dimensionName, dimensionNames, groupingSets, MISSING, OTHER } from './slicesSql'
import { countGroups, type Dimension } from './groupCounts'
import { countShownCodes } from './shownCodes'
import { byText } from '../../events/byText'

/** Each dimension with the `top` values that most events have by name, all others as one, and a name for none. */
async function shownDimensions(run: KernelRun, top: number): Promise<readonly Dimension[]> {
  if (dimensionNames(run.values).length === 0) return []
  const columns = dimensionNames(run.values).map((_, index) => run.timeline.text(dimensionName(index)))
  // The last place is of rows without a value.
  const events = columns.map(({ texts }) => new Float64Array(texts.length + 1))
  // Where all values are shown it does not matter how frequent they are.
  if (columns.every(({ texts }) => texts.length <= top)) events.forEach((counts) => counts.fill(1))
  else await countShownCodes(run, columns, events)
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

/** The groups of one set of dimensions by unit and values, numbered as they come. */
class SetGroups {
  readonly set: readonly number[]
  readonly #dimensions: readonly Dimension[]
  readonly #places: GroupPlaces
  /** The number of each group among those of all sets. */
  readonly #groups: number[] = []

  constructor(set: readonly number[], dimensions: readonly Dimension[], units: number) {
    this.set = set
    this.#dimensions = dimensions
    this.#places = new GroupPlaces(set.reduce((all, index) => all * dimensions[index]!.texts.length, units))
  }

  /** The number of the group of a unit and the values of all dimensions; `next` where it is new. */
  groupOf(unit: number, codes: Int32Array, next: number): number {
    let key = unit
    for (const index of this.set) key = key * this.#dimensions[index]!.texts.length + codes[index]!
    const place = this.#places.placeOf(key)
    if (place === this.#groups.length) this.#groups.push(next)
    return this.#groups[place]!
  }

  /** Tells of each group: its unit, and the value of each dimension, null where it is for all. */
  each(visit: (unit: number, values: readonly (string | null)[], group: number) => void): void {
    for (const [key, place] of this.#places.keys()) {
      let rest = key
      const values: (string | null)[] = this.#dimensions.map(() => null)
      for (const index of this.set.toReversed()) {
        const { texts } = this.#dimensions[index]!
        values[index] = texts[rest % texts.length]!
        rest = Math.floor(rest / texts.length)
      }
      visit(rest, values, this.#groups[place]!)
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
  const sets = groupingSets(values, dimensions.length).map((set) => new SetGroups(set, dimensions, shown.length))
  let groups = 0
  const counts = await countGroups(run, dimensions, sets.length, (unit, codes) =>
    sets.map((set) => {
      const group = set.groupOf(unit, codes, groups)
      if (group === groups) groups += 1
      return group
    }),
  )
  const slices: Slice[] = []
  for (const set of sets)
    set.each((unit, told, group) => {
      const [users, fresh] = [counts.users[group]!, counts.fresh[group]!]
      slices.push({
        unit,
        values: told,
        depth: set.set.length,
        row: {
          date: shown[unit]!['begins'] ?? null,
          ...Object.fromEntries(dimensions.map(({ column }, index) => [column, told[index]!])),
          users,
          new_users: fresh,
          returning_users: users - fresh,
          events: counts.events[group]!,
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
