import { gzipped } from '../forms.mjs'
import { savedOnWindows } from '../dirt.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, hundredthsText, plant, startOfDate, utcText } from '../text.mjs'
import { careOf } from './care.mjs'
import { changeOf } from './change.mjs'
import { ordersOn, RESTAURANTS, TURN } from './kitchens.mjs'

const FIRST_DATE = '2024-01-01'
const DAYS = 112
const DAY = 86400
const START = startOfDate(FIRST_DATE)
const PERIOD = 28
/** The best item of Siam was out for these hours of the log, half of them noted twice. */
const OUT = { item: 101, from: 30 * DAY + 10 * 3600, until: 40 * DAY + 10 * 3600 }

function timeOfDay(random) {
  const hour = random.weighted([
    [random.integer(7, 10), 10],
    [random.integer(11, 14), 40],
    [random.integer(15, 16), 5],
    [random.integer(17, 21), 40],
    [random.integer(22, 23), 5],
  ])
  return hour * 3600 + random.integer(0, 59) * 60
}

function basketOf(random, restaurant, day, at) {
  const cheap = restaurant.name === 'Olive' && day >= TURN
  const there = restaurant.items.filter(
    (item) => !(item.id === OUT.item && at >= START + OUT.from && at < START + OUT.until),
  )
  const picked = cheap ? restaurant.items.slice(2) : random.shuffle(there).slice(0, random.integer(1, 3))
  return picked.map((item) => ({ item, quantity: random.chance(0.2) ? 2 : 1 }))
}

function makeOrder(random, restaurant, day, count) {
  const at = START + day * DAY + timeOfDay(random)
  const basket = basketOf(random, restaurant, day, at)
  const worse = day >= TURN
  const isCancelled = restaurant.name === 'Lotus' && worse ? count % 3 !== 0 : random.chance(0.05)
  const slow = restaurant.name === 'Basil' && worse
  const prep = Math.round(Math.max(4, random.bell(restaurant.prep, 2)) * (slow ? 1.6 : 1))
  const stars = random.weighted(
    slow
      ? [
          [2, 40],
          [3, 40],
          [4, 20],
        ]
      : [
          [3, 10],
          [4, 40],
          [5, 50],
        ],
  )
  return {
    at,
    day,
    restaurant,
    basket,
    customer: random.chance(0.6) ? random.integer(1, 60) : random.integer(61, 400),
    cents: basket.reduce((sum, { item, quantity }) => sum + item.price * quantity, 0),
    status: isCancelled ? 'cancelled' : 'delivered',
    prep: isCancelled ? null : prep,
    complaint: random.chance(slow ? 0.15 : 0.03),
    stars: !isCancelled && random.chance(0.35) ? stars : null,
    isTest: false,
  }
}

function ordersOf(random) {
  const orders = []
  for (let day = 0; day < DAYS; day++)
    for (const restaurant of RESTAURANTS)
      for (let left = ordersOn(restaurant, day); left > 0; left--)
        orders.push(makeOrder(random, restaurant, day, orders.filter((one) => one.restaurant === restaurant).length))
  for (let day = 5; day < DAYS; day += 10)
    orders.push({ ...makeOrder(random, RESTAURANTS[0], day, 0), customer: 900, cents: 50000, isTest: true })
  return orders.sort((a, b) => a.at - b.at).map((order, index) => ({ ...order, id: 50001 + index }))
}

/** Who looks at a restaurant's page: nearly all customers before they order, and many who do not. */
function visitsOf(random, orders) {
  const visits = []
  for (const { at, customer, restaurant, isTest } of orders) {
    if (isTest) continue
    const steps = random.chance(0.95) ? ['page_view', 'menu_view', 'add_to_cart', 'checkout'] : []
    steps.forEach((event, index) => visits.push({ at: at - 240 + 60 * index, customer, restaurant, event }))
    for (let lookers = random.integer(0, 4); lookers > 0; lookers--) {
      const other = random.integer(1, 400)
      visits.push({ at: at + 600, customer: other, restaurant, event: 'page_view' })
      if (random.chance(0.4)) visits.push({ at: at + 660, customer: other, restaurant, event: 'menu_view' })
    }
  }
  return visits.sort((a, b) => a.at - b.at)
}

