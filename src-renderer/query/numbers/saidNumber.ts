import { LatheError } from '../../model/error'
import type { ResultColumn } from '../contract/result'

/** A figure as a tool shows it. */
export interface SaidNumber {
  readonly text: string
  readonly value: number
  /** Half a unit of the last digit given: what is that close is the same to these digits. */
  readonly half: number
  readonly isPercent: boolean
}

const THOUSANDS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9 }
/** What doubles lose on the way. */
const SLACK = 1e-9

type Format = ResultColumn['format']

function unreadable(text: string): never {
  throw new LatheError(
    'bad-parameter',
    `"${text}" is no number; give the figure as the tool shows it: 31.2 %, 4,312.`,
    { parameter: 'number', value: text },
  )
}

/** Digits with a point before the decimals, whichever mark the text has; a lone "4,312" is thousands, "4.312" is not. */
function plainDigits(digits: string, isPercent: boolean): string {
  const [comma, point] = [digits.lastIndexOf(','), digits.lastIndexOf('.')]
  const isGrouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(digits) && !(isPercent && point < 0)
  if (isGrouped) return digits.replaceAll(',', '')
  if (/^\d{1,3}(\.\d{3})+(,\d*)?$/.test(digits) && (comma >= 0 || digits.indexOf('.') !== point))
    return digits.replaceAll('.', '').replace(',', '.')
  return digits.replace(',', '.')
}

/** Reads "31.2 %", "31,2%", "4,312", "1 234,5", "−3", "4.3k". Throws `bad-parameter`. */
export function readSaidNumber(text: string): SaidNumber {
  const bare = text
    .trim()
    .replaceAll(/[\s\u00A0\u202F'_]/g, '')
    .replace('−', '-')
    .toLowerCase()
  const found = /^([+-]?)([\d.,]*\d[\d.,]*)([kmb]?)(%?)$/.exec(bare)
  if (found === null) return unreadable(text)
  const [, sign = '', digits = '', unit = '', percent = ''] = found
  const plain = plainDigits(digits, percent !== '')
  const times = THOUSANDS[unit] ?? 1
  const value = (sign === '-' ? -1 : 1) * Number(plain) * times
  if (!Number.isFinite(value)) return unreadable(text)
  const decimals = plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0
  return { text: text.trim(), value, half: (times * 10 ** -decimals) / 2, isPercent: percent !== '' }
}

/** Formats that one kind of figure is shown in: a tool's percentage is no count. */
const KINDS: readonly (readonly Format[])[] = [
  ['percent', 'share', 'ratio'],
  ['integer', 'decimal', 'money'],
  ['seconds'],
]

/** Whether a column's figures are of the kind that another one has. */
export function isAlike(one: Format, other: Format): boolean {
  return KINDS.some((kind) => kind.includes(one) && kind.includes(other))
}

export function isFigure(format: Format): boolean {
  return KINDS.some((kind) => kind.includes(format))
}

/** A value of a column in the unit in which the figure was said: shares from 0 to 1 are percentages, too. */
export function inSaidUnit(value: number, format: Format, said: SaidNumber): number {
  return (format === 'ratio' || format === 'share') && (said.isPercent || said.value > 1) ? 100 * value : value
}

/** How far a value is from the figure; 0 where it is the same to the digits given. */
export function distanceTo(value: number, said: SaidNumber): number {
  const gap = Math.abs(value - said.value)
  return gap <= said.half + SLACK * Math.max(1, Math.abs(value)) ? 0 : gap
}
