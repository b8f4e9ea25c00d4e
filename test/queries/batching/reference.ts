import { isAsked, type Only } from './only'
import { algorithmName, START_MICROS, type Batch, type Delivery, type Member, type Service } from './service'

/** The definitions of the batching analyses over arrays, one delivery and one batch at a time, in the plainest way. */
export interface Trip {
  readonly id: string
  readonly algorithm: string
  readonly version: string | null
  readonly date: string
  readonly size: number
  readonly isCancelled: boolean
  readonly isDerived: boolean
  /** The recorded batch; null for a derived one. */
  readonly batch: Batch | null
  readonly minutes: number | null
  readonly efficiency: number | null
  readonly miles: number | null
  /** Deliveries that belong to it and to no later batch; none when it was cancelled. */
  readonly carried: readonly Delivery[]
}

export interface Outcome {
  readonly delivery: Delivery
  readonly trip: Trip | null
  readonly date: string
  readonly minutes: number | null
  readonly delay: number | null
  readonly isOnTime: boolean | null
  readonly wait: number | null
  readonly miles: number | null
  readonly driverMinutes: number | null
  /** 1 for the first pickup of a batch; null for individual deliveries. */
  readonly sequence: number | null
  /** Actual minus estimated pickup. */
  readonly slip: number | null
}

export interface Options {
  readonly batches?: 'auto' | 'recorded' | 'derived'
  readonly slack?: number
  readonly only?: Only
  /** Of which `only` is asked: deliveries, or batches by the first delivery of each. */
  readonly unit?: 'batch'
}

/** Dates in UTC. */
const dateOf = (minute: number): string => new Date(START_MICROS / 1000 + minute * 60_000).toISOString().slice(0, 10)

export const minus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b)

/** The mean of what is known, null when nothing is. */
export function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** The share of true among what is known, in %. */
export function percent(values: readonly (boolean | null)[]): number | null {
  const share = mean(values.map((value) => (value === null ? null : value ? 1 : 0)))
  return share === null ? null : share * 100
}

const hasArrived = (one: Delivery): boolean =>
  one.status === null ? one.dropped !== null : one.status.toLowerCase() === 'delivered'

/** Groups of two or more deliveries of one driver, joined by chains of overlaps: a graph search over all pairs. */
function derivedGroups(deliveries: readonly Delivery[]): readonly (readonly Delivery[])[] {
  const carried = deliveries.filter(
    (one) =>
      hasArrived(one) &&
      one.driver_id !== null &&
      one.picked !== null &&
      one.dropped !== null &&
      one.dropped >= one.picked,
  )
  const overlap = (a: Delivery, b: Delivery): boolean =>
    a.driver_id === b.driver_id && a.picked! < b.dropped! && b.picked! < a.dropped!
  const seen = new Set<Delivery>()
  const groups: Delivery[][] = []
  for (const start of carried) {
    if (seen.has(start)) continue
    const group: Delivery[] = []
    const open = [start]
    seen.add(start)
    while (open.length > 0) {
      const one = open.pop()!
      group.push(one)
      for (const other of carried)
        if (!seen.has(other) && overlap(one, other)) {
          seen.add(other)
          open.push(other)
        }
    }
    if (group.length >= 2) groups.push(group)
  }
  return groups
}

const byPickup = (a: Delivery, b: Delivery): number =>
  a.picked! - b.picked! || a.dropped! - b.dropped! || (String(a.delivery_id) < String(b.delivery_id) ? -1 : 1)

function recordedTrips(service: Service): readonly Trip[] {
  const trips = service.batches.flatMap((batch): Trip[] => {
    const named = new Set(
      service.members.filter((member) => member.batch_id === batch.batch_id).map((member) => member.delivery_id),
    )
    const size = named.size > 0 ? named.size : batch.total
    if (size < 2) return []
    return [
      {
        id: String(batch.batch_id),
        algorithm: algorithmName(batch.algorithm),
        version: 'v1',
        date: dateOf(batch.created),
        size,
        isCancelled: batch.status === 'cancelled',
        isDerived: false,
        batch,
        minutes: minus(batch.completed, batch.started) ?? batch.actualMinutes,
        efficiency: batch.efficiency,
        miles: batch.actualMiles,
        carried: [],
      },
    ]
  })
  const homes = new Map(
    service.deliveries.map((delivery) => {
      const candidates = trips.filter(
        (trip) =>
          !trip.isCancelled &&
          service.members.some(
            (member) => member.batch_id === trip.batch!.batch_id && member.delivery_id === delivery.delivery_id,
          ),
      )
      const [latest] = [...candidates].sort((a, b) => b.batch!.created - a.batch!.created || (a.id < b.id ? 1 : -1))
      return [delivery, latest?.id ?? null]
    }),
  )
  return trips.map((trip) => ({
    ...trip,
    carried: service.deliveries.filter((delivery) => homes.get(delivery) === trip.id),
  }))
}

