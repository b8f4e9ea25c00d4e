import { KINDS, type PaletteItem } from './paletteItem'

/** A sum beyond this one is no match. */
const NONE = Infinity
/** What each way of matching costs; letters in order cost the gaps between them besides. */
const COST = { whole: 0, start: 1, word: 2, inside: 3, elsewhere: 5, letters: 6 } as const

/** The words of a name: `firstSeen`, `first_seen` and `first.seen` are two each. */
function spaced(text: string): string {
  return ` ${text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .toLowerCase()
    .trim()}`
}

/** Letters in order, the first of them at a word's beginning; the more lies between them, the dearer. */
function lettersCost(words: string, wanted: string): number {
  let best = NONE
  for (let start = words.indexOf(` ${wanted[0]}`); start >= 0; start = words.indexOf(` ${wanted[0]}`, start + 1)) {
    let at = start + 1
    let jumps = 0
    for (const letter of wanted.slice(1)) {
      const next = words.indexOf(letter, at + 1)
      if (next < 0) return best
      // A letter that begins a word is no gap: `ar` finds "Alert rules".
      if (next > at + 1 && words[next - 1] !== ' ') jumps++
      at = next
    }
    if (jumps <= wanted.length / 2) best = Math.min(best, COST.letters + jumps / wanted.length)
  }
  return best
}

function wordCost(title: string, words: string, elsewhere: string, wanted: string): number {
  if (title === wanted) return COST.whole
  if (title.startsWith(wanted)) return COST.start
  if (words.includes(` ${wanted}`)) return COST.word
  if (title.includes(wanted) || words.includes(wanted)) return COST.inside
  if (elsewhere.includes(` ${wanted}`)) return COST.elsewhere
  return lettersCost(words, wanted)
}

/** How far an item is from a text; Infinity where it does not fit. */
function costOf(item: PaletteItem, wanted: string): number {
  const title = item.title.toLowerCase()
  const words = spaced(item.title)
  const elsewhere = spaced(`${item.place ?? ''} ${item.kind} ${item.about ?? ''}`)
  const whole = wordCost(title, words, elsewhere, wanted)
  const parts = wanted.split(/\s+/)
  if (parts.length === 1) return whole
  const apart = parts.map((part) => wordCost(title, words, elsewhere, part))
  // Words apart are dearer than the same words together.
  return Math.min(
    whole,
    1 + apart.reduce((sum, cost) => sum + cost, 0) / parts.length + (apart.includes(NONE) ? NONE : 0),
  )
}

/**
 * The items that fit a text, best first: the same title, titles that begin with it, words that do, what stands inside a
 * word, what is said elsewhere of the item, then its letters in order. Several words may match apart from each other.
 */
export function rankItems<T extends PaletteItem>(items: readonly T[], text: string): readonly T[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return items
  return items
    .map((item) => ({ item, cost: costOf(item, wanted) }))
    .filter(({ cost }) => cost < NONE)
    .toSorted(
      (a, b) =>
        a.cost - b.cost ||
        KINDS.indexOf(a.item.kind) - KINDS.indexOf(b.item.kind) ||
        a.item.title.length - b.item.title.length,
    )
    .map(({ item }) => item)
}
