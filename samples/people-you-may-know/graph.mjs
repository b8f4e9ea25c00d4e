/** The friendships that hold at the end as a graph, counted the slow way. */

function partsOf(people, friendsOf, without) {
  const seen = new Set([without])
  let parts = 0
  for (const person of people) {
    if (seen.has(person)) continue
    parts++
    const next = [person]
    while (next.length > 0) {
      const one = next.pop()
      if (seen.has(one)) continue
      seen.add(one)
      next.push(...friendsOf.get(one))
    }
  }
  return parts
}

/**
 * @param {readonly (readonly [number, number])[]} links friendships, each once or twice
 * @param {number} bridge the person who is looked at
 */
export function graphOf(links, bridge) {
  const friendsOf = new Map(links.flat().map((person) => [person, new Set()]))
  for (const [one, other] of links) {
    friendsOf.get(one).add(other)
    friendsOf.get(other).add(one)
  }
  const people = [...friendsOf.keys()]
  const pairs = people.flatMap((one) => [...friendsOf.get(one)].map((other) => [one, other]))
  const inCommon = (one, other) => [...friendsOf.get(one)].filter((person) => friendsOf.get(other).has(person)).length
  const strangers = people.filter((one) => one !== bridge && !friendsOf.get(bridge).has(one))
  const best = strangers
    .map((person) => ({ person, mutual: inCommon(bridge, person) }))
    .sort((a, b) => b.mutual - a.mutual || (String(a.person) < String(b.person) ? -1 : 1))[0]
  const near = [...friendsOf.get(bridge)].flatMap((friend) => [friend, ...friendsOf.get(friend)])
  return {
    people: people.length,
    friendships: pairs.length / 2,
    triangles: pairs.reduce((sum, [one, other]) => sum + inCommon(one, other), 0) / 6,
    parts: partsOf(people, friendsOf, null),
    partsWithout: partsOf(people, friendsOf, bridge),
    friends: friendsOf.get(bridge).size,
    reach: new Set(near.filter((person) => person !== bridge)).size,
    suggested: best.person,
    mutual: best.mutual,
  }
}
