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
