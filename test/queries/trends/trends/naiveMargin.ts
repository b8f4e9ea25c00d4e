/** One of the sample: who it is, or null for an event that belongs to nobody, and its events. */
interface Unit<E> {
  readonly events: readonly E[]
}

/** The sample: the entities, and each event that belongs to none. */
function unitsOf<E extends { readonly entity: string | null }>(events: readonly E[]): readonly Unit<E>[] {
  const known = new Map<string, E[]>()
  const alone: Unit<E>[] = []
  for (const event of events) {
    if (event.entity === null) alone.push({ events: [event] })
    else known.set(event.entity, [...(known.get(event.entity) ?? []), event])
  }
  return [...[...known.values()].map((own) => ({ events: own })), ...alone]
}

/**
 * Half of a figure's 95 % interval where each of the sample counts with a weight of 1: the infinitesimal jackknife, with
 * derivatives by weight taken in small steps. `figure` computes it from the sample and its weights.
 */
export function naiveMargin<E extends { readonly entity: string | null }>(
  events: readonly E[],
  figure: (units: readonly Unit<E>[], weights: readonly number[]) => number | null,
): number | null {
  const units = unitsOf(events)
  if (units.length < 2) return null
  const at = (index: number, step: number): number =>
    figure(
      units,
      units.map((_, other) => (other === index ? 1 + step : 1)),
    ) ?? Number.NaN
  const STEP = 1e-3
  const slopes = units.map(
    (_, index) =>
      (8 * (at(index, STEP) - at(index, -STEP)) - (at(index, 2 * STEP) - at(index, -2 * STEP))) / (12 * STEP),
  )
  const squares = slopes.reduce((sum, slope) => sum + slope ** 2, 0)
  const margin = 1.959963984540054 * Math.sqrt((units.length / (units.length - 1)) * squares)
  return Number.isNaN(margin) ? null : margin
}
