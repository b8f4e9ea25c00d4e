/** Seconds that a state lasts on average, until the next event of the same attempt. */
export function stayIn(attempts, state) {
  const stays = attempts.flatMap(({ events }) =>
    events.flatMap((one, index) => (one.event === state && events[index + 1] ? [events[index + 1].at - one.at] : [])),
  )
  return stays.reduce((sum, one) => sum + one, 0) / stays.length
}
