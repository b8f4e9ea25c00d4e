/** What follows from the simulated deliveries without chance: food, goods, and the states of batches. */
import { csvText, hundredthsText } from '../text.mjs'

/** Food leaves at 75 °C and loses 0.7 °C a minute; two of three customers say what they think of it. */
export function foodOf({ delivery }) {
  const minutes = delivery.delivered - delivery.pickedUp
  const delay = delivery.delivered - delivery.order.at - delivery.estimate
  const score = 5 - (delay > 15 ? 2 : delay > 5 ? 1 : 0) - (minutes > 20 ? 1 : 0)
  return {
    estimated_food_temp_at_delivery: hundredthsText(7500 - 70 * minutes),
    customer_satisfaction_score: delivery.id % 3 === 0 ? null : score,
  }
}

export function goodsOf({ id }) {
  return { has_hot_items: id % 5 !== 0, has_cold_items: id % 4 === 0, has_alcohol: id % 20 === 0 }
}

/** The states that a batch went through, each with its minute. */
function statesOf(batch) {
  const assigned = batch.created + 1
  const begun = [
    ['created', batch.created],
    ['assigned', assigned],
  ]
  if (batch.status !== 'completed') return [...begun, ['cancelled', assigned + 6]]
  return [...begun, ['in_progress', Math.max(assigned, batch.started)], ['completed', batch.completed]]
}

export function stateChangesText(batches, time) {
  let id = 60000
  return csvText(
    ['state_change_id', 'batch_id', 'timestamp', 'previous_state', 'new_state'],
    batches.flatMap((batch) =>
      statesOf(batch).map(([state, minute], index, all) => ({
        state_change_id: ++id,
        batch_id: batch.id,
        timestamp: time(minute),
        previous_state: all[index - 1]?.[0],
        new_state: state,
      })),
    ),
  )
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** By place in the batch what customers say, and by state how long batches stay in it. */
export function extraTruths(world) {
  const members = world.batches.flatMap((batch) => (batch.status === 'completed' ? batch.members : []))
  const states = ['created', 'assigned', 'in_progress']
  return {
    places: [1, 2, 3, 4].map((place) => {
      const own = members.filter((one) => one.dropoff === place)
      const scores = own.map((one) => foodOf(one).customer_satisfaction_score).filter((score) => score !== null)
      return { place, deliveries: own.length, rated: scores.length, meanScore: mean(scores) }
    }),
    stateMinutes: Object.fromEntries(
      states.map((state) => [
        state,
        mean(
          world.batches.flatMap((batch) =>
            statesOf(batch).flatMap(([name, minute], index, all) =>
              name === state && all[index + 1] !== undefined ? [all[index + 1][1] - minute] : [],
            ),
          ),
        ),
      ]),
    ),
  }
}
