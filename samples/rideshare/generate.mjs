import { parquetFile } from '../forms.mjs'
import { mixAndRate } from '../mixAndRate.mjs'
import { createRandom } from '../random.mjs'
import { csvText, hundredthsText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-03-04'
const DAYS = 43
const DAY = 86400
const START = startOfDate(FIRST_DATE)
const DRIVERS = 30
const RIDERS = 160
const REQUESTS_A_DAY = 34
const TYPES = [
  { ride_type_key: 1, ride_type_name: 'Regular' },
  { ride_type_key: 2, ride_type_name: 'Carpool' },
]
/** Where carpools are matched seldom. */
const POOR = 'Airport'
const ZONES = ['Centre', 'Centre', 'Centre', 'North', 'North', 'Harbour', 'Airport', 'Airport']
const PLACES = ZONES.map((zone, index) => ({ location_key: 11 + index, zone }))
const MATCHED = { Centre: 0.88, North: 0.8, Harbour: 0.75, Airport: 0.35 }
/** A carpool's riders pay less, and its driver gets more for the hour. */
const PER_MINUTE = { Regular: 95, Carpool: 82 }
const DRIVER_PART = { Regular: 0.75, Carpool: 0.86 }

const driverOf = (number) => 1000 + number
const riderOf = (number) => 1 + number
/** Some riders join while the log runs, most of them for carpools. */
const joinedOn = (number) => (number > 110 ? Math.floor((number - 110) * 0.8) : -200)
const joinedDriver = (number) => (number > 20 ? number - 25 : -400 - number)

function hourOf(random) {
  return random.weighted([
    [random.integer(7, 9), 40],
    [random.integer(10, 15), 25],
    [random.integer(16, 19), 30],
    [random.integer(20, 23), 10],
  ])
}

function wayOf(random) {
  const [from, to] = random.shuffle(PLACES).slice(0, 2)
  return { from, to, minutes: random.integer(10, 35) }
}

/** One carpool or regular ride for riders who were matched: who gets on and off when. */
function rideOf(random, { id, kind, riders, at, way }) {
  const began = at + 60 * random.integer(2, 9)
  const trips = riders.map((rider, index) => {
    const direct = index === 0 ? way.minutes : Math.max(5, way.minutes - random.integer(0, 8))
    const detour = kind === 'Regular' ? random.integer(0, 2) : 2 * (riders.length - 1) + random.integer(0, 4)
    const on = began + index * 60 * random.integer(3, 6)
    return { rider, on, off: on + 60 * (direct + detour), direct, detour }
  })
  const ended = Math.max(...trips.map((one) => one.off))
  const cents = trips.reduce((sum, one) => sum + one.direct * PER_MINUTE[kind], 0)
  return {
    id,
    kind,
    way,
    driver: driverOf(random.integer(1, DRIVERS)),
    began,
    ended,
    cents,
    paid: Math.round(cents * DRIVER_PART[kind]),
    trips: trips.map((one) => {
      const unhappy = random.chance(kind === 'Carpool' ? 0.03 + one.detour / 60 : 0.04)
      return {
        ...one,
        rating: random.chance(0.5) ? (unhappy ? random.integer(1, 2) : random.integer(3, 5)) : null,
        complaint: unhappy && random.chance(0.4),
      }
    }),
  }
}

function logOf(random) {
  const rides = []
  const requests = []
  const ask = (rider, kind, at, from, outcome) => requests.push({ rider, kind, at, from, outcome })
  for (let day = 0; day < DAYS; day++) {
    const there = Array.from({ length: RIDERS }, (_, index) => index + 1).filter((number) => joinedOn(number) <= day)
    for (let left = REQUESTS_A_DAY; left > 0;) {
      const kind = random.chance(0.2 + (0.4 * day) / DAYS) ? 'Carpool' : 'Regular'
      const at = START + day * DAY + hourOf(random) * 3600 + random.integer(0, 59) * 60
      const way = wayOf(random)
      const size =
        kind === 'Regular'
          ? 1
          : random.weighted([
              [1, 15],
              [2, 50],
              [3, 35],
            ])
      const newest = there.filter((number) => joinedOn(number) >= day - 2)
      const group = random
        .shuffle(kind === 'Carpool' && newest.length > 0 && random.chance(0.5) ? [...newest] : there)
        .slice(0, size)
      const riders = []
      group.forEach((number, index) => {
        left--
        const when = at + index * 60
        const failing = kind === 'Carpool' ? 1 - MATCHED[way.from.zone] : 0.06
        const outcome = random.chance(failing)
          ? kind === 'Carpool'
            ? 'unmatched'
            : 'cancelled_by_driver'
          : random.chance(0.05)
            ? 'cancelled_by_rider'
            : 'matched'
        ask(riderOf(number), kind, when, way.from, outcome)
        if (outcome === 'matched') riders.push(riderOf(number))
      })
      if (riders.length > 0) rides.push(rideOf(random, { id: 0, kind, riders, at: at + 120, way }))
    }
    if (day % 8 === 0)
      rides.push({
        ...rideOf(random, { id: 0, kind: 'Carpool', riders: [999], at: START + day * DAY + 43200, way: wayOf(random) }),
        driver: 1999,
        cents: 99900,
      })
  }
  rides.sort((a, b) => a.began - b.began)
  requests.sort((a, b) => a.at - b.at)
  return { rides: rides.map((one, index) => ({ ...one, id: 70001 + index })), requests }
}

function truthsOf({ rides, requests }) {
  const real = rides.filter((one) => one.driver !== 1999)
  const of = (kind) => real.filter((one) => one.kind === kind)
  const hourly = (kind) =>
    of(kind).reduce((sum, one) => sum + one.paid, 0) /
    100 /
    (of(kind).reduce((sum, one) => sum + one.ended - one.began, 0) / 3600)
  const within = (from, to) => real.filter((one) => one.began >= START + from * DAY && one.began < START + to * DAY)
  const share = (from, to) => {
    const own = within(from, to)
    return { rides: own.length, carpools: own.filter((one) => one.kind === 'Carpool').length }
  }
  const matched = Object.fromEntries(
    Object.keys(MATCHED).map((zone) => {
      const own = requests.filter((one) => one.kind === 'Carpool' && one.from.zone === zone)
      return [zone, { requests: own.length, matched: own.filter((one) => one.outcome === 'matched').length }]
    }),
  )
  const paid = (from, to) => within(from, to).map((one) => ({ of: one.kind, amount: one.paid / 100 }))
  const [first, last] = [share(0, 7), share(35, 42)]
  plant(last.carpools / last.rides > first.carpools / first.rides + 0.1, 'carpools grow')
  plant(matched[POOR].matched / matched[POOR].requests < 0.5, 'few are matched at the airport')
  const earnings = { Regular: hourly('Regular'), Carpool: hourly('Carpool') }
  plant(earnings.Carpool > earnings.Regular, 'drivers earn more with carpools')
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    rides: real.length,
    carpools: of('Carpool').length,
    riders: of('Carpool').reduce((sum, one) => sum + one.trips.length, 0),
    firstWeek: first,
    lastWeek: last,
    paidPerRide: mixAndRate(paid(0, 7), paid(35, 42), 'Carpool'),
    matched,
    earnings,
  }
}

