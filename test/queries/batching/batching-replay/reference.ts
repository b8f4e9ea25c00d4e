import type { LoggedOrder, ReplayRule } from '../../../../queries/batching/batching-replay/replay'

/** The replay as its definition reads, with nothing kept between steps: every question is asked of all batches again. */
export function referenceReplay(
  orders: readonly LoggedOrder[],
  rule: ReplayRule,
  miles: (one: LoggedOrder['address'], two: LoggedOrder['address']) => number,
): readonly {
  readonly ids: readonly string[]
  readonly delivered: Readonly<Record<string, number>>
  readonly miles: number
}[] {
  const home = new Map<string, number>()
  const openers: LoggedOrder[] = []
  for (const order of orders) {
    let joined = -1
    for (let batch = openers.length - 1; batch >= 0; batch -= 1) {
      const opener = openers[batch]!
      const size = [...home.values()].filter((one) => one === batch).length
      if (
        size < rule.cap &&
        opener.orderedAt + rule.windowMinutes >= order.orderedAt &&
        miles(opener.restaurant, order.restaurant) <= rule.radiusMiles &&
        miles(opener.address, order.address) <= rule.radiusMiles
      )
        joined = batch
    }
    if (joined < 0) joined = openers.push(order) - 1
    home.set(order.id, joined)
  }
  return openers.map((opener, batch) => {
    const own = orders.filter((order) => home.get(order.id) === batch)
    let clock =
      own.length === rule.cap ? Math.max(...own.map((order) => order.orderedAt)) : opener.orderedAt + rule.windowMinutes
    let driven = 0
    let at: LoggedOrder['address'] | null = null
    const delivered: Record<string, number> = {}
    const toFetch = [...own]
    while (toFetch.length > 0) {
      const earliest = Math.min(...toFetch.map((order) => order.readyAt))
      const next = toFetch
        .filter((order) => order.readyAt === earliest)
        .sort((one, two) => (one.id < two.id ? -1 : 1))[0]!
      const leg = at === null ? 0 : miles(at, next.restaurant)
      driven += leg
      clock = Math.max(clock + (leg * 60) / rule.mph, next.readyAt) + rule.stopMinutes
      at = next.restaurant
      toFetch.splice(toFetch.indexOf(next), 1)
    }
    const toBring = [...own]
    while (toBring.length > 0) {
      const legs = toBring.map((order) => miles(at!, order.address))
      const nearest = toBring[legs.indexOf(Math.min(...legs))]!
      driven += Math.min(...legs)
      clock += (Math.min(...legs) * 60) / rule.mph
      delivered[nearest.id] = clock
      clock += rule.stopMinutes
      at = nearest.address
      toBring.splice(toBring.indexOf(nearest), 1)
    }
    return { ids: own.map((order) => order.id), delivered, miles: driven }
  })
}