const sumOf = (orders) => orders.reduce((sum, one) => sum + (one.status === 'delivered' ? one.cents : 0), 0) / 100

function truthsOf(orders) {
  const real = orders.filter((one) => !one.isTest)
  const last = DAYS - 2
  const within = (from, to) => real.filter((one) => one.day >= from && one.day <= to)
  const now = within(last - PERIOD + 1, last)
  const before = within(last - 2 * PERIOD + 1, last - PERIOD)
  const restaurants = RESTAURANTS.map((restaurant) => {
    const [own, earlier] = [now, before].map((list) => list.filter((one) => one.restaurant === restaurant))
    return {
      name: restaurant.name,
      orders: own.length,
      delivered: own.filter((one) => one.status === 'delivered').length,
      revenue: sumOf(own),
      revenueBefore: sumOf(earlier),
    }
  })
  const lost = (name) => {
    const { revenue, revenueBefore } = restaurants.find((one) => one.name === name)
    return revenueBefore - revenue
  }
  for (const name of ['Lotus', 'Olive', 'Cantina']) plant(lost(name) > 100, `${name} lost revenue`)
  const [cantina, earlier] = [now, before].map((list) =>
    list.filter((one) => one.restaurant.name === 'Cantina' && one.status === 'delivered'),
  )
  const change = changeOf(earlier, cantina)
  plant(change.users < 3 * Math.min(change.perUser, -1), 'Cantina lost customers')
  const hoursOut = (OUT.until - OUT.from) / 3600
  const item = RESTAURANTS.flatMap((one) => one.items).find((one) => one.id === OUT.item)
  const sold = real
    .filter((one) => one.status === 'delivered')
    .flatMap((one) => one.basket)
    .reduce((sum, one) => sum + (one.item.id === OUT.item ? one.quantity : 0), 0)
  const hours = (orders[orders.length - 1].at - orders[0].at) / 3600
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    orders: real.length,
    turn: dateText(START + TURN * DAY),
    reasons: { Lotus: 'completion', Olive: 'order value', Cantina: 'orders' },
    slow: 'Basil',
    cantina: { from: dateText(START + (last - PERIOD + 1) * DAY), to: dateText(START + last * DAY), ...change },
    restaurants,
    outage: {
      item: item.name,
      hours: hoursOut,
      revenue: ((hoursOut * sold) / (hours - hoursOut)) * (item.price / 100),
    },
  }
}

