import type { DecimalMark, FormatName } from '../../ingest/contract'
import { FORMATS } from '../../ingest/formats/index'
import { ENCODINGS } from '../../ingest/bytes/textEncoding'
import type { SelectOption } from '../ui'

/** Every format that Lathe reads, by its title. */
export const FORMAT_CHOICES: readonly SelectOption<FormatName>[] = FORMATS.map(({ name, title }) => ({
  value: name,
  label: title,
}))

export const DELIMITER_CHOICES: readonly SelectOption[] = [
  { value: ',', label: 'Comma  ,' },
  { value: ';', label: 'Semicolon  ;' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar  |' },
  { value: ' ', label: 'Space' },
]

export const DECIMAL_CHOICES: readonly SelectOption<DecimalMark>[] = [
  { value: 'point', label: 'Point: 1,234.50' },
  { value: 'comma', label: 'Comma: 1.234,50' },
]

export const HEADER_CHOICES: readonly SelectOption<'yes' | 'no'>[] = [
  { value: 'yes', label: 'In a line of the file' },
  { value: 'no', label: 'Nowhere: number them' },
]

const ENCODING_LABELS: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows-1252 (Latin 1)',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  shift_jis: 'Shift-JIS (Japanese)',
  'euc-jp': 'EUC-JP (Japanese)',
  gbk: 'GBK (Chinese)',
  gb18030: 'GB 18030 (Chinese)',
  big5: 'Big5 (Chinese)',
  'euc-kr': 'EUC-KR (Korean)',
  'windows-1250': 'Windows-1250 (Central Europe)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  'windows-1255': 'Windows-1255 (Hebrew)',
  'windows-1256': 'Windows-1256 (Arabic)',
  'windows-1257': 'Windows-1257 (Baltic)',
  'windows-874': 'Windows-874 (Thai)',
  'koi8-r': 'KOI8-R (Cyrillic)',
  ibm866: 'DOS 866 (Cyrillic)',
  'iso-8859-2': 'ISO 8859-2 (Central Europe)',
  'iso-8859-15': 'ISO 8859-15 (Latin 9)',
  macintosh: 'Mac Roman',
}

export const ENCODING_CHOICES: readonly SelectOption[] = ENCODINGS.map((value) => ({
  value,
  label: ENCODING_LABELS[value] ?? value,
}))

const TIME_FORMATS: readonly SelectOption[] = [
  { value: 'iso', label: 'ISO 8601 (2024-12-31 23:05:07)' },
  { value: 'epoch-s', label: 'Seconds since 1970' },
  { value: 'epoch-ms', label: 'Milliseconds since 1970' },
  { value: 'epoch-us', label: 'Microseconds since 1970' },
  { value: 'epoch-ns', label: 'Nanoseconds since 1970' },
  { value: 'epoch-mixed', label: 'Since 1970, each in the unit of its size' },
  { value: 'excel', label: 'Days of a spreadsheet (45306.5)' },
]

/** The choices with what a file uses now, where that is none of them. */
export function choicesWith<T extends string>(
  choices: readonly SelectOption<T>[],
  current: T | null,
): readonly SelectOption<T>[] {
  return current === null || choices.some((choice) => choice.value === current)
    ? choices
    : [...choices, { value: current, label: current }]
}

/** ISO, epochs, and the patterns that were seen, each with its twin in which day and month change places. */
export function timeFormatChoices(seen: readonly string[]): readonly SelectOption[] {
  const patterns = new Set(
    seen.filter((format) => format.includes('%')).flatMap((format) => [format, swapDayAndMonth(format)]),
  )
  return [
    ...TIME_FORMATS,
    ...[...patterns].map((pattern) => ({ value: pattern, label: `${exampleOf(pattern)}  (${pattern})` })),
  ]
}

function swapDayAndMonth(pattern: string): string {
  return pattern.includes('%d') && pattern.includes('%m')
    ? pattern.replace(/%[dm]/g, (part) => (part === '%d' ? '%m' : '%d'))
    : pattern
}

const EXAMPLE: Readonly<Record<string, string>> = {
  Y: '2024',
  y: '24',
  m: '12',
  d: '31',
  e: '31',
  H: '23',
  I: '11',
  M: '05',
  S: '07',
  f: '250',
  p: 'PM',
  b: 'Dec',
  B: 'December',
  a: 'Tue',
  A: 'Tuesday',
  z: '+0100',
  '%': '%',
}

/** The last evening of 2024, written in a pattern. */
export function exampleOf(pattern: string): string {
  return pattern.replace(/%(.)/g, (whole, directive: string) => EXAMPLE[directive] ?? whole)
}

/** Every zone that this machine knows: UTC first, then its own, then the rest by name. */
export function timezoneChoices(current: string): readonly SelectOption[] {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const names = new Set(['UTC', own, current, ...Intl.supportedValuesOf('timeZone')])
  return [...names].map((name) => ({
    value: name,
    label: name === own && name !== 'UTC' ? `${name} (this computer)` : name,
  }))
}
