import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { codeCount } from '../../../src-renderer/sequence/timeline'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** An item of a list, as it was first shown. */
interface Shown {
  readonly list: number
  readonly rank: number
  readonly at: number
  isClicked: boolean
}

/** The items of one user after the other that are shown, and whether they were clicked from then on. */
class ShownItems {
  readonly #run: KernelRun
  readonly #lists: Int32Array
  readonly #items: Int32Array
  readonly #itemCount: number
  readonly #rank: Float64Array | null

  constructor(run: KernelRun) {
    const { timeline, columns } = run
    this.#run = run
    this.#lists = timeline.key('list')
    this.#items = timeline.key('item')
    this.#itemCount = codeCount(this.#items)
    this.#rank = columns.has('rank') ? timeline.number('rank') : null
  }

  of(user: number): Iterable<Shown> {
    const { timeline } = this.#run
    const { at, starts } = timeline
    const [shown, click] = [timeline.flag('shown'), timeline.flag('click')]
    const found = new Map<number, Shown>()
    const sizes = new Map<number, number>()
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      const list = this.#lists[row]!
      const key = list * this.#itemCount + this.#items[row]!
      const item = found.get(key)
      if (item === undefined && shown[row] === 1) {
        const size = (sizes.get(list) ?? 0) + 1
        sizes.set(list, size)
        found.set(key, { list, rank: this.#rank?.[row] ?? size, at: at[row]!, isClicked: false })
      }
    }
    // A click at the moment at which an item is shown may stand before it in the log.
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      if (click[row] === 0) continue
      const item = found.get(this.#lists[row]! * this.#itemCount + this.#items[row]!)
      if (item !== undefined && at[row]! >= item.at) item.isClicked = true
    }
    return found.values()
  }
}

/** What lists add up to when they are cut at each rank up to the last one. */
class Cuts {
  readonly impressions: Float64Array
  readonly clicks: Float64Array
  readonly #precisions: Float64Array
  readonly #reciprocals: Float64Array
  readonly #gains: Float64Array
  /** The gain of a perfect order of so many clicks. */
  readonly #perfect: Float64Array
  lists = 0

  constructor(readonly most: number) {
    const zeros = (): Float64Array => new Float64Array(most + 1)
    this.impressions = zeros()
    this.clicks = zeros()
    this.#precisions = zeros()
    this.#reciprocals = zeros()
    this.#gains = zeros()
    this.#perfect = zeros()
    for (let place = 1; place <= most; place += 1)
      this.#perfect[place] = this.#perfect[place - 1]! + 1 / Math.log2(place + 1)
  }

  addItem({ rank, isClicked }: Shown): void {
    if (rank > this.most) return
    this.impressions[rank]! += 1
    if (isClicked) this.clicks[rank]! += 1
  }

  /** Adds a list by the ranks of its clicks, which ascend. */
  addClicks(ranks: readonly number[]): void {
    let [place, gain] = [0, 0]
    for (let cut = 1; cut <= this.most; cut += 1) {
      for (; place < ranks.length && ranks[place]! <= cut; place += 1) gain += 1 / Math.log2(ranks[place]! + 1)
      if (place === 0) continue
      this.#precisions[cut]! += place / cut
      this.#reciprocals[cut]! += 1 / ranks[0]!
      this.#gains[cut]! += gain / this.#perfect[Math.min(ranks.length, cut)]!
    }
  }

  /** The means over all lists at a rank. */
  at(rank: number): Readonly<Record<'precision_at' | 'mrr_at' | 'ndcg_at', number | null>> {
    const mean = (sums: Float64Array): number | null => (this.lists === 0 ? null : sums[rank]! / this.lists)
    return { precision_at: mean(this.#precisions), mrr_at: mean(this.#reciprocals), ndcg_at: mean(this.#gains) }
  }
}

/** Each rank up to k, with what is true of the lists when they are cut there. */
export async function rankLists(run: KernelRun): Promise<ResultTable> {
  const { timeline, values, pace } = run
  const cuts = new Cuts(Number(values['most']))
  const items = new ShownItems(run)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const clicks = new Map<number, number[]>()
    for (const item of items.of(user)) {
      cuts.addItem(item)
      const ranks = clicks.get(item.list) ?? []
      clicks.set(item.list, ranks)
      if (item.isClicked) ranks.push(item.rank)
    }
    cuts.lists += clicks.size
    for (const ranks of clicks.values()) cuts.addClicks(ranks.sort((a, b) => a - b))
  }
  return computedResult(
    [
      { name: 'rank', type: 'integer' },
      { name: 'impressions', type: 'integer' },
      { name: 'clicks', type: 'integer' },
      { name: 'ctr', type: 'double' },
      { name: 'lists', type: 'integer' },
      { name: 'precision_at', type: 'double' },
      { name: 'mrr_at', type: 'double' },
      { name: 'ndcg_at', type: 'double' },
    ],
    Array.from({ length: cuts.most }, (_, index) => {
      const rank = index + 1
      const [impressions, clicks] = [cuts.impressions[rank]!, cuts.clicks[rank]!]
      const ctr = impressions === 0 ? null : (100 * clicks) / impressions
      return { rank, impressions, clicks, ctr, lists: cuts.lists, ...cuts.at(rank) }
    }),
  )
}
