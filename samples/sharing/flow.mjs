/** In which part of the app people were on most of their days, in two windows, and how they went from one to another. */

/** The feature of most days, then of most events, then the first by name. */
function mostly(events) {
  const features = [...new Set(events.map((one) => one.feature))].sort()
  const score = (feature) => {
    const own = events.filter((one) => one.feature === feature)
    return new Set(own.map((one) => one.day)).size * 1e6 + own.length
  }
  return features.sort((a, b) => score(b) - score(a))[0] ?? null
}

/**
 * How many people went from one feature to another between two windows of days.
 * @param {readonly { user: string, day: number, feature: string }[]} events
 * @param {{ before: [number, number], since: [number, number] }} windows first and last day of each
 */
export function flowOf(events, { before, since }) {
  const within = (user, [from, to]) =>
    mostly(events.filter((one) => one.user === user && one.day >= from && one.day <= to))
  const ways = [...new Set(events.map((one) => one.user))].map((user) => [within(user, before), within(user, since)])
  const count = (from, to) => ways.filter(([was, is]) => was === from && is === to).length
  return {
    storiesKept: count('stories', 'stories'),
    storiesToReels: count('stories', 'reels'),
    storiesToFeed: count('stories', 'feed'),
    feedToReels: count('feed', 'reels'),
  }
}
