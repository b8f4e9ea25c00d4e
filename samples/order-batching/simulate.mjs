import { createRandom } from '../random.mjs'
import { startOfDate } from '../text.mjs'
import { driveMinutes, placeNear, wayBetween } from './city.mjs'

const FIRST_DATE = '2024-06-03'
export const DAYS = 28
const REGULAR_DRIVERS = 34
const RARE_DRIVERS = 4
const BUSY_RESTAURANTS = 20
const QUIET_RESTAURANTS = 3
const BATCHED_TRIPS = 0.3
const HANDOVER_MINUTES = 2

/**
 * Mean wait at the restaurant, and how often a batch is called off, by algorithm: the best plans pickups for when the
 * food is ready.
 */
export const ALGORITHMS = [
  {
    key: 1,
    name: 'nearest_neighbor',
    version: 'v1.0',
    maxSize: 4,
    maxMiles: 8,
    deployed: '2024-01-01',
    traffic: '0.2500',
    weight: 25,
    wait: 7.5,
    cancelled: 0.075,
    detour: 1.16,
  },
  {
    key: 2,
    name: 'genetic_algorithm',
    version: 'v2.1',
    maxSize: 4,
    maxMiles: 12,
    deployed: '2024-01-15',
    traffic: '0.2500',
    weight: 25,
    wait: 5.5,
    cancelled: 0.05,
    detour: 1.09,
  },
  {
    key: 3,
    name: 'ml_optimized',
    version: 'v1.5',
    maxSize: 4,
    maxMiles: 10,
    deployed: '2024-02-01',
    traffic: '0.3000',
    weight: 30,
    wait: 3.4,
    cancelled: 0.03,
    detour: 1.05,
  },
  {
    key: 4,
    name: 'no_batching',
    version: 'v1.0',
    maxSize: 1,
    maxMiles: 0,
    deployed: '2024-01-01',
    traffic: '0.2000',
    weight: 0,
    wait: 5,
    cancelled: 0,
    detour: 1,
  },
]

const KITCHENS = ['Noodle', 'Taco', 'Curry', 'Pizza', 'Burger', 'Sushi', 'Falafel', 'Dumpling']
const HOUSES = ['House', 'Corner', 'Garden', 'Station']

function createWorld(random) {
  const drivers = [...Array(REGULAR_DRIVERS + RARE_DRIVERS).keys()].map((i) => ({
    id: 101 + i,
    external: `DRV${String(i + 1).padStart(3, '0')}`,
    vehicle: random.weighted([
      ['car', 6],
      ['scooter', 3],
      ['bike', 2],
    ]),
    rare: i >= REGULAR_DRIVERS,
    since: `2023-${String(random.integer(1, 12)).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`,
    at: { x: 1 + random.next() * 5, y: 1 + random.next() * 5 },
  }))
  const restaurants = [...Array(BUSY_RESTAURANTS + QUIET_RESTAURANTS).keys()].map((i) => ({
    id: 201 + i,
    name: `${KITCHENS[i % KITCHENS.length]} ${HOUSES[Math.floor(i / KITCHENS.length)]}`,
    kitchen: KITCHENS[i % KITCHENS.length].toLowerCase(),
    quiet: i >= BUSY_RESTAURANTS,
    place: { x: 1 + random.next() * 5, y: 1 + random.next() * 5 },
    prep: random.integer(10, 22),
    batchPickups: i % 7 !== 3,
  }))
  return { drivers, restaurants, orders: [], deliveries: [], batches: [], waypoints: [] }
}

function placeOrder(world, random, restaurant, at, near = null) {
  const order = {
    id: 10001 + world.orders.length,
    customer: 5001 + random.integer(0, 1499),
    restaurant,
    at,
    cents: 100 * random.integer(11, 62) + random.pick([0, 25, 50, 95]),
    items: random.integer(1, 6),
    place: near ? placeNear(random, near, 0.3) : placeNear(random, restaurant.place, 1.6),
    feeCents: 199 + 50 * random.integer(0, 6),
    tipCents: 50 * random.integer(0, 14),
    status: 'delivered',
  }
  world.orders.push(order)
  return order
}

function addDelivery(world, order, driver, minutes) {
  const delivery = {
    id: 20001 + world.deliveries.length,
    order,
    driver,
    status: 'delivered',
    reason: null,
    batch: null,
    ...minutes,
  }
  world.deliveries.push(delivery)
  return delivery
}

