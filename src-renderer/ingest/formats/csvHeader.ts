import type { Cell } from '../contract'
import { detectTimeFormat } from '../time/detectTime'

/** As many columns show whether a record is a header. */
const HEADER_FIELDS = 256

/**
 * Names are texts, some of them there (a name may be missing or come twice); and no column of texts repeats its name
 * below as if it were a value.
 */
export function looksLikeHeader(records: readonly (readonly Cell[])[]): boolean {
  const [first, ...rest] = records.map((record) => record.slice(0, HEADER_FIELDS))
  if (first === undefined) return true
  const names = first.map((cell) => (typeof cell === 'string' ? cell.trim() : ''))
  while (names.at(-1) === '') names.pop()
  if (names.length === 0 || names.some((name) => isValue(name))) return false
  const firstRow = rest[0]
  if (firstRow === undefined || firstRow.some((cell) => typeof cell === 'string' && isValue(cell.trim()))) return true
  return !names.some((name, column) => name !== '' && rest.some((record) => record[column] === name))
}

/** Whether a text is a number, a time, or yes or no: no name of a column. */
export function isValue(text: string): boolean {
  if (!/\d/.test(text)) return /^(?:true|false)$/i.test(text)
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) || detectTimeFormat([text]) !== null
}

/** What {@link columnNames} had to do, in sentences; nothing where each column of the header has a name of its own. */
export function columnNotes(header: readonly Cell[], names: readonly string[]): readonly string[] {
  const given = names.map((_, i) => String(header[i] ?? '').trim())
  const unnamed = names.filter((_, i) => given[i] === '')
  const renamed = names.flatMap((name, i) => (given[i] === '' || given[i] === name ? [] : [`${given[i]} → ${name}`]))
  return [
    ...(unnamed.length === 0
      ? []
      : [
          `The header leaves ${unnamed.length === 1 ? 'a column' : `${unnamed.length} columns`} without a name: ` +
            `${listed(unnamed)}.`,
        ]),
    ...(renamed.length === 0
      ? []
      : [`The header has names more than once, so that they got a number: ${listed(renamed)}.`]),
  ]
}

const LISTED = 5

function listed(texts: readonly string[]): string {
  return texts.length <= LISTED
    ? texts.join(', ')
    : `${texts.slice(0, LISTED).join(', ')} and ${texts.length - LISTED} more`
}

/**
 * Names for the columns: the header's, made unique without regard to case (SQL has none), `column_n` where there is no
 * name.
 */
export function columnNames(header: readonly Cell[], width: number): readonly string[] {
  const taken = new Set<string>()
  /** The number that a name's next double gets, so that ten thousand of them take no quadratic time. */
  const numbers = new Map<string, number>()
  return Array.from({ length: width }, (_, i) => {
    const given = String(header[i] ?? '').trim() || `column_${i + 1}`
    let name = given
    let number = numbers.get(given.toLowerCase()) ?? 2
    for (; taken.has(name.toLowerCase()); number++) name = `${given}_${number}`
    numbers.set(given.toLowerCase(), number)
    taken.add(name.toLowerCase())
    return name
  })
}

/** What is said of the lines above the table; nothing of Excel's own line. */
export function aboveNote(above: string): readonly string[] {
  const lines = above.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '' && !/^sep=.$/i.test(line))
  const [first] = lines
  if (first === undefined) return []
  const which = lines.length === 1 ? 'A line' : `${lines.length} lines`
  return [`${which} above the table ${lines.length === 1 ? 'is' : 'are'} left out: “${first.slice(0, 80)}”.`]
}
