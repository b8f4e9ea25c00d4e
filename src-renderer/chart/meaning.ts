import { elementAt } from '../base/required'
import type { Palette } from './palette'

/**
 * What colours mean, in one place. A name (a series, an event, a channel, a variant) asks for the same colour in every
 * chart; a role (better, worse, compared) has a colour that no name gets.
 */

/** What a mark says by its colour, whatever it is called. */
export type Tone = 'good' | 'bad' | 'warn' | 'notable' | 'neutral' | 'compared'

export function toneColor(tone: Tone, palette: Palette): string {
  switch (tone) {
    case 'good':
      return palette.good
    case 'bad':
      return palette.bad
    case 'warn':
      return palette.warn
    case 'notable':
      return palette.accent
    case 'neutral':
      return palette.text
    case 'compared':
      return palette.muted
  }
}

/** Places in the palette of names that mean the same everywhere. */
const KNOWN: ReadonlyMap<string, number> = new Map([
  ['new', 0],
  ['returning', 2],
  ['active', 2],
  ['resurrecting', 3],
  ['resurrected', 3],
  ['at risk', 1],
  ['dormant', 1],
  ['churned', 5],
  ['dau', 0],
  ['wau', 1],
  ['mau', 2],
  ['daily', 0],
  ['weekly (7 days)', 1],
  ['monthly (30 days)', 2],
  ['a', 0],
  ['b', 1],
  ['control', 0],
  ['treatment', 1],
])

/** A number that a text always gives (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/**
 * The place in a palette of `size` colours of each name: always its own where that is free, else the next one. Whom the
 * place belongs to does not hang on the order of the names. More names than colours are refused.
 */
export function slotsOf(names: readonly string[], size: number): ReadonlyMap<string, number> {
  const wished = (name: string): number => (KNOWN.get(name.toLowerCase()) ?? hashOf(name)) % size
  const isKnown = (name: string): boolean => KNOWN.has(name.toLowerCase())
  const distinct = [...new Set(names)].sort(
    (a, b) => Number(isKnown(b)) - Number(isKnown(a)) || (a < b ? -1 : a > b ? 1 : 0),
  )
  if (distinct.length > size) throw new RangeError(`${distinct.length} names for ${size} colours`)
  const slots = new Map<string, number>()
  const taken = new Set<number>()
  for (const name of distinct) {
    let slot = wished(name)
    while (taken.has(slot)) slot = (slot + 1) % size
    taken.add(slot)
    slots.set(name, slot)
  }
  return slots
}

/** The colour of each name; those beyond the palette are not in it. `names` begin with the most important. */
export function nameColors(names: readonly string[], palette: Palette): ReadonlyMap<string, string> {
  const shown = [...new Set(names)].slice(0, palette.categorical.length)
  const slots = slotsOf(shown, palette.categorical.length)
  return new Map(shown.map((name) => [name, elementAt(palette.categorical, slots.get(name) ?? 0)]))
}
