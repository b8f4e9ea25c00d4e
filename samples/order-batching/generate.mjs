import { csvText, dateText, hundredthsText, isoText, percentText, plant, utcText } from '../text.mjs'
import { coordinates } from './city.mjs'
import { extraTruths, foodOf, goodsOf, stateChangesText } from './extras.mjs'
import { ALGORITHMS, DAYS, simulate } from './simulate.mjs'

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
const minutesOf = (delivery) => delivery.delivered - delivery.order.at

function tablesOf(world) {
  const time = (minute) => (minute === null || minute === undefined ? null : utcText(world.startSeconds + minute * 60))
  const miles = (hundredths) => (hundredths === null || hundredths === undefined ? null : hundredthsText(hundredths))
  let batchDeliveries = 40000
  let waypoints = 50000
  return {
    'orders.csv': csvText(
      [
        'order_id',
        'customer_id',
        'restaurant_id',
        'order_timestamp',
        'order_total_cents',
        'item_count',
        'order_status',
        'estimated_prep_time_minutes',
        'delivery_fee_cents',
        'tip_amount_cents',
        'delivery_address_lat',
        'delivery_address_lng',
        'has_hot_items',
        'has_cold_items',
        'has_alcohol',
      ],
      world.orders.map((order) => ({
        order_id: order.id,
        customer_id: order.customer,
        restaurant_id: order.restaurant.id,
        order_timestamp: time(order.at),
        order_total_cents: order.cents,
        item_count: order.items,
        order_status: order.status,
        estimated_prep_time_minutes: order.restaurant.prep,
        delivery_fee_cents: order.feeCents,
        tip_amount_cents: order.tipCents,
        delivery_address_lat: coordinates(order.place).lat,
        delivery_address_lng: coordinates(order.place).lng,
        ...goodsOf(order),
      })),
    ),
    'deliveries.csv': csvText(
      [
        'delivery_id',
        'order_id',
        'driver_id',
        'delivery_created_at',
        'assigned_to_driver_at',
        'driver_arrived_at_restaurant_at',
        'picked_up_at',
        'delivered_at',
        'estimated_delivery_time_minutes',
        'actual_delivery_time_minutes',
        'delivery_distance_miles',
        'driver_to_restaurant_distance_miles',
        'restaurant_to_customer_distance_miles',
        'delivery_status',
        'cancellation_reason',
      ],
      world.deliveries.map((one) => ({
        delivery_id: one.id,
        order_id: one.order.id,
        driver_id: one.driver.id,
        delivery_created_at: time(one.order.at),
        assigned_to_driver_at: time(one.assigned),
        driver_arrived_at_restaurant_at: time(one.arrived),
        picked_up_at: time(one.pickedUp),
        delivered_at: time(one.delivered),
        estimated_delivery_time_minutes: one.estimate,
        actual_delivery_time_minutes: one.delivered === null ? null : minutesOf(one),
        delivery_distance_miles: miles(one.miles),
        driver_to_restaurant_distance_miles: miles(one.toRestaurant),
        restaurant_to_customer_distance_miles: miles(one.toCustomer),
        delivery_status: one.status,
        cancellation_reason: one.reason,
      })),
    ),
    'drivers.csv': csvText(
      ['driver_id', 'driver_external_id', 'driver_since_date', 'driver_status', 'vehicle_type', 'max_batch_capacity'],
      world.drivers.map((driver) => ({
        driver_id: driver.id,
        driver_external_id: driver.external,
        driver_since_date: driver.since,
        driver_status: 'active',
        vehicle_type: driver.vehicle,
        max_batch_capacity: 4,
      })),
    ),
    'restaurants.csv': csvText(
      [
        'restaurant_id',
        'restaurant_name',
        'cuisine_type',
        'restaurant_lat',
        'restaurant_lng',
        'avg_prep_time_minutes',
        'can_handle_batch_pickups',
      ],
      world.restaurants.map((one) => ({
        restaurant_id: one.id,
        restaurant_name: one.name,
        cuisine_type: one.kitchen,
        restaurant_lat: coordinates(one.place).lat,
        restaurant_lng: coordinates(one.place).lng,
        avg_prep_time_minutes: one.prep,
        can_handle_batch_pickups: one.batchPickups,
      })),
    ),
    'algorithms.csv': csvText(
      [
        'batching_algorithm_key',
        'algorithm_name',
        'algorithm_version',
        'max_batch_size',
        'max_total_distance_miles',
        'deployed_at',
        'traffic_percentage',
      ],
      ALGORITHMS.map((one) => ({
        batching_algorithm_key: one.key,
        algorithm_name: one.name,
        algorithm_version: one.version,
        max_batch_size: one.maxSize,
        max_total_distance_miles: hundredthsText(one.maxMiles * 100),
        deployed_at: `${one.deployed} 00:00:00`,
        traffic_percentage: one.traffic,
      })),
    ),
    'batches.csv': csvText(
      [
        'batch_id',
        'driver_id',
        'batching_algorithm_key',
        'batch_created_at',
        'batch_started_at',
        'batch_completed_at',
        'total_deliveries',
        'planned_total_distance_miles',
        'actual_total_distance_miles',
        'planned_total_time_minutes',
        'actual_total_time_minutes',
        'batch_efficiency_score',
        'batch_status',
        'cancellation_reason',
      ],
      world.batches.map((batch) => ({
        batch_id: batch.id,
        driver_id: batch.driver.id,
        batching_algorithm_key: batch.algorithm.key,
        batch_created_at: time(batch.created),
        batch_started_at: time(batch.started),
        batch_completed_at: time(batch.completed),
        total_deliveries: batch.members.length,
        planned_total_distance_miles: miles(batch.plannedMiles),
        actual_total_distance_miles: miles(batch.miles),
        planned_total_time_minutes: batch.plannedMinutes,
        actual_total_time_minutes: batch.completed === null ? null : batch.completed - batch.started,
        batch_efficiency_score:
          batch.efficiency === undefined ? null : `0.${String(batch.efficiency).padStart(4, '0')}`,
        batch_status: batch.status,
        cancellation_reason: batch.reason,
      })),
    ),
    'batch_deliveries.csv': csvText(
      [
        'batch_delivery_id',
        'batch_id',
        'delivery_id',
        'pickup_sequence',
        'dropoff_sequence',
        'estimated_pickup_time',
        'actual_pickup_time',
        'estimated_dropoff_time',
        'actual_dropoff_time',
        'pickup_wait_time_minutes',
        'delivery_delay_minutes',
        'estimated_food_temp_at_delivery',
        'customer_satisfaction_score',
      ],
      world.batches.flatMap((batch) =>
        batch.members.map((member) => {
          const { delivery } = member
          const done = member.calledOff
            ? {}
            : {
                actual_pickup_time: time(delivery.pickedUp),
                actual_dropoff_time: time(delivery.delivered),
                estimated_pickup_time: time(member.expectedPickup),
                estimated_dropoff_time: time(member.expectedDropoff),
                pickup_wait_time_minutes: delivery.pickedUp - delivery.arrived,
                delivery_delay_minutes: minutesOf(delivery) - delivery.estimate,
                ...foodOf(member),
              }
          return {
            batch_delivery_id: ++batchDeliveries,
            batch_id: batch.id,
            delivery_id: delivery.id,
            pickup_sequence: member.pickup,
            dropoff_sequence: member.dropoff,
            ...done,
          }
        }),
      ),
    ),
    'batch_state_changes.csv': stateChangesText(world.batches, time),
    'waypoints.csv': csvText(
      [
        'waypoint_id',
        'batch_id',
        'delivery_id',
        'waypoint_type',
        'sequence_order',
        'waypoint_lat',
        'waypoint_lng',
        'estimated_arrival_time',
        'actual_arrival_time',
        'distance_to_next_miles',
      ],
      world.batches.flatMap((batch) =>
        batch.stops.map((stop, index) => ({
          waypoint_id: ++waypoints,
          batch_id: batch.id,
          delivery_id: stop.delivery?.id,
          waypoint_type: stop.kind,
          sequence_order: index + 1,
          waypoint_lat: coordinates(stop.place).lat,
          waypoint_lng: coordinates(stop.place).lng,
          estimated_arrival_time: time(stop.expected),
          actual_arrival_time: time(stop.arrived),
          distance_to_next_miles: miles(stop.milesToNext),
        })),
      ),
    ),
    'deliveries_flat.ndjson':
      [...world.deliveries]
        .sort((a, b) => a.order.at - b.order.at || a.id - b.id)
        .map((one) => {
          const at = (minute) => (minute === null ? null : isoText(world.startSeconds + minute * 60))
          return JSON.stringify({
            order_id: one.order.id,
            driver_id: one.driver.id,
            restaurant_id: one.order.restaurant.id,
            ordered_at: at(one.order.at),
            arrived_at: at(one.arrived),
            picked_up_at: at(one.pickedUp),
            delivered_at: at(one.delivered),
            estimate_minutes: one.estimate,
            miles: one.miles / 100,
            status: one.status,
          })
        })
        .join('\n') + '\n',
  }
}

