import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'

/** Neighbouring periods that are looked at as one; both ends included. */
export interface Bracket {
  readonly first: number
  readonly last: number
}

const DEFAULT_BRACKETS: readonly Bracket[] = [
  { first: 1, last: 3 },
  { first: 4, last: 7 },
  { first: 8, last: 30 },
]
const LAST_PERIOD = 1000

function noBrackets(value: ParameterValue): never {
  throw badParameter(
    'brackets',
    value,
    ` must be periods from 0 to ${LAST_PERIOD} in rising order without overlap, such as ` +
      '[[1,3],[4,7],[8,30]] or 1-3, 4-7, 8-30.',
  )
}

function listOf(value: ParameterValue): unknown {
  if (typeof value !== 'string') return value
  if (!value.trim().startsWith('[')) {
    return value.split(',').map((part) => {
      const ends = /^\s*(\d+)\s*(?:[-–]\s*(\d+)\s*)?$/.exec(part)
      return ends === null ? noBrackets(value) : [Number(ends[1]), Number(ends[2] ?? ends[1])]
    })
  }
  try {
    return JSON.parse(value)
  } catch {
    return noBrackets(value)
  }
}

/** The brackets of a parameter's value: JSON, or "1-3, 4-7, 8"; the default ones for null. Throws `bad-parameter`. */
export function readBrackets(value: ParameterValue): readonly Bracket[] {
  if (value === null || value === '') return DEFAULT_BRACKETS
  const list = listOf(value)
  if (!Array.isArray(list) || list.length === 0) return noBrackets(value)
  let before = -1
  return list.map((one: unknown) => {
    const [first, last, surplus] = Array.isArray(one) ? (one as unknown[]) : []
    if (
      surplus !== undefined ||
      typeof first !== 'number' ||
      typeof last !== 'number' ||
      !Number.isInteger(first) ||
      !Number.isInteger(last)
    )
      return noBrackets(value)
    if (first <= before || last < first || last > LAST_PERIOD) return noBrackets(value)
    before = last
    return { first, last }
  })
}

/** "1-3", or "8" for a bracket of one period. */
export function bracketLabel({ first, last }: Bracket): string {
  return first === last ? String(first) : `${first}-${last}`
}
