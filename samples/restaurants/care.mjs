import { createRandom } from '../random.mjs'
import { plant, startOfDate, utcText } from '../text.mjs'
import { RESTAURANTS, TURN } from './kitchens.mjs'

const DAY = 86400
const HOUR = 3600
/** Days (from 0) on which every restaurant is asked whether it would recommend the platform: one a month. */
const ASKED_ON = [9, 40, 69, 100]
/** From the turn on, restaurants of this market would not recommend the platform any more. */
const SOUR = 'North'
/** From the turn on, the tablet of one restaurant fails, and it asks for help far more often. */
const TROUBLED = 'Basil'
const OUTAGE = { from: 90 * DAY + 8 * HOUR, until: 91 * DAY + 4 * HOUR }
const CHECK_EVERY = 4 * HOUR
const CHECKED_DAYS = 56
const TOPICS = [
  ['payout', 30, 20],
  ['menu', 40, 5],
  ['tablet', 30, 8],
]

function surveysOf(random, start) {
  return ASKED_ON.flatMap((day) =>
    RESTAURANTS.filter((one) => one.joined <= day).map((restaurant) => {
      const sour = restaurant.market === SOUR && day >= TURN
      const isAnswered = random.chance(0.8)
      const score = sour
        ? random.integer(2, 6)
        : random.weighted([
            [random.integer(9, 10), 60],
            [random.integer(7, 8), 30],
            [random.integer(3, 6), 10],
          ])
      return { restaurant, day, at: start + day * DAY + 9 * HOUR, score: isAnswered ? score : null }
    }),
  )
}

function ticketsOf(random, start, days) {
  const tickets = []
  for (let day = 0; day < days; day++)
    for (const restaurant of RESTAURANTS) {
      if (restaurant.joined > day) continue
      const isTroubled = restaurant.name === TROUBLED && day >= TURN
      if (!random.chance(isTroubled ? 0.7 : 0.06)) continue
      const [topic, , hours] = isTroubled ? TOPICS[2] : random.weighted(TOPICS.map((one) => [one, one[1]]))
      const at = start + day * DAY + random.integer(8 * 60, 21 * 60) * 60
      const reply = at + random.integer(hours * 30, hours * 90) * 60
      const end = reply + random.integer(60, hours * 120) * 60
      const now = start + days * DAY
      tickets.push({
        restaurant,
        topic,
        day,
        at,
        reply: reply < now ? reply : null,
        end: end < now && random.chance(0.95) ? end : null,
      })
    }
  return tickets.sort((a, b) => a.at - b.at)
}

function checksOf(random, start, days) {
  const checks = []
  for (let at = (days - CHECKED_DAYS) * DAY; at < days * DAY; at += CHECK_EVERY)
    for (const restaurant of RESTAURANTS) {
      const isOut = restaurant.name === TROUBLED && at >= OUTAGE.from && at < OUTAGE.until
      checks.push({
        restaurant,
        at: start + at,
        isUp: !isOut && !random.chance(restaurant.name === TROUBLED ? 0.05 : 0.005),
      })
    }
  return checks
}

function truthsOf({ surveys, tickets, checks }, days) {
  const vote = (one) => (one.score >= 9 ? 1 : one.score <= 6 ? -1 : 0)
  const months = ASKED_ON.map((day) => {
    const asked = surveys.filter((one) => one.day === day)
    const answered = asked.filter((one) => one.score !== null)
    const count = (what) => answered.filter((one) => vote(one) === what).length
    return { asked: asked.length, answered: answered.length, promoters: count(1), detractors: count(-1) }
  })
  const last = days - 2
  const own = tickets.filter((one) => one.restaurant.name === TROUBLED)
  const [first, end] = [months[0], months[3]].map((one) => (one.promoters - one.detractors) / one.answered)
  plant(end < first - 0.3, 'fewer recommend the platform')
  return {
    sour: SOUR,
    months,
    troubled: TROUBLED,
    tickets: own.filter((one) => one.day > last - 28 && one.day <= last).length,
    ticketsBefore: own.filter((one) => one.day > last - 56 && one.day <= last - 28).length,
    slowest: 'payout',
    outageMinutes: (OUTAGE.until - OUTAGE.from) / 60,
    checks: checks.filter((one) => one.restaurant.name === TROUBLED).length,
    failed: checks.filter((one) => one.restaurant.name === TROUBLED && !one.isUp).length,
  }
}

/**
 * What restaurants say in surveys, what they ask for help with, and whether their tablets are there.
 *
 * @param {string} firstDate @param {number} days of the log
 */
export function careOf(firstDate, days) {
  const random = createRandom(20240109)
  const start = startOfDate(firstDate)
  const care = {
    surveys: surveysOf(random, start),
    tickets: ticketsOf(random, start, days),
    checks: checksOf(random, start, days),
  }
  return {
    truths: truthsOf(care, days),
    surveys: care.surveys.map(({ restaurant, at, score }, index) => ({
      survey_id: index + 1,
      restaurant_id: restaurant.id,
      asked_at: utcText(at),
      recommend_score: score,
      satisfaction: score === null ? null : Math.max(1, Math.round(score / 2)),
    })),
    tickets: care.tickets.map(({ restaurant, topic, at, reply, end }, index) => ({
      ticket_id: index + 1,
      restaurant_id: restaurant.id,
      topic,
      opened_at: utcText(at),
      first_reply_at: reply === null ? null : utcText(reply),
      resolved_at: end === null ? null : utcText(end),
    })),
    checks: care.checks.map(({ restaurant, at, isUp }) => ({
      restaurant_id: restaurant.id,
      checked_at: utcText(at),
      is_up: isUp,
    })),
  }
}