function truthsOf(world) {
  const delivered = world.deliveries.filter((one) => one.status === 'delivered')
  const side = (list) => ({
    deliveries: list.length,
    meanMinutes: mean(list.map(minutesOf)),
    meanDelayMinutes: mean(list.map((one) => minutesOf(one) - one.estimate)),
    onTime: list.filter((one) => minutesOf(one) <= one.estimate + 10).length,
    meanWaitMinutes: mean(list.map((one) => one.pickedUp - one.arrived)),
  })
  const batched = delivered.filter((one) => one.batch !== null)
  const alone = delivered.filter((one) => one.batch === null)
  const completed = world.batches.filter((batch) => batch.status === 'completed')
  const cancelled = world.batches.length - completed.length
  const milesPerOrder = {
    batched: completed.reduce((sum, batch) => sum + batch.miles, 0) / batched.length / 100,
    individual: mean(alone.map((one) => one.miles)) / 100,
  }
  const algorithms = ALGORITHMS.filter((one) => one.weight > 0).map((algorithm) => {
    const all = world.batches.filter((batch) => batch.algorithm === algorithm)
    const done = all.filter((batch) => batch.status === 'completed')
    const members = done.flatMap((batch) => batch.members.map((member) => member.delivery))
    return {
      name: algorithm.name,
      version: algorithm.version,
      batches: all.length,
      cancelled: all.length - done.length,
      deliveries: members.length,
      meanSize: members.length / done.length,
      meanPickupWaitMinutes: mean(members.map((one) => one.pickedUp - one.arrived)),
      meanMiles: mean(done.map((batch) => batch.miles)) / 100,
      meanBatchMinutes: mean(done.map((batch) => batch.completed - batch.started)),
      distanceRatio: {
        mean: mean(done.map((batch) => batch.miles / batch.plannedMiles)),
        best: Math.min(...done.map((batch) => batch.miles / batch.plannedMiles)),
        worst: Math.max(...done.map((batch) => batch.miles / batch.plannedMiles)),
      },
    }
  })
  const countBy = (list, keyOf) =>
    list.reduce((counts, one) => counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1), new Map())
  const atLeast = (counts, least) => [...counts.values()].filter((count) => count >= least).length
  const truths = {
    timezone: 'UTC',
    firstDate: dateText(world.startSeconds),
    days: DAYS,
    orders: world.orders.length,
    deliveries: world.deliveries.length,
    delivered: delivered.length,
    cancelledDeliveries: world.deliveries.length - delivered.length,
    batches: world.batches.length,
    completedBatches: completed.length,
    cancelledBatches: cancelled,
    batched: side(batched),
    individual: side(alone),
    milesPerOrder,
    algorithms,
    sizes: Object.fromEntries(
      [2, 3, 4].map((size) => [size, completed.filter((batch) => batch.members.length === size).length]),
    ),
    driversWith20: atLeast(
      countBy(delivered, (one) => one.driver.id),
      20,
    ),
    drivers: world.drivers.length,
    restaurantsWith50: atLeast(
      countBy(delivered, (one) => one.order.restaurant.id),
      50,
    ),
    restaurants: world.restaurants.length,
    ...extraTruths(world),
  }
  const slower = truths.batched.meanMinutes - truths.individual.meanMinutes
  plant(slower > 5 && slower < 7, `batched deliveries take about six minutes longer, not ${slower.toFixed(2)}`)
  plant(milesPerOrder.batched < milesPerOrder.individual * 0.6, 'a batch needs far fewer miles per order')
  plant(
    algorithms[2].meanPickupWaitMinutes < algorithms[1].meanPickupWaitMinutes &&
      algorithms[1].meanPickupWaitMinutes < algorithms[0].meanPickupWaitMinutes,
    'waits at the restaurant differ by algorithm',
  )
  plant(
    Math.abs(cancelled / world.batches.length - 0.04) < 0.008 &&
      Math.abs(truths.cancelledDeliveries / world.deliveries.length - 0.04) < 0.008,
    'about 4 % are cancelled',
  )
  plant(
    truths.driversWith20 >= 30 &&
      truths.driversWith20 < truths.drivers &&
      truths.restaurantsWith50 >= 15 &&
      truths.restaurantsWith50 < truths.restaurants,
    'some drivers and restaurants are below the thresholds',
  )
  return truths
}

