import { elementAt } from '../../base/required'

/** The rank of each row's value from 0 on, equal for equal ones; -1 for NULL. And how many ranks there are. */
export interface Ranks {
  readonly ranks: Int32Array
  readonly count: number
}

/** Comparing texts as people read them is slow: more different ones than these are compared by their characters. */
const COLLATED_TEXTS = 200_000
/** Fewer texts than that are compared one with another. */
const FEW = 24
const CHARS = 65_536

const COLLATOR = new Intl.Collator('en', { numeric: true })

/**
 * Puts rows[from … to) in the order of their texts' characters; the texts agree in the characters before `depth`. Two
 * characters and the place are one number, and numbers are sorted without a comparison of ours; what agrees in both is
 * sorted by the next two.
 */
function sortByCharacters(texts: readonly string[], rows: Uint32Array, start: number, end: number): void {
  const open: [from: number, to: number, depth: number][] = [[start, end, 0]]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to, depth] = part
    const count = to - from
    const text = (row: number): string => elementAt(texts, row)
    if (count <= FEW) {
      const few = [...rows.subarray(from, to)].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))
      rows.set(few, from)
      continue
    }
    const held = rows.slice(from, to)
    // 0 is the end of a text, which comes before every character.
    const code = (row: number, at: number): number => {
      const one = text(row)
      return at < one.length ? one.charCodeAt(at) + 1 : 0
    }
    const keys = Float64Array.from(
      held,
      (row, place) => (code(row, depth) * (CHARS + 1) + code(row, depth + 1)) * count + place,
    ).sort()
    let first = 0
    for (let at = 0; at < count; at++) {
      const key = elementAt(keys, at)
      rows[from + at] = elementAt(held, key % count)
      const pair = Math.floor(key / count)
      if (at + 1 < count && Math.floor(elementAt(keys, at + 1) / count) === pair) continue
      // A second character that is an end is the end of all of them: they are the same.
      if (at > first && pair % (CHARS + 1) !== 0) open.push([from + first, from + at + 1, depth + 2])
      first = at + 1
    }
  }
}

/**
 * The ranks of texts: as people read them ("item 2" before "item 10"; what is read alike, as "1" and "01", is equal)
 * where there are not too many different ones, else by their characters.
 */
export function rankTexts(values: readonly (string | null)[]): Ranks {
  const texts = values.map((value) => value ?? '')
  const rows = Uint32Array.from(values.keys()).filter((row) => values[row] !== null)
  sortByCharacters(texts, rows, 0, rows.length)
  /** The first row of each different text, in order, and by row which of them it is. */
  const firsts: number[] = []
  const which = new Int32Array(values.length).fill(-1)
  for (const row of rows) {
    const last = firsts.at(-1)
    if (last === undefined || texts[last] !== texts[row]) firsts.push(row)
    which[row] = firsts.length - 1
  }
  if (firsts.length > COLLATED_TEXTS) return { ranks: which, count: firsts.length }
  const text = (place: number): string => elementAt(texts, elementAt(firsts, place))
  const read = [...firsts.keys()].sort((a, b) => COLLATOR.compare(text(a), text(b)))
  const rankOf = new Int32Array(firsts.length)
  let rank = 0
  for (const [at, place] of read.entries()) {
    if (at > 0 && COLLATOR.compare(text(elementAt(read, at - 1)), text(place)) !== 0) rank++
    rankOf[place] = rank
  }
  return { ranks: which.map((place) => (place < 0 ? -1 : elementAt(rankOf, place))), count: firsts.length && rank + 1 }
}