function readmeOf({ turn, orders, restaurants, cantina, outage, care }) {
  const rows = restaurants.map(
    (one) =>
      `| ${one.name} | ${one.orders} | ${one.delivered} | ${one.revenue.toFixed(2)} | ${one.revenueBefore.toFixed(2)} |`,
  )
  return `# Restaurants
Sixteen weeks of a made-up delivery platform: ${orders} orders at ${restaurants.length} restaurants in three markets, with a test account's besides. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC.

| file | one row per |
|---|---|
| orders.csv | order: customer, restaurant, time, value, how it ended, minutes to prepare, complaint |
| restaurant_visits.csv.gz | step of a visit: page_view, menu_view, add_to_cart, checkout |
| restaurants.csv | restaurant: food, market, prices, commission, hours, day of joining, place |
| ratings.csv | order that was rated |
| order_items.csv, menu_items.csv, item_outages.csv | item of an order; of a menu, with price and cost; time for which one was out |
| survey_answers.csv | survey sent to a restaurant: would it recommend the platform, is it satisfied |
| support_tickets.csv | ticket of a restaurant: topic, opened, first answered, resolved |
| uptime_checks.csv.gz | check of a restaurant's tablet, every four hours of the last eight weeks |

## What is planted
From ${turn} on four restaurants do worse, each for one reason: Lotus cancels two of three orders, Olive sells its cheapest items only, Cantina gets half of its orders, and Basil takes 60 % longer to prepare and is rated worse. ${outage.item} of Siam was out for ${outage.hours} hours, which cost ${outage.revenue.toFixed(2)}. Nonna joined and never had an order. From then on restaurants of ${care.sour} would not recommend the platform, ${care.troubled} opens ${care.tickets} tickets in the last 28 whole days (${care.ticketsBefore} in the 28 before), and its tablet was down for ${care.outageMinutes / 60} hours. First replies about ${care.slowest} take longest. Of the ${(-cantina.total).toFixed(2)} that Cantina took less in the second of the periods below, ${(-cantina.users).toFixed(2)} are fewer customers.

The 28 days that end with the last whole day, and the 28 before:

| restaurant | orders | delivered | revenue | revenue before |
|---|---|---|---|---|
${rows.join('\n')}
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateRestaurants() {
  const random = createRandom(20240108)
  const orders = ordersOf(random)
  const visits = visitsOf(random, orders)
  const { truths: care, surveys, tickets, checks } = careOf(FIRST_DATE, DAYS)
  const truths = { ...truthsOf(orders), care }
  const items = RESTAURANTS.flatMap((one) => one.items.map((item) => ({ ...item, restaurant: one.id })))
  const middle = (OUT.from + OUT.until) / 2
  return {
    'orders.csv': csvText(
      [
        ...['order_id', 'customer_id', 'restaurant_id', 'order_timestamp', 'order_total', 'order_status'],
        ...['prep_minutes', 'has_complaint', 'is_test'],
      ],
      orders.map((one) => ({
        order_id: one.id,
        customer_id: `c${one.customer}`,
        restaurant_id: one.restaurant.id,
        order_timestamp: utcText(one.at),
        order_total: hundredthsText(one.cents),
        order_status: one.status,
        prep_minutes: one.prep,
        has_complaint: one.complaint,
        is_test: one.isTest,
      })),
    ),
    'restaurant_visits.csv.gz': gzipped(
      csvText(
        ['customer_id', 'event', 'ts', 'restaurant_id'],
        visits.map((one) => ({
          customer_id: `c${one.customer}`,
          event: one.event,
          ts: utcText(one.at),
          restaurant_id: one.restaurant.id,
        })),
      ),
    ),
    'restaurants.csv': csvText(
      [
        ...['restaurant_id', 'restaurant_name', 'cuisine_type', 'market', 'price_tier', 'commission_pct'],
        ...['open_hours', 'joined_at', 'latitude', 'longitude'],
      ],
      RESTAURANTS.map((one) => ({
        restaurant_id: one.id,
        restaurant_name: one.name,
        cuisine_type: one.cuisine,
        market: one.market,
        price_tier: one.tier,
        commission_pct: one.commission,
        open_hours: one.openHours,
        joined_at: dateText(START + one.joined * DAY),
        latitude: one.latitude,
        longitude: one.longitude,
      })),
    ),
    'ratings.csv': csvText(
      ['order_id', 'rating'],
      orders.filter((one) => one.stars !== null).map((one) => ({ order_id: one.id, rating: one.stars })),
    ),
    'order_items.csv': csvText(
      ['order_id', 'item_id', 'quantity'],
      orders.flatMap((one) =>
        one.basket.map(({ item, quantity }) => ({ order_id: one.id, item_id: item.id, quantity })),
      ),
    ),
    'menu_items.csv': savedOnWindows(
      csvText(
        ['item_id', 'restaurant_id', 'item_name', 'price', 'cost'],
        items.map((one) => ({
          item_id: one.id,
          restaurant_id: one.restaurant,
          item_name: one.name,
          price: hundredthsText(one.price),
          cost: hundredthsText(one.cost),
        })),
      ),
    ),
    'item_outages.csv': csvText(
      ['item_id', 'out_from', 'out_until'],
      [
        { item_id: OUT.item, out_from: utcText(START + OUT.from), out_until: utcText(START + OUT.until) },
        { item_id: OUT.item, out_from: utcText(START + middle), out_until: utcText(START + OUT.until) },
      ],
    ),
    'survey_answers.csv': csvText(Object.keys(surveys[0]), surveys),
    'support_tickets.csv': csvText(Object.keys(tickets[0]), tickets),
    'uptime_checks.csv.gz': gzipped(csvText(Object.keys(checks[0]), checks)),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
