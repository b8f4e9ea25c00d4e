import type { ReferenceConversion } from './reference'

/** What is said of journeys, conversion by conversion, from the definitions. */

const DAY = 86_400e6

export function lagOf(conversion: ReferenceConversion, from: 'first' | 'last', unitMicros = DAY): number | null {
  const touch = from === 'first' ? conversion.touches[0] : conversion.touches.at(-1)
  return touch === undefined ? null : Math.floor((conversion.time - touch.time) / unitMicros)
}

export function lengthOf(conversion: ReferenceConversion, counted: 'touches' | 'channels', longest: number): number {
  return Math.min(
    longest,
    counted === 'touches' ? conversion.touches.length : new Set(conversion.touches.map((touch) => touch.channel)).size,
  )
}

/** click-through, view-through or "(none)", and the channel, with a lookback for each. */
export function typeOf(
  conversion: ReferenceConversion,
  clickMicros: number,
  viewMicros: number,
): readonly [type: string, channel: string] {
  const near = (event: string, micros: number): string | undefined =>
    conversion.touches.findLast((touch) => touch.event === event && conversion.time - touch.time <= micros)?.channel
  const click = near('click', clickMicros)
  if (click !== undefined) return ['click-through', click]
  const view = near('view', viewMicros)
  return view === undefined ? ['(none)', '(none)'] : ['view-through', view]
}

/** Channels in order, repeats as one if asked, "… > " before what is left of long ones. */
export function pathOf(channels: readonly string[], collapse: boolean): string {
  const told = channels.slice(-20)
  const kept = collapse ? told.filter((one, index) => index === 0 || one !== told[index - 1]) : told
  return `${channels.length > 20 ? '… > ' : ''}${kept.join(' > ')}`
}

/** The steps of one journey of the flow: [step, source, target]. */
export function flowOf(
  channels: readonly string[],
  converted: boolean,
  steps: number,
  named: ReadonlySet<string>,
  collapse: boolean,
): readonly (readonly [number, string, string])[] {
  const first = channels.slice(0, 20)
  const kept = collapse ? first.filter((one, index) => index === 0 || one !== first[index - 1]) : first
  const places = kept.slice(0, steps).map((one) => (named.has(one) ? one : '(other)'))
  const way = [
    ...places,
    ...(kept.length > steps || channels.length > 20 ? ['(more)'] : []),
    converted ? '(conversion)' : '(no conversion)',
  ]
  return way.slice(1).map((target, index) => [index + 1, way[index]!, target] as const)
}

/** Counts by key. */
export function countBy<T>(list: readonly T[], key: (one: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const one of list) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1)
  return counts
}

/** Conversions and their value by what they are told apart by. */
export function grouped<K extends object>(
  conversions: readonly ReferenceConversion[],
  keyOf: (one: ReferenceConversion) => K,
): readonly (K & { readonly conversions: number; readonly value: number })[] {
  const groups = new Map<string, K & { conversions: number; value: number }>()
  for (const one of conversions) {
    const key = keyOf(one)
    const before = groups.get(JSON.stringify(key)) ?? { ...key, conversions: 0, value: 0 }
    groups.set(JSON.stringify(key), { ...before, conversions: before.conversions + 1, value: before.value + one.value })
  }
  return [...groups.values()]
}

/** A distribution over whole numbers: a row for each from the least to the greatest, with shares of all. */
export function distribution(
  conversions: readonly ReferenceConversion[],
  name: string,
  placeOf: (one: ReferenceConversion) => number | null,
): readonly object[] {
  const placed = conversions.filter((one) => placeOf(one) !== null)
  if (placed.length === 0) return []
  const places = placed.map((one) => placeOf(one)!)
  const [low, high] = [Math.min(...places), Math.max(...places)]
  return Array.from({ length: high - low + 1 }, (_, index) => {
    const own = placed.filter((one) => placeOf(one) === low + index)
    const upTo = places.filter((place) => place <= low + index).length
    return {
      [name]: low + index,
      conversions: own.length,
      value: own.reduce((sum, one) => sum + one.value, 0),
      pct: (100 * own.length) / placed.length,
      cumulative_pct: (100 * upTo) / placed.length,
    }
  })
}
