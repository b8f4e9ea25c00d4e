import { datedEvents } from '../content-engagement/reference'
import type { RandomLog, RandomScope } from '../../randomLog'
import { originOf, sharesOf } from '../share-chains/reference'

/** Uplift by the definition: for each original, go through the events about it and about what its shares made. */
export function referenceUplift(log: RandomLog, scope: RandomScope): readonly object[] {
  const events = datedEvents(log, scope)
  const shares = sharesOf(events)
  const placed = shares
    .map((share) => ({ ...share, ...originOf(share.parent, shares) }))
    .filter((share) => !share.cycle)
  const rows = [...new Set(placed.map((share) => share.root))].map((original) => {
    const own = placed.filter((share) => share.root === original)
    const made = own.map((share) => share.child).filter((child) => child !== null)
    const count = (posts: readonly string[], kinds: readonly string[]): number =>
      events.filter((event) => posts.includes(event.more['post_id'] as string) && kinds.includes(event.event)).length
    const engaged = ['post_like', 'post_comment', 'post_share']
    const [directViews, direct, sharedViews, shared] = [
      count([original], ['post_view']),
      count([original], engaged),
      count(made, ['post_view']),
      count(made, engaged),
    ]
    return {
      original,
      shares: own.length,
      direct_views: directViews,
      direct_engagements: direct,
      direct_rate: directViews === 0 ? null : (100 * direct) / directViews,
      shared_views: sharedViews,
      shared_engagements: shared,
      shared_rate: sharedViews === 0 ? null : (100 * shared) / sharedViews,
      uplift: direct === 0 ? null : shared / direct,
    }
  })
  return rows.sort((a, b) => b.shared_engagements - a.shared_engagements || (a.original < b.original ? -1 : 1))
}
