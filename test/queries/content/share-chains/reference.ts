import { datedEvents } from '../content-engagement/reference'
import type { CountedEvent } from '../../countedEvents'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface ShareRow {
  readonly child: string | null
  readonly parent: string
  readonly user: string
  readonly micros: number
}

/** The shares that count: with a parent, and of several with one id the first. */
export function sharesOf(events: readonly CountedEvent[]): readonly ShareRow[] {
  const known = new Set<string>()
  return events.flatMap((event): readonly ShareRow[] => {
    const [child, parent] = [event.more['new_post_id'] as string | null, event.more['post_id'] as string | null]
    if (event.event !== 'post_share' || parent === null || (child !== null && known.has(child))) return []
    if (child !== null) known.add(child)
    return [{ child, parent, user: event.user, micros: event.micros }]
  })
}

/** Where a post's chain begins: walk up, and stop when a post comes a second time. */
export function originOf(
  post: string,
  shares: readonly ShareRow[],
): { readonly root: string; readonly cycle: boolean; readonly steps: number } {
  const way = [post]
  for (;;) {
    const above = shares.find((share) => share.child === way.at(-1))
    if (above === undefined) return { root: way.at(-1)!, cycle: false, steps: way.length - 1 }
    if (way.includes(above.parent))
      return { root: [...way.slice(way.indexOf(above.parent))].sort()[0]!, cycle: true, steps: 0 }
    way.push(above.parent)
  }
}

/** The mean distance between all pairs of posts, by following the links from each post to each other. */
function meanDistance(root: string, own: readonly ShareRow[]): number {
  const links = own.map((share, index) => [share.child ?? `nameless ${index}`, share.parent] as const)
  const posts = [root, ...links.map(([child]) => child)]
  let sum = 0,
    pairs = 0
  for (const from of posts) {
    const distance = new Map([[from, 0]])
    const queue = [from]
    for (const post of queue)
      for (const [a, b] of links) {
        const next = a === post ? b : b === post ? a : null
        if (next !== null && !distance.has(next)) {
          distance.set(next, distance.get(post)! + 1)
          queue.push(next)
        }
      }
    for (const to of posts)
      if (to !== from) {
        sum += distance.get(to)!
        pairs += 1
      }
  }
  return sum / pairs
}

/** Chains by the definition: put each share with the origin of what it shares, then measure. */
export function referenceChains(log: RandomLog, scope: RandomScope): readonly object[] {
  const events = datedEvents(log, scope)
  const shares = sharesOf(events)
  const origins = shares.map((share) => originOf(share.parent, shares))
  const rows = [...new Set(origins.map((origin) => origin.root))].map((root) => {
    const own = shares.filter((_, index) => origins[index]!.root === root)
    const cycle = origins.find((origin) => origin.root === root)!.cycle
    const generation = own.map((share) => originOf(share.parent, shares).steps + 1)
    const seen = events.some((event) => event.event !== 'post_share' && event.more['post_id'] === root)
    return {
      root,
      kind: cycle ? 'cycle' : seen ? 'tree' : 'orphan',
      shares: own.length,
      users: new Set(own.map((share) => share.user)).size,
      depth: cycle ? null : Math.max(...generation),
      breadth: cycle ? null : Math.max(...generation.map((one) => generation.filter((other) => other === one).length)),
      structural_virality: cycle ? null : meanDistance(root, own),
      first_share: Math.min(...own.map((share) => share.micros)),
    }
  })
  return rows.sort((a, b) => b.shares - a.shares || (a.root < b.root ? -1 : 1))
}
