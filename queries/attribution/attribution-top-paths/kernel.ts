import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { nthSmallest } from '../../../src-renderer/stats/spread'
import { eachPath, type JourneyPath } from '../journeyPaths'
import { NO_TOUCH } from '../journeys'

/** What is counted of a path. */
interface PathSums {
  readonly touches: number
  conversions: number
  amount: number
  missed: number
}

/** Paths as ends of a tree of channels; the roots are those that are told whole, and those of more touches than told. */
class PathTree {
  readonly #width: number
  /** By node × width + channel. */
  readonly #children = new Map<number, number>()
  readonly #parents: number[] = [-1, -1]
  readonly #channels: number[] = [-1, -1]
  readonly ends = new Map<number, PathSums>()

  constructor(width: number) {
    this.#width = width
  }

  add({ channels, count, longer, converted, amount }: JourneyPath): void {
    let node = longer ? 1 : 0
    for (let place = 0; place < count; place += 1) {
      const key = node * this.#width + channels[place]!
      let child = this.#children.get(key)
      if (child === undefined) {
        child = this.#parents.push(node) - 1
        this.#channels.push(channels[place]!)
        this.#children.set(key, child)
      }
      node = child
    }
    let sums = this.ends.get(node)
    if (sums === undefined) this.ends.set(node, (sums = { touches: count, conversions: 0, amount: 0, missed: 0 }))
    if (converted) sums.conversions += 1
    else sums.missed += 1
    sums.amount += amount
  }

  textOf(end: number, texts: readonly string[]): string {
    const names: string[] = []
    let node = end
    for (; node > 1; node = this.#parents[node]!) names.unshift(texts[this.#channels[node]!]!)
    return `${node === 1 ? '… > ' : ''}${names.join(' > ')}`
  }
}

/** Paths by their text: channels whose names have a ">" in them may make one of several. */
function byText(tree: PathTree, texts: readonly string[]): ReadonlyMap<string, PathSums> {
  const found = new Map<string, PathSums>()
  for (const [end, sums] of tree.ends) {
    const path = tree.textOf(end, texts)
    const known = found.get(path)
    if (known === undefined) found.set(path, sums)
    else {
      known.conversions += sums.conversions
      known.amount += sums.amount
      known.missed += sums.missed
    }
  }
  return found
}

/** The first `top` paths in order: those of most conversions first. */
function ranked(paths: ReadonlyMap<string, PathSums>, top: number): readonly (readonly [string, PathSums])[] {
  const counts = Float64Array.from(paths.values(), ({ conversions }) => -conversions)
  const least = counts.length <= top ? 0 : -nthSmallest(counts, top - 1)
  return [...paths]
    .filter(([, { conversions }]) => conversions >= least)
    .sort(
      ([one, a], [other, b]) =>
        b.conversions - a.conversions || b.amount - a.amount || b.missed - a.missed || (one < other ? -1 : 1),
    )
    .slice(0, top)
}

/** Conversions by path: the first `top`, all others as `other`, and those without a touch. */
export async function countPaths(run: KernelRun, top: number, other: string): Promise<ResultTable> {
  const { texts } = run.timeline.text('channel')
  const tree = new PathTree(texts.length)
  const untouched = await eachPath(run, 'last', (path) => {
    tree.add(path)
  })
  const paths = byText(tree, texts)
  const listed = ranked(paths, top)
  const isListed = new Set(listed.map(([path]) => path))
  const rest = { conversions: 0, amount: 0, missed: 0 }
  for (const [path, sums] of paths) {
    if (isListed.has(path)) continue
    rest.conversions += sums.conversions
    rest.amount += sums.amount
    rest.missed += sums.missed
  }
  const all = listed.reduce((sum, [, { conversions }]) => sum + conversions, rest.conversions + untouched.conversions)
  const row = (
    path: string,
    touches: number | null,
    { conversions, amount }: { readonly conversions: number; readonly amount: number },
    missed: number | null,
  ): Record<string, ResultValue> => ({
    path,
    touches,
    conversions,
    value: amount,
    pct: all === 0 ? null : (100 * conversions) / all,
    missed,
    rate_pct: missed === null || conversions + missed === 0 ? null : (100 * conversions) / (conversions + missed),
  })
  return computedResult(
    [
      { name: 'path', type: 'string' },
      { name: 'touches', type: 'integer' },
      { name: 'conversions', type: 'integer' },
      { name: 'value', type: 'double' },
      { name: 'pct', type: 'double' },
      { name: 'missed', type: 'integer' },
      { name: 'rate_pct', type: 'double' },
    ],
    [
      ...listed.map(([path, sums]) => row(path, sums.touches, sums, sums.missed)),
      ...(paths.size > listed.length ? [row(other, null, rest, rest.missed)] : []),
      row(NO_TOUCH, 0, untouched, null),
    ],
  )
}
