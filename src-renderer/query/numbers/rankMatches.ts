import type { NumberMatch } from './searchNumber'

/** A definition that gives the figure, or comes near. */
export interface RankedMatch extends NumberMatch {
  /** In how much it differs from the question: its parameters, and one for another column. */
  readonly differences: number
  /** How many others say the same with further differences, which change nothing. */
  readonly folded: number
}

export interface RankedMatches {
  readonly exact: readonly RankedMatch[]
  readonly near: readonly RankedMatch[]
  /** What the question as it stands says; null where it has no such row. */
  readonly own: NumberMatch | null
}

/** Whether a match changes all that another one changes, in the same way, and says the same. */
function says({ match, changes }: Changed, other: Changed): boolean {
  return (
    match.column === other.match.column &&
    match.value === other.match.value &&
    changes.length > other.changes.length &&
    other.changes.every((change) => changes.includes(change))
  )
}

interface Changed {
  readonly match: NumberMatch
  /** Its changed parameters with their values, as texts. */
  readonly changes: readonly string[]
}

/** How many near matches are told. */
const MOST_NEAR = 12

/**
 * What was found, in an order to read: exact ones by as few differences as can be, near ones by their distance. One that
 * says what another says with fewer differences is folded into it, unless it is a tool's own preset.
 */
export function rankMatches(found: readonly NumberMatch[], column: string, mostNear = MOST_NEAR): RankedMatches {
  const all = found
    .map((match): Changed => ({
      match,
      changes: match.variant.changed.map((name) => JSON.stringify([name, match.variant.values[name]])),
    }))
    .toSorted((one, other) => one.changes.length - other.changes.length)
  const kept: { changed: Changed; folded: number }[] = []
  for (const changed of all) {
    const simpler = kept.find((one) => says(changed, one.changed))
    if (simpler === undefined || changed.match.variant.isPreset) kept.push({ changed, folded: 0 })
    else simpler.folded += 1
  }
  const ranked = kept.map(({ changed: { match, changes }, folded }): RankedMatch => ({
    ...match,
    differences: changes.length + (match.column === column ? 0 : 1),
    folded,
  }))
  const isOwn = ({ variant, column: at }: NumberMatch): boolean => variant.changed.length === 0 && at === column
  return {
    exact: ranked.filter(({ distance }) => distance === 0).toSorted((a, b) => a.differences - b.differences),
    near: ranked
      .filter((match) => match.distance > 0 && !isOwn(match))
      .toSorted((a, b) => a.distance - b.distance || a.differences - b.differences)
      .slice(0, mostNear),
    own: found.find(isOwn) ?? null,
  }
}