function readmeOf(truths) {
  const { batched, individual } = truths
  return `# Order batching
Four weeks of a food delivery service in a made-up city: ${truths.deliveries} deliveries by ${truths.drivers} drivers from ${truths.restaurants} restaurants, some of them carried together in batches. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC, whole minutes.

| file | one row per |
|---|---|
| orders.csv | order, with what it holds: hot, cold, alcohol |
| deliveries.csv | delivery of an order: driver, times, estimate, distances, status |
| drivers.csv, restaurants.csv, algorithms.csv | driver, restaurant, batching algorithm and version |
| batch_state_changes.csv | state that a batch came to |
| batches.csv | batch: driver, algorithm, planned and actual distance and time, score, status |
| batch_deliveries.csv | delivery in a batch: sequence, estimated and actual times |
| waypoints.csv | stop of a batch's route |
| deliveries_flat.ndjson | delivery, as a plain log without batches: what was carried together follows from overlapping times |

## What is planted
- ${truths.delivered} deliveries arrived, ${truths.cancelledDeliveries} were cancelled (${percentText(truths.cancelledDeliveries, truths.deliveries)}).
- ${truths.batches} batches, of which ${truths.cancelledBatches} were called off (${percentText(truths.cancelledBatches, truths.batches)}); the deliveries of those were made one by one and count as individual. Sizes of the ${truths.completedBatches} others: ${Object.entries(
    truths.sizes,
  )
    .map(([size, count]) => `${count} of ${size}`)
    .join(', ')}.
- Batched deliveries are slower, but need fewer miles:

| | deliveries | minutes from order | delay | wait at the restaurant | on time (estimate + 10 min) | miles per order |
|---|---|---|---|---|---|---|
| batched | ${batched.deliveries} | ${batched.meanMinutes.toFixed(2)} | ${batched.meanDelayMinutes.toFixed(2)} | ${batched.meanWaitMinutes.toFixed(2)} | ${percentText(batched.onTime, batched.deliveries)} | ${truths.milesPerOrder.batched.toFixed(2)} |
| individual | ${individual.deliveries} | ${individual.meanMinutes.toFixed(2)} | ${individual.meanDelayMinutes.toFixed(2)} | ${individual.meanWaitMinutes.toFixed(2)} | ${percentText(individual.onTime, individual.deliveries)} | ${truths.milesPerOrder.individual.toFixed(2)} |

- The algorithms differ in how well they plan for when the food is ready, and in how far the route was from the plan:

| algorithm | batches | called off | deliveries | mean size | wait at the restaurant | actual ÷ planned miles: mean | best | worst |
|---|---|---|---|---|---|---|---|---|
${truths.algorithms
  .map(
    (one) =>
      `| ${one.name} ${one.version} | ${one.batches} | ${one.cancelled} | ${one.deliveries} | ` +
      `${one.meanSize.toFixed(3)} | ${one.meanPickupWaitMinutes.toFixed(2)} | ${one.distanceRatio.mean.toFixed(3)} | ` +
      `${one.distanceRatio.best.toFixed(3)} | ${one.distanceRatio.worst.toFixed(3)} |`,
  )
  .join('\n')}

- ${truths.driversWith20} drivers have 20 deliveries or more, ${truths.restaurantsWith50} restaurants 50 or more.
- A driver's batches and individual deliveries never overlap, and within a batch they always do, so that the batches derived from \`deliveries_flat.ndjson\` are exactly the ${truths.completedBatches} recorded ones that were not called off.
`
}

/** @returns {Record<string, string>} file name → text */
export function generateOrderBatching() {
  const world = simulate()
  const truths = truthsOf(world)
  return { ...tablesOf(world), 'truths.json': JSON.stringify(truths, null, 1) + '\n', 'README.md': readmeOf(truths) }
}
