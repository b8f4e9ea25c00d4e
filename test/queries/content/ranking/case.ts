import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents } from '../../countedEvents'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { RANKED } from '../rankedLog'

interface Choice {
  readonly scope: RandomScope
  readonly most: number
  readonly byOrder: boolean
}

/** The lists one by one: x shows an item, y clicks it. */
function reference(log: RandomLog, { scope, most, byOrder }: Choice): readonly object[] {
  const events = (countedEvents(log, scope)?.events ?? []).flatMap((one) => {
    const { item_id: item, list_id: list, rank } = one.more
    return item === null || list === null ? [] : [{ ...one, item, list, rank: rank as number | null }]
  })
  const isAsked = (date: string): boolean =>
    (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to)
  const shown = events.filter(
    (one) => one.event === 'x' && isAsked(one.date) && (byOrder || (one.rank !== null && one.rank >= 1)),
  )
  const keyOf = (one: (typeof events)[number]): string => `${one.user} ${String(one.list)}`
  const lists = [...new Set(shown.map(keyOf))].map((key) => {
    const own = shown.filter((one) => keyOf(one) === key)
    const items = own.filter((one, at) => own.findIndex((other) => other.item === one.item) === at)
    return items.map((one, at) => ({
      rank: byOrder ? at + 1 : one.rank!,
      clicked: events.some(
        (other) => other.event === 'y' && keyOf(other) === key && other.item === one.item && other.micros >= one.micros,
      ),
    }))
  })
  const mean = (score: (list: (typeof lists)[number]) => number): number | null =>
    lists.length === 0 ? null : lists.reduce((sum, list) => sum + score(list), 0) / lists.length
  const gain = (rank: number): number => 1 / Math.log2(rank + 1)
  return Array.from({ length: most }, (_, index) => {
    const cut = index + 1
    const here = lists.flat().filter(({ rank }) => rank === cut)
    const clicks = here.filter(({ clicked }) => clicked).length
    return {
      rank: cut,
      impressions: here.length,
      clicks,
      ctr: here.length === 0 ? null : (100 * clicks) / here.length,
      lists: lists.length,
      precision_at: mean((list) => list.filter(({ rank, clicked }) => clicked && rank <= cut).length / cut),
      mrr_at: mean((list) => {
        const first = Math.min(...list.filter(({ clicked }) => clicked).map(({ rank }) => rank))
        return first <= cut ? 1 / first : 0
      }),
      ndcg_at: mean((list) => {
        const all = list.filter(({ clicked }) => clicked).map(({ rank }) => rank)
        const ideal = Array.from({ length: Math.min(all.length, cut) }, (_one, place) => gain(place + 1))
        const found = all.filter((rank) => rank <= cut).map(gain)
        const sum = (list2: readonly number[]): number => list2.reduce((total, one) => total + one, 0)
        return found.length === 0 ? 0 : sum(found) / sum(ideal)
      }),
    }
  })
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: RANKED,
  choices: fc.record({ scope: randomScope, most: fc.constantFrom(1, 3, 6), byOrder: fc.boolean() }),
  asked: ({ scope, most, byOrder }) => ({ ...scope, impression: 'x', click: 'y', most, rank: byOrder ? 'none' : null }),
  reference,
  behind: {
    rank: { because: 'it is which rank, no count', heldBy: 'the column impressions' },
    lists: { because: 'it is how many lists there are in all', heldBy: 'the reference' },
  },
  bench: { impression: 'page_view', click: 'purchase', list: 'session_id', content: 'props.page' },
}
