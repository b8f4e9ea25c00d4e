import { formatCount } from '../../src-renderer/chart/format'

/** A word with a capital, as labels begin. */
export function capitalized(word: string): string {
  return word.replace(/^./, (letter) => letter.toUpperCase())
}

/** A whole number with its thousands set off: "12,345". */
export function countText(count: number): string {
  return formatCount(count)
}

/** How many of what: "1 day", "1,200 days". */
export function pluralText(count: number, one: string): string {
  return `${countText(count)} ${one}${count === 1 ? '' : 's'}`
}