function readmeOf({ rides, carpools, firstWeek, lastWeek, paidPerRide, matched, earnings }) {
  const rows = Object.entries(matched).map(([zone, one]) => `| ${zone} | ${one.requests} | ${one.matched} |`)
  return `# Rideshare
Six weeks of a made-up city: ${rides} rides, ${carpools} of them carpools. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; rides of a test driver with a test rider come besides.

| file | one row per |
|---|---|
| fact_rides.parquet | ride: driver, kind, from when to when, from where to where, fare, what the driver got |
| fact_ride_segments.csv | rider of a ride: on and off, order, the direct way, rating |
| fact_ride_requests.csv | request and what became of it |
| dim_ride_type.csv, dim_location.csv, dim_users.csv | kind of ride; place with its zone; rider or driver |

## What is planted
Carpools grow: ${firstWeek.carpools} of ${firstWeek.rides} rides in the first week, ${lastWeek.carpools} of ${lastWeek.rides} in the last whole one. Drivers get ${paidPerRide.change.toFixed(2)} more a ride in that week than in the first; ${paidPerRide.mix.toFixed(2)} of it is that there are more carpools. At the airport few requests for carpools are matched:

| zone | requests for carpools | matched |
|---|---|---|
${rows.join('\n')}

Drivers get ${earnings.Carpool.toFixed(2)} an hour with carpools and ${earnings.Regular.toFixed(2)} with regular rides. Riders who join while the log runs begin with carpools more often, and a detour grows with the riders. One segment says a wrong order of pickups.
`
}

