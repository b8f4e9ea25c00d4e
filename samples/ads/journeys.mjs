/** Journeys through channels, counted from the finished events. */

/**
 * Where journeys begin and where search leads: those before each conversion, and for each user the touches that no
 * conversion followed within the lookback, as one journey without a conversion.
 * @param {readonly { user: string, at: number, event: string, campaign: { channel: string } | null }[]} events
 * @param {readonly { channels: readonly string[] }[]} attributed the channels before each conversion
 */
export function chainOf(events, attributed, lookbackSeconds = 7 * 86400) {
  const byUser = new Map()
  for (const event of events) byUser.set(event.user, [...(byUser.get(event.user) ?? []), event])
  const lost = [...byUser.values()].map((own) => {
    const conversions = own.filter((one) => one.event === 'conversion')
    return own
      .filter((one) => one.event !== 'conversion')
      .filter(({ at }) => !conversions.some((one) => one.at > at && one.at - at <= lookbackSeconds))
      .map((one) => one.campaign.channel)
  })
  const won = attributed.map((one) => one.channels)
  const journeys = [...won, ...lost].filter((one) => one.length > 0)
  const steps = (list, from, to) =>
    list.reduce(
      (sum, one) => sum + one.filter((own, at) => own === from && (to === null || one[at + 1] === to)).length,
      0,
    )
  const ends = won.filter((one) => one.at(-1) === 'search').length
  const all = steps(journeys, 'search', null)
  const begun = journeys.filter((one) => one[0] === 'video').length
  return {
    start: { all: journeys.length, video: begun, percent: (100 * begun) / journeys.length },
    search: { all, conversion: ends, percent: (100 * ends) / all },
    videoToSearch: steps(journeys, 'video', 'search'),
  }
}

/** Conversions by channel where the last touch weighs the first of `weights`, the one before the second, and so on. */
export function weighted(touched, weights) {
  const credits = {}
  for (const { channels } of touched) {
    const own = channels.toReversed().map((channel, index) => [channel, weights[index] ?? 0])
    const all = own.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [channel, weight] of own) credits[channel] = (credits[channel] ?? 0) + weight / all
  }
  return Object.fromEntries(Object.entries(credits).sort(([a], [b]) => (a < b ? -1 : 1)))
}