const trafficOf = (random) => 0.8 + random.next() * 0.5 + (random.chance(0.12) ? 0.5 : 0)
const wait = (random, mean) => Math.max(0, Math.round(random.bell(mean, mean / 2.5)))

/**
 * Minutes that one delivery alone would be expected to take, from the order on; the estimate that the customer sees.
 */
function estimateMinutes(random, toRestaurant, toCustomer) {
  return 3 + driveMinutes(toRestaurant, 1) + 5 + driveMinutes(toCustomer, 1) + HANDOVER_MINUTES + random.integer(2, 6)
}

/** One order, one way. Returns the minute at which the driver is free again. */
function driveAlone(world, random, driver, order, cancelled) {
  const toRestaurant = wayBetween(driver.at, order.restaurant.place)
  const toCustomer = wayBetween(order.restaurant.place, order.place)
  const estimate = estimateMinutes(random, toRestaurant, toCustomer)
  const assigned = order.at + random.integer(1, 4)
  const shared = { estimate, assigned, toRestaurant, toCustomer, miles: toRestaurant + toCustomer }
  if (cancelled) {
    order.status = 'cancelled'
    addDelivery(world, order, driver, {
      ...shared,
      arrived: null,
      pickedUp: null,
      delivered: null,
      status: 'cancelled',
      reason: random.pick(['customer', 'restaurant_closed', 'no_driver']),
    })
    return assigned + 3
  }
  const traffic = trafficOf(random)
  const arrived = assigned + driveMinutes(toRestaurant, traffic)
  const pickedUp = arrived + wait(random, 7)
  const delivered = pickedUp + driveMinutes(toCustomer, traffic) + HANDOVER_MINUTES
  addDelivery(world, order, driver, { ...shared, arrived, pickedUp, delivered })
  driver.at = order.place
  return delivered + 1
}

function nearestOf(place, places) {
  return places.reduce((best, one) => (wayBetween(place, one.place) < wayBetween(place, best.place) ? one : best))
}

/**
 * Several orders on one way: all pickups first, then the drop-offs, nearest first. Returns the minute at which the
 * driver is free again.
 */
