import { datedEvents } from '../content-engagement/reference'
import type { RandomLog, RandomScope } from '../../randomLog'
import { originOf, sharesOf } from '../share-chains/reference'

/** Generations by the definition: count the steps from each share to its original. */
export function referenceGenerations(log: RandomLog, scope: RandomScope): readonly object[] {
  const events = datedEvents(log, scope)
  const shares = sharesOf(events)
  const placed = shares
    .map((share) => ({ ...share, ...originOf(share.parent, shares) }))
    .filter((share) => !share.cycle)
    .map((share) => ({ ...share, generation: share.steps + 1 }))
  if (placed.length === 0) return []
  const roots = [...new Set(placed.map((share) => share.root))]
  const makers = new Set(
    roots.map(
      (root) =>
        events.find(
          (event) =>
            event.event !== 'post_share' && event.more['post_id'] === root && event.more['creator_id'] !== null,
        )?.more['creator_id'] ?? `post ${root}`,
    ),
  )
  const depth = Math.max(...placed.map((share) => share.generation))
  const usersOf = (generation: number): number =>
    generation === 0
      ? makers.size
      : new Set(placed.filter((share) => share.generation === generation).map((share) => share.user)).size
  return Array.from({ length: depth + 1 }, (_, generation) => ({
    generation,
    posts: generation === 0 ? roots.length : placed.filter((share) => share.generation === generation).length,
    users: usersOf(generation),
    k_factor: generation === depth ? null : usersOf(generation + 1) / usersOf(generation),
    chains:
      generation === 0
        ? roots.length
        : new Set(placed.filter((share) => share.generation === generation).map((share) => share.root)).size,
  }))
}
