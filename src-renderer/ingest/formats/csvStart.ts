import { elementAt } from '../../base/required'
import { filledWidth, type SampleRecord } from './sampleRecord'
import { looksLikeHeader } from './csvHeader'

/** Lines above a header that are looked at. */
const MOST_ABOVE = 60

/**
 * Which record begins the table: titles, comments and blocks of names and values may stand above it. They are narrower
 * than the table, and the record below them is the first of many with its width. 0 where nothing is above.
 */
export function tableStart(records: readonly SampleRecord[]): number {
  const limit = Math.min(MOST_ABOVE, records.length - 1)
  const counts = records.map(filledWidth)
  for (let first = 0; first < limit; first++) {
    const width = elementAt(counts, first)
    if (isComment(elementAt(records, first))) continue
    if (width < 2) continue
    const below = counts.slice(first + 1, first + 21)
    const fitting = below.filter(
      (count, at) => count === width || elementAt(records, first + 1 + at).count === width,
    ).length
    if (fitting < below.length * 0.6) continue
    const above = records.slice(0, first)
    // A line of names that does not fit its rows is no title; one that stands apart from the table is one.
    const isApart = first > 0 && elementAt(records, first).line > elementAt(records, first - 1).line + 1
    const narrow = isApart ? width : Math.max(2, Math.ceil(width / 2))
    const isTitle = (record: SampleRecord): boolean => isComment(record) || filledWidth(record) < narrow
    if (first === 0 || !above.every(isTitle)) return 0
    const isNamed = looksLikeHeader(records.slice(first).map(({ fields }) => fields))
    return isNamed || above.every(isComment) ? first : 0
  }
  return 0
}

/** A line of the file that begins as scripts write comments; a header may begin so, too, and then it has many names. */
function isComment({ fields }: SampleRecord): boolean {
  return typeof fields[0] === 'string' && /^(?:#(?!\w)|\/\/|--(?!\w))/.test(fields[0])
}
