/** What is planted in the log, counted as an analyst would find it. */
const DAY = 86400

/** Who watches this series at all, and who three different episodes of it within a day. */
export function bingesOf(sittings, series) {
  const own = sittings.filter((one) => one.title.series === series)
  const profiles = [...new Set(own.map((one) => one.profile))]
  const binges = (profile) => {
    const mine = own.filter((one) => one.profile === profile)
    return mine.some(({ at }) => {
      const soon = mine.filter((one) => one.at >= at && one.at <= at + DAY)
      return new Set(soon.map((one) => one.title.key)).size >= 3
    })
  }
  const users = profiles.filter(binges).length
  return { watchers: profiles.length, users, percent: (100 * users) / profiles.length }
}

/** The most sittings that run at one moment; those that never ended count for none. */
export function mostAtOnce(sittings) {
  const ended = sittings.filter((one) => one.duration !== null)
  const at = (moment) => ended.filter((one) => one.at <= moment && moment < one.at + one.duration).length
  return Math.max(...ended.map((one) => at(one.at)))
}

/** How many profiles did the first of these and how many of them the second after it; and who did the second alone. */
export function wayOf(account, [first, second]) {
  const began = new Map()
  for (const { event, profile, at } of account) if (event === first && !began.has(profile)) began.set(profile, at)
  const done = account.filter((one) => one.event === second && one.at > (began.get(one.profile) ?? Infinity))
  const paid = new Set(done.map((one) => one.profile)).size
  return { began: began.size, done: paid, left: began.size - paid, percent: (100 * paid) / began.size }
}
