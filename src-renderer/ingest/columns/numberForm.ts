import type { Cell, DecimalMark, NumberForm } from '../contract'
import { readDouble } from './numberText'

/** What stands around a number's digits. */
export interface NumberParts {
  readonly isNegative: boolean
  /** Without the dot of an abbreviation (`kr.`); '' where there is none. */
  readonly unit: string
  /** Digits with the marks between them, not yet read. */
  readonly digits: string
}

const LONGEST = 64
const BLANK = ' \\u00a0\\u2009\\u202f'
const CURRENCY_WORDS = [
  'kr.',
  'kr',
  'zł',
  'Kč',
  'Ft',
  'lei',
  'лв.',
  'лв',
  'руб.',
  'руб',
  'SFr.',
  'SFr',
  'Fr.',
  'Rs.',
  'Rs',
  'S/',
]
const UNIT = `(?:[A-Z]{0,3}\\p{Sc}|${CURRENCY_WORDS.map((word) => word.replace(/[./]/g, '\\$&')).join('|')}|[A-Z]{3})`
const SIGN = '[-+\\u2212]'
/** `-$ 5`, `$-5`, `USD 5`, `5 €`, `12.5 %`, `5-`; without brackets. */
const PARTS = new RegExp(
  `^(?<sign>${SIGN})?(?<before>${UNIT})?[${BLANK}]?(?<sign2>${SIGN})?` +
    `(?<digits>[\\d.,][\\d.,'’${BLANK}]*?(?:[eE][+-]?\\d{1,3})?)` +
    `(?<sign3>-)?(?:[${BLANK}]?(?<after>${UNIT}|%))?$`,
  'u',
)
/** Accountants write what is owed in brackets: `(5)`, `($5)`, `$(5)`, `(5) €`. */
const BRACKETED = /^([^()\d]*)\(([^()]+)\)([^()\d]*)$/

const WHOLE = '0|[1-9]\\d*'
const EXPONENT = '(?:[eE][+-]?\\d{1,3})?'
/** Groups of three with one mark throughout; the Indian way (12,34,567) with commas only. */
const grouped = (marks: string): string => `[1-9]\\d{0,2}([${marks}])\\d{3}(?:\\1\\d{3})*`
const SHAPES: Readonly<Record<DecimalMark, RegExp>> = {
  point: new RegExp(
    `^(?:${grouped(`,'’${BLANK}`)}|${WHOLE}|[1-9]\\d?(?:,\\d\\d)+,\\d{3})(?:\\.\\d*)?${EXPONENT}$|^\\.\\d+$`,
  ),
  comma: new RegExp(`^(?:${grouped(`.'’${BLANK}`)}|${WHOLE})(?:,\\d+)?${EXPONENT}$|^,\\d+$`),
}
const GROUP_MARKS: Readonly<Record<DecimalMark, RegExp>> = { point: /[^\d.eE+-]/g, comma: /[^\d,eE+-]/g }
const PLAIN_COMMA = /^-?(?:0|[1-9]\d*)(?:,\d+)?$/

let knownCurrencies: ReadonlySet<string> | null = null

/** The codes of ISO 4217. */
function isCurrencyCode(code: string): boolean {
  knownCurrencies ??= new Set(Intl.supportedValuesOf('currency'))
  return knownCurrencies.has(code)
}

/** Takes a text apart, or null when it is no number in any form. */
export function numberParts(text: string): NumberParts | null {
  const trimmed = text.trim()
  if (trimmed.length === 0 || trimmed.length > LONGEST) return null
  const bracketed = trimmed.includes('(') ? BRACKETED.exec(trimmed) : null
  const groups = PARTS.exec(bracketed === null ? trimmed : bracketed.slice(1).join(''))?.groups
  if (groups === undefined) return null
  const { before, after, sign, sign2, sign3 } = groups
  const signs = [sign, sign2, sign3].filter((one) => one !== undefined)
  if (signs.length + (bracketed === null ? 0 : 1) > 1 || (before !== undefined && after !== undefined)) return null
  const unit = (before ?? after ?? '').replace(/\.$/, '')
  if (/^[A-Z]{3}$/.test(unit) && !isCurrencyCode(unit)) return null
  return { isNegative: bracketed !== null || signs.some((one) => one !== '+'), unit, digits: groups['digits']! }
}

/** Digits with their marks as a double; NaN where they are not written so, or name a whole number beyond ±2^53. */
export function readDigits(digits: string, decimal: DecimalMark): number {
  if (!SHAPES[decimal].test(digits)) return NaN
  const bare = digits.replace(GROUP_MARKS[decimal], '')
  return readDouble(decimal === 'comma' ? bare.replace(',', '.') : bare)
}

/**
 * A reader of a column's numbers (never -0): typed numbers as they are, texts in the column's form as the nearest
 * double, NaN for everything else (another decimal mark, another currency, words, codes with leading zeros).
 */
export function compileNumberReader({ decimal, unit }: NumberForm): (cell: Cell) => number {
  return (cell) => {
    if (typeof cell !== 'string') return readDouble(cell) + 0
    if (decimal === 'point') {
      const plain = readDouble(cell)
      if (plain === plain) return plain + 0
    } else if (PLAIN_COMMA.test(cell)) return readDouble(cell.replace(',', '.')) + 0
    const parts = numberParts(cell)
    if (parts === null || (parts.unit !== '' && parts.unit !== unit)) return NaN
    const size = readDigits(parts.digits, decimal)
    return parts.isNegative && size !== 0 ? -size : size
  }
}

/** The form in words, for notes: `decimal comma, €`. */
export function formText({ decimal, unit }: NumberForm): string {
  return `decimal ${decimal}${unit === null ? '' : `, ${unit}`}`
}