const placeOf = (times, time) => 1 + times.filter((one) => one < time).length

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateRideshare() {
  const { rides, requests } = logOf(createRandom(20240304))
  const truths = truthsOf({ rides, requests })
  const segments = rides.flatMap((ride) =>
    ride.trips.map((trip) => ({
      ...trip,
      ride: ride.id,
      onPlace: placeOf(
        ride.trips.map((one) => one.on),
        trip.on,
      ),
      offPlace: placeOf(
        ride.trips.map((one) => one.off),
        trip.off,
      ),
    })),
  )
  const wrong = segments.find((one) => one.onPlace === 2)
  return {
    'fact_rides.parquet': parquetFile(
      [
        ...['ride_id', 'driver_user_key', 'ride_type_key', 'start_timestamp', 'end_timestamp', 'total_fare'],
        ...['total_distance', 'driver_earnings', 'start_location_key', 'end_location_key'],
      ],
      rides.map((one) => ({
        ride_id: one.id,
        driver_user_key: one.driver,
        ride_type_key: one.kind === 'Carpool' ? 2 : 1,
        start_timestamp: utcText(one.began),
        end_timestamp: utcText(one.ended),
        total_fare: hundredthsText(one.cents),
        total_distance: Math.round((one.ended - one.began) / 120),
        driver_earnings: hundredthsText(one.paid),
        start_location_key: one.way.from.location_key,
        end_location_key: one.way.to.location_key,
      })),
    ),
    'fact_ride_segments.csv': csvText(
      [
        ...['ride_segment_id', 'ride_id', 'rider_user_key', 'segment_pickup_timestamp', 'segment_dropoff_timestamp'],
        ...['pickup_sequence_in_ride', 'dropoff_sequence_in_ride', 'segment_distance', 'direct_minutes'],
        ...['direct_distance', 'rating', 'has_complaint'],
      ],
      segments.map((one, index) => ({
        ride_segment_id: index + 1,
        ride_id: one.ride,
        rider_user_key: one.rider,
        segment_pickup_timestamp: utcText(one.on),
        segment_dropoff_timestamp: utcText(one.off),
        pickup_sequence_in_ride: one === wrong ? 5 : one.onPlace,
        dropoff_sequence_in_ride: one.offPlace,
        segment_distance: hundredthsText(50 * (one.direct + one.detour)),
        direct_minutes: one.direct,
        direct_distance: hundredthsText(50 * one.direct),
        rating: one.rating,
        has_complaint: one.complaint,
      })),
    ),
    'fact_ride_requests.csv': csvText(
      ['request_id', 'rider_user_key', 'requested_at', 'ride_type_key', 'outcome', 'start_location_key'],
      requests.map((one, index) => ({
        request_id: index + 1,
        rider_user_key: one.rider,
        requested_at: utcText(one.at),
        ride_type_key: one.kind === 'Carpool' ? 2 : 1,
        outcome: one.outcome,
        start_location_key: one.from.location_key,
      })),
    ),
    'dim_ride_type.csv': csvText(['ride_type_key', 'ride_type_name'], TYPES),
    'dim_location.csv': csvText(['location_key', 'zone'], PLACES),
    'dim_users.csv': csvText(
      ['user_key', 'user_type', 'joined_at', 'is_test'],
      [
        ...Array.from({ length: RIDERS }, (_, index) => [riderOf(index + 1), 'rider', joinedOn(index + 1)]),
        ...Array.from({ length: DRIVERS }, (_, index) => [driverOf(index + 1), 'driver', joinedDriver(index + 1)]),
        [999, 'rider', -300],
        [1999, 'driver', -300],
      ].map(([key, type, day]) => ({
        user_key: key,
        user_type: type,
        joined_at: utcText(START + day * DAY),
        is_test: key === 999 || key === 1999,
      })),
    ),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
