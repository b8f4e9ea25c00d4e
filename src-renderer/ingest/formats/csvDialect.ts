import type { Cell, ReadOptions } from '../contract'
import { detectTimeFormat } from '../time/detectTime'
import { CsvRecords } from './csvRecords'

/** How a CSV file is written, as far as its first records tell. */
export interface CsvDialect {
  readonly delimiter: string
  readonly newline: '\n' | '\r'
  readonly header: boolean
  /** How many fields a record has. */
  readonly width: number
  /** Characters at the start that are no data (Excel's `sep=;` line). */
  readonly skip: number
}

const DELIMITERS = [',', '\t', ';', '|', ' ']
const SAMPLE_RECORDS = 200
const SAMPLE_FIELDS = 4096
/** As many columns show whether a record is a header. */
const HEADER_FIELDS = 256

/**
 * Detects what the options leave open, from the beginning of the text; `whole` says that the text is all of the file.
 */
export function detectDialect(text: string, whole: boolean, options: ReadOptions, usual: string): CsvDialect {
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  const excel = /^sep=(.)(?:\r\n|\r|\n)/i.exec(text)
  const skip = excel?.[0].length ?? 0
  const body = text.slice(skip)
  const given = options.delimiter ?? excel?.[1]
  const delimiter = given ?? bestDelimiter(body, whole, newline, usual)
  const records = sampleRecords(body, whole, delimiter, newline)
  const header = options.header ?? looksLikeHeader(records.map(({ fields }) => fields))
  return { delimiter, newline, header, width: header ? (records[0]?.count ?? 0) : usualWidth(records), skip }
}

/** A record's first fields, and how many it has. */
interface SampleRecord {
  readonly fields: readonly Cell[]
  readonly count: number
}

function sampleRecords(text: string, whole: boolean, delimiter: string, newline: '\n' | '\r'): readonly SampleRecord[] {
  const scanner = new CsvRecords(delimiter, newline)
  scanner.add(text, whole)
  const records: SampleRecord[] = []
  while (records.length < SAMPLE_RECORDS) {
    const scan = scanner.scan(SAMPLE_FIELDS)
    if (scan === 'incomplete') break
    if (scan === 'record')
      records.push({ fields: scanner.fields.slice(0, Math.min(scanner.count, SAMPLE_FIELDS)), count: scanner.count })
    scanner.advance()
  }
  return records
}

function usualWidth(records: readonly SampleRecord[]): number {
  const counts = new Map<number, number>()
  for (const record of records) counts.set(record.count, (counts.get(record.count) ?? 0) + 1)
  let best = 0
  for (const [width, count] of counts)
    if (best === 0 || count > counts.get(best)! || (count === counts.get(best) && width > best)) best = width
  return best
}

/** The delimiter by which most records have the same number of fields, and more than one. */
function bestDelimiter(text: string, whole: boolean, newline: '\n' | '\r', usual: string): string {
  let best = usual
  let bestScore = 0
  for (const delimiter of [usual, ...DELIMITERS.filter((other) => other !== usual)]) {
    const records = sampleRecords(text, whole, delimiter, newline)
    const width = usualWidth(records)
    if (width < 2) continue
    const share = records.filter((record) => record.count === width).length / records.length
    // A blank also stands inside texts, and the header should have as many fields as the rest.
    const score =
      share ** 2 * Math.log2(1 + width) * (records[0]?.count === width ? 1 : 0.3) * (delimiter === ' ' ? 0.4 : 1)
    if (score > bestScore * 1.0001) [best, bestScore] = [delimiter, score]
  }
  return best
}

/**
 * Names are texts, some of them there (a name may be missing or come twice); and no column of texts repeats its name
 * below as if it were a value.
 */
function looksLikeHeader(records: readonly (readonly Cell[])[]): boolean {
  const [first, ...rest] = records.map((record) => record.slice(0, HEADER_FIELDS))
  if (first === undefined) return true
  const names = first.map((cell) => (typeof cell === 'string' ? cell.trim() : ''))
  while (names.at(-1) === '') names.pop()
  if (names.length === 0 || names.some((name) => isValue(name))) return false
  const firstRow = rest[0]
  if (firstRow === undefined || firstRow.some((cell) => typeof cell === 'string' && isValue(cell.trim()))) return true
  return !names.some((name, column) => name !== '' && rest.some((record) => record[column] === name))
}

function isValue(text: string): boolean {
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
          `The header leaves ${unnamed.length === 1 ? 'a column' : `${unnamed.length} columns`} without a name: ${listed(unnamed)}.`,
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
