/** What is planted in the messages, counted as an analyst would find it. */

/** How many turns of a thread somebody else answers within a minute, five minutes and an hour of their last message. */
export function answersOf(messages) {
  const waits = [...new Set(messages.map((one) => one.thread))].flatMap((thread) => {
    const own = messages.filter((one) => one.thread === thread)
    return own.flatMap((one, index) => {
      const next = own[index + 1]
      return next !== undefined && next.from !== one.from ? [next.at - one.at] : []
    })
  })
  const within = (seconds) => waits.filter((wait) => wait <= seconds).length
  return { minute: within(60), five: within(300), hour: within(3600) }
}

/** Who writes to whom: ways from one person to another, and those that nobody goes back. */
export function tiesOf(messages) {
  const ways = new Set(messages.filter((one) => one.to !== null).map((one) => `${one.from} ${one.to}`))
  const back = (way) => way.split(' ').reverse().join(' ')
  const oneWay = [...ways].filter((way) => !ways.has(back(way))).length
  return {
    people: new Set([...ways].flatMap((way) => way.split(' '))).size,
    ways: ways.size,
    oneWay,
    reciprocity: 1 - oneWay / ways.size,
  }
}