function derivedTrips(service: Service): readonly Trip[] {
  return derivedGroups(service.deliveries).map((group, index) => {
    const first = Math.min(...group.map((one) => one.picked!))
    return {
      id: `derived ${index}`,
      algorithm: '(derived)',
      version: null,
      date: dateOf(first),
      size: group.length,
      isCancelled: false,
      isDerived: true,
      batch: null,
      minutes: Math.max(...group.map((one) => one.dropped!)) - first,
      efficiency: null,
      miles: null,
      carried: group,
    }
  })
}

function allTrips(service: Service, options: Options): readonly Trip[] {
  const named = service.members.some((member) =>
    service.deliveries.some((delivery) => delivery.delivery_id === member.delivery_id),
  )
  const derived = options.batches === 'derived' || (options.batches !== 'recorded' && !named)
  return derived ? derivedTrips(service) : recordedTrips(service)
}

/** The first delivery of a batch, called off or not; null where the log knows none. */
function firstOf(service: Service, trip: Trip): Delivery | null {
  if (trip.batch === null) return [...trip.carried].sort(byPickup)[0] ?? null
  const { batch_id: batch } = trip.batch
  const [first] = service.members
    .filter((one) => one.batch_id === batch)
    .map((one) => ({ one, delivery: service.deliveries.find(({ delivery_id: id }) => id === one.delivery_id)! }))
    .sort(
      (a, b) =>
        a.one.sequence - b.one.sequence ||
        (a.delivery.picked ?? Infinity) - (b.delivery.picked ?? Infinity) ||
        (String(a.delivery.delivery_id) < String(b.delivery.delivery_id) ? -1 : 1),
    )
  return first?.delivery ?? null
}

export function tripsOf(service: Service, options: Options = {}): readonly Trip[] {
  const { unit, only: asked = null } = options
  const trips = allTrips(service, options)
  return unit === 'batch' ? trips.filter((trip) => isAsked(asked, firstOf(service, trip), trip)) : trips
}

export function outcomesOf(service: Service, options: Options = {}): readonly Outcome[] {
  const { unit, only: asked = null } = options
  const outcomes = allOutcomes(service, options)
  if (unit !== 'batch') return outcomes.filter(({ delivery, trip }) => isAsked(asked, delivery, trip))
  if (asked === null) return outcomes
  const wanted = new Set(tripsOf(service, options).map((trip) => trip.id))
  return outcomes.filter(({ trip }) => trip !== null && wanted.has(trip.id))
}

function allOutcomes(service: Service, options: Options): readonly Outcome[] {
  const trips = allTrips(service, options)
  return service.deliveries.filter(hasArrived).map((delivery) => {
    const trip = trips.find((one) => one.carried.includes(delivery)) ?? null
    const member: Member | null =
      trip === null || trip.isDerived
        ? null
        : service.members.find(
            (one) => one.batch_id === trip.batch!.batch_id && one.delivery_id === delivery.delivery_id,
          )!
    const minutes = delivery.recorded ?? minus(delivery.dropped, delivery.created ?? delivery.picked)
    const timed = trip?.carried.filter((one) => hasArrived(one) && one.picked !== null && one.dropped !== null) ?? []
    const when = delivery.created ?? delivery.picked ?? delivery.dropped
    return {
      delivery,
      trip,
      date: when === null ? '' : dateOf(when),
      minutes,
      delay: member?.delay ?? minus(minutes, delivery.estimate),
      isOnTime:
        minutes === null || delivery.estimate === null ? null : minutes <= delivery.estimate + (options.slack ?? 10),
      wait: minus(delivery.picked, delivery.arrived) ?? member?.wait ?? minus(delivery.picked, delivery.assigned),
      miles: trip === null ? delivery.miles : trip.miles === null ? null : trip.miles / trip.size,
      driverMinutes:
        trip === null
          ? minus(delivery.dropped, delivery.picked)
          : timed.length === 0
            ? null
            : (Math.max(...timed.map((one) => one.dropped!)) - Math.min(...timed.map((one) => one.picked!))) /
              timed.length,
      sequence:
        trip === null
          ? null
          : trip.isDerived
            ? [...trip.carried].sort(byPickup).indexOf(delivery) + 1
            : member!.sequence,
      slip: member === null ? null : minus(member.actualPickup, member.expectedPickup),
    }
  })
}

/** Rows of a list by a key, in the order in which keys first appear. */
export function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}

/** The batches of some outcomes, each once. */
export function tripsAmong(outcomes: readonly Outcome[]): readonly Trip[] {
  return [...new Set(outcomes.flatMap((one) => (one.trip === null ? [] : [one.trip])))]
}

export function within(date: string, from: string | null, to: string | null): boolean {
  return (from === null || date >= from) && (to === null || date <= to)
}