function driveBatch(world, random, driver, orders, algorithm) {
  const assigned = Math.max(...orders.map((order) => order.at)) + random.integer(1, 2)
  const batch = {
    id: 30001 + world.batches.length,
    driver,
    algorithm,
    created: assigned,
    started: null,
    completed: null,
    status: 'created',
    members: [],
    stops: [],
    reason: null,
  }
  world.batches.push(batch)
  if (random.chance(algorithm.cancelled)) {
    Object.assign(batch, { status: 'cancelled', reason: random.pick(['driver_rejected', 'restaurant_delay']) })
    let free = assigned + 2
    for (const order of orders) {
      order.at = Math.max(order.at, free)
      const before = world.deliveries.length
      free = driveAlone(world, random, driver, order, false)
      batch.members.push({
        delivery: world.deliveries[before],
        pickup: batch.members.length + 1,
        dropoff: batch.members.length + 1,
        calledOff: true,
      })
    }
    return free
  }
  const traffic = trafficOf(random)
  let now = assigned
  let place = driver.at
  let expected = assigned
  const travel = (to, kind, delivery) => {
    const miles = wayBetween(place, to)
    const last = batch.stops[batch.stops.length - 1]
    if (last) last.milesToNext = miles
    now += driveMinutes(miles, traffic)
    expected += driveMinutes(miles, 1 / algorithm.detour)
    place = to
    const stop = { kind, delivery, place: to, arrived: now, expected, milesToNext: null }
    batch.stops.push(stop)
    return stop
  }
  batch.stops.push({ kind: 'driver_start', delivery: null, place, arrived: now, expected: now, milesToNext: null })
  const waiting = [...orders].sort((a, b) => a.restaurant.id - b.restaurant.id || a.at - b.at)
  const carried = []
  for (const order of waiting) {
    const toRestaurant = wayBetween(driver.at, order.restaurant.place)
    const toCustomer = wayBetween(order.restaurant.place, order.place)
    const sameDoor = carried.length > 0 && carried[carried.length - 1].order.restaurant === order.restaurant
    const delivery = addDelivery(world, order, driver, {
      estimate: estimateMinutes(random, toRestaurant, toCustomer),
      assigned,
      toRestaurant,
      toCustomer,
      miles: toRestaurant + toCustomer,
      arrived: null,
      pickedUp: null,
      delivered: null,
    })
    const stop = travel(order.restaurant.place, 'restaurant', delivery)
    if (sameDoor) now = stop.arrived = carried[carried.length - 1].pickedUp
    delivery.arrived = now
    const expectedPickup = (expected += Math.round(algorithm.wait / (sameDoor ? 4 : 2)))
    now += sameDoor ? wait(random, algorithm.wait / 2) : wait(random, algorithm.wait)
    delivery.pickedUp = now
    batch.started ??= delivery.arrived
    batch.members.push({ delivery, pickup: batch.members.length + 1, dropoff: null, expectedPickup, calledOff: false })
    carried.push(delivery)
  }
  const left = [...batch.members]
  for (let dropoff = 1; left.length > 0; dropoff++) {
    const next = nearestOf(
      place,
      left.map((member) => ({ place: member.delivery.order.place, member })),
    ).member
    left.splice(left.indexOf(next), 1)
    travel(next.delivery.order.place, 'customer', next.delivery)
    now += HANDOVER_MINUTES
    expected += HANDOVER_MINUTES
    next.delivery.delivered = now
    next.delivery.batch = batch
    next.dropoff = dropoff
    next.expectedDropoff = expected
  }
  Object.assign(batch, {
    status: 'completed',
    completed: now,
    miles: batch.stops.reduce((sum, stop) => sum + (stop.milesToNext ?? 0), 0),
  })
  batch.plannedMiles = Math.round(batch.miles / (algorithm.detour + (random.next() - 0.5) * 0.14))
  batch.plannedMinutes = Math.max(
    5,
    Math.round((now - batch.started) / (algorithm.detour + (random.next() - 0.45) * 0.2)),
  )
  const alone = batch.members.reduce((sum, member) => sum + member.delivery.miles, 0)
  batch.efficiency = Math.min(9999, Math.max(1000, 10000 - Math.round((batch.miles / alone) * 5000)))
  driver.at = place
  return now + 1
}

function chooseRestaurant(world, random) {
  return random.chance(0.012)
    ? random.pick(world.restaurants.filter((one) => one.quiet))
    : random.pick(world.restaurants.filter((one) => !one.quiet))
}

function workShift(world, random, driver, from, to) {
  let now = from
  while (now < to) {
    const restaurant = chooseRestaurant(world, random)
    now += random.integer(1, 9)
    if (!random.chance(BATCHED_TRIPS) || restaurant.quiet) {
      now = driveAlone(world, random, driver, placeOrder(world, random, restaurant, now), random.chance(0.085))
      continue
    }
    const algorithm = random.weighted(ALGORITHMS.filter((one) => one.weight > 0).map((one) => [one, one.weight]))
    const size = random.weighted([
      [2, 66],
      [3, 25],
      [4, 9],
    ])
    const close = [...world.restaurants]
      .filter((one) => !one.quiet)
      .sort((a, b) => wayBetween(a.place, restaurant.place) - wayBetween(b.place, restaurant.place))
      .slice(0, 3)
    const orders = [placeOrder(world, random, restaurant, now)]
    while (orders.length < size)
      orders.push(
        placeOrder(
          world,
          random,
          random.chance(0.82) ? restaurant : random.pick(close),
          now + orders.length * random.integer(0, 1),
          orders[0].place,
        ),
      )
    now = driveBatch(world, random, driver, orders, algorithm)
  }
}

/** Four weeks of lunches and dinners. All times are whole minutes since the first day, 00:00 UTC. */
export function simulate() {
  const random = createRandom(20240603)
  const world = createWorld(random)
  for (let day = 0; day < DAYS; day++)
    for (const driver of world.drivers) {
      if (!random.chance(driver.rare ? 0.06 : 0.55)) continue
      const from = day * 1440 + random.pick([11, 12, 17, 18]) * 60 + random.integer(0, 30)
      workShift(world, random, driver, from, from + random.integer(150, 240))
    }
  return { ...world, startSeconds: startOfDate(FIRST_DATE) }
}
