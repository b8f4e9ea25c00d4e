import { elementAt, required } from '../../base/required'
import type { Quoting, ReadOptions } from '../contract'
import { looksLikeHeader } from './csvHeader'
import { ANY_BLANKS, CsvRecords, MANY_BLANKS } from './csvRecords'
import { filledWidth, type SampleRecord } from './sampleRecord'
import { tableStart } from './csvStart'

/** How a CSV file is written, as far as its first records tell. */
export interface CsvDialect {
  /** One character; {@link ANY_BLANKS} or {@link MANY_BLANKS} where runs of blanks part the fields. */
  readonly delimiter: string
  readonly newline: '\n' | '\r'
  readonly header: boolean
  /** How many fields a record has. */
  readonly width: number
  /** Characters at the start that are no data: Excel's `sep=;` line, and what stands above the header. */
  readonly skip: number
  /** The lines of them. */
  readonly skippedLines: number
  readonly quoting: Quoting
  /** The rows begin with their number, which the header leaves out. */
  readonly isNumbered: boolean
}

type Form = Pick<CsvDialect, 'delimiter' | 'newline' | 'quoting'>

const DELIMITERS = [',', '\t', ';', '|', '\u0001', '\u001f', '^', '~', '¦', ' ', ANY_BLANKS, MANY_BLANKS]
const SAMPLE_RECORDS = 200
const SAMPLE_FIELDS = 4096

/**
 * Detects what the options leave open, from the beginning of the text; `whole` says that the text is all of the file.
 */
export function detectDialect(text: string, whole: boolean, options: ReadOptions, usual: string): CsvDialect {
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  const excel = /^sep=(.)(?:\r\n|\r|\n)/i.exec(text)
  const given = typeof options.skip === 'number' ? offsetOfLine(text, options.skip, newline) : null
  const above = given ?? excel?.[0].length ?? 0
  const body = text.slice(above)
  const finds = options.skip === 'detect'
  const asked = options.delimiter ?? (options.skip === 0 ? undefined : excel?.[1])
  const best = bestForm(body, whole, { newline, usual, finds, asked, quoting: options.quoting ?? 'plain' })
  const { form, records, start } = best
  const header = options.header ?? looksLikeHeader(records.map(({ fields }) => fields))
  const isNumbered = header && areNumbered(records)
  const named = header ? (records[0]?.count ?? 0) : usualWidth(records)
  return {
    ...form,
    header,
    width: named + (isNumbered ? 1 : 0),
    skip: above + start.offset,
    skippedLines: (typeof options.skip === 'number' ? options.skip : above > 0 ? 1 : 0) + start.line,
    isNumbered,
  }
}

function offsetOfLine(text: string, line: number, newline: string): number {
  let at = 0
  for (let passed = 0; passed < line; passed++) {
    const end = text.indexOf(newline, at)
    if (end === -1) return text.length
    at = end + 1
  }
  return at
}

function sampleRecords(text: string, whole: boolean, form: Form): readonly SampleRecord[] {
  const scanner = new CsvRecords(form)
  scanner.add(text, whole)
  const records: SampleRecord[] = []
  let line = 0
  while (records.length < SAMPLE_RECORDS) {
    const scan = scanner.scan(SAMPLE_FIELDS)
    if (scan === 'incomplete') break
    if (scan === 'record') {
      const fields = scanner.fields.slice(0, Math.min(scanner.count, SAMPLE_FIELDS))
      records.push({ fields, count: scanner.count, offset: scanner.position, line })
    }
    line += scanner.newlines
    scanner.advance()
  }
  return records
}

function usualWidth(records: readonly Pick<SampleRecord, 'count'>[]): number {
  const counts = new Map<number, number>()
  for (const record of records) counts.set(record.count, (counts.get(record.count) ?? 0) + 1)
  let best = 0
  for (const [width, count] of counts)
    if (best === 0 || count > required(counts.get(best)) || (count === counts.get(best) && width > best)) best = width
  return best
}

interface Found {
  readonly form: Form
  readonly records: readonly SampleRecord[]
  readonly start: { readonly offset: number; readonly line: number }
  readonly score: number
}

interface Search {
  readonly newline: '\n' | '\r'
  readonly usual: string
  /** Whether lines above the header and runs of blanks are looked for. */
  readonly finds: boolean
  readonly asked: string | undefined
  readonly quoting: Quoting | 'detect'
}

/** The delimiter by which most records have the same number of fields, and more than one. */
function bestForm(text: string, whole: boolean, { newline, usual, finds, asked, quoting }: Search): Found {
  const others = DELIMITERS.filter((other) => other !== usual && (finds || other.length === 1))
  const quotings = quoting === 'detect' ? quotingsIn(text) : [quoting]
  let best: Found | null = null
  for (const delimiter of asked === undefined ? [usual, ...others] : [asked]) {
    for (const way of quotings) {
      const found = tryForm(text, whole, { delimiter, newline, quoting: way }, finds)
      if (best === null || found.score > best.score * 1.0001) best = found
    }
  }
  return required(best)
}

function tryForm(text: string, whole: boolean, form: Form, finds: boolean): Found {
  const all = sampleRecords(text, whole, form)
  // Between blanks, a title looks like any line.
  const from = finds && form.delimiter !== ' ' && form.delimiter !== ANY_BLANKS ? tableStart(all) : 0
  const records = from === 0 ? all : all.slice(from)
  const start = from === 0 ? { offset: 0, line: 0 } : elementAt(all, from)
  const widths = [usualWidth(records), records[0]?.count ?? 0]
  const scores = widths.map((width) => (width < 2 ? 0 : scoreOf(records, width, form.delimiter)))
  return { form, records, start, score: Math.max(...scores) * (from === 0 ? 1 : 0.95) }
}

/** A blank also stands inside texts, and the header should have as many fields as the rest. */
function scoreOf(records: readonly SampleRecord[], width: number, delimiter: string): number {
  const share = records.filter((record) => fits(record, width)).length / records.length
  const isAligned = delimiter.length > 1
  // Runs of blanks also stand in prose: all lines must agree.
  if (isAligned && (share < 0.95 || records.length < 3)) return 0
  const trust = delimiter === ' ' ? 0.4 : delimiter === ANY_BLANKS ? 0.41 : delimiter === MANY_BLANKS ? 0.45 : 1
  return share ** 2 * Math.log2(1 + width) * (records[0]?.count === width ? 1 : 0.3) * trust
}

/** Rows may end with a separator more than the header has. */
function fits(record: SampleRecord, width: number): boolean {
  return record.count === width || (record.count > width && filledWidth(record) <= width)
}

/** The ways to quote that the text has signs of; the usual one first, which wins where several read as well. */
function quotingsIn(text: string): readonly Quoting[] {
  const ways: Quoting[] = []
  // A lone quote behind a backslash, within a field, ends nothing.
  if (/\\"[^"\r\n,;\t|]/.test(text)) ways.push('backslash')
  if (/[,;\t|] +"/.test(text)) ways.push('spaced')
  if (!text.includes('"') && /(?:^|[,;\t|\n])'[^'\n]*'(?=[,;\t|\r\n]|$)/.test(text)) ways.push('single')
  return [...ways, 'plain']
}

/** Whether all rows have one field more than the header, the first one counting them: R writes its row names so. */
function areNumbered([header, ...rows]: readonly SampleRecord[]): boolean {
  if (header === undefined || rows.length < 2) return false
  return rows.every(({ count, fields }, row) => count === header.count + 1 && fields[0] === String(row + 1))
}
