import type { Formula } from '../../../src-renderer/model/formula'
import type { EventMeasure } from '../../../src-renderer/model/measure'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import { addDays } from '../../../src-renderer/model/isoDate'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { resolveMeasures } from '../../../src-renderer/query/sql/measures'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { chosenColumns } from '../textColumns'
import { readParts, type Part, type TrendQuestion } from '../../trends/question'
import { readChangeSides, otherUsers, type ChangeSides } from './sides'

/** Days that are looked at where no dates are chosen. */
const USUAL_DAYS = 7

/** How a measure adds up: by rows, or by users, each at the first event that counts of theirs. */
interface Term {
  readonly part: Part
  readonly kind: 'rows' | 'amounts' | 'values' | 'users'
}

/** A change of one measure between two sides, read and checked. */
export interface ChangeQuestion extends Pick<TrendQuestion, 'conditions' | 'amounts'> {
  readonly scope: Scope
  /** What the measure is called. */
  readonly name: string
  /** What is counted or summed; over `under`, where the measure is a quotient. */
  readonly over: Term
  readonly under: Term | null
  /** What a quotient is multiplied by. */
  readonly factor: number
  /** What the two are called among the factors. */
  readonly factors: readonly [string, string]
  /** Each user's events stand under the values of the first one: where users are counted. */
  readonly underFirst: boolean
  readonly columns: readonly ColumnSchema[]
  readonly limit: number
  readonly sides: ChangeSides
}

const ADDS: Readonly<Partial<Record<EventMeasure['measure'], Term['kind']>>> = {
  count: 'rows',
  sum: 'amounts',
  users: 'users',
}

/** A formula as a quotient: the names over and under its line, and a number before it; null where it is none. */
function quotient(formula: Formula): { over: string; under: string | null; factor: number } | null {
  if (formula.kind === 'name') return { over: formula.name, under: null, factor: 1 }
  if (formula.kind !== 'both') return null
  const { op, left, right } = formula
  if (op === '*' && left.kind === 'number') {
    const of = quotient(right)
    return of === null ? null : { ...of, factor: of.factor * left.value }
  }
  if (op === '*' && right.kind === 'number') {
    const of = quotient(left)
    return of === null ? null : { ...of, factor: of.factor * right.value }
  }
  if (op !== '/' || right.kind !== 'name') return null
  const of = quotient(left)
  return of === null || of.under !== null ? null : { ...of, under: right.name }
}

function additive(part: Part): Term {
  const kind = ADDS[part.kind]
  if (kind !== undefined) return { part, kind }
  return refuse(
    'measure',
    part.measure.name,
    `the ${part.kind} of a whole is not made of those of its parts; choose a count, a sum, users, ` +
      'a mean, a per-user figure, or a quotient of counts, sums and users',
  )
}

/** The measure as what is added up, and what that is divided by. */
function terms(name: string, formula: Formula, parts: readonly Part[]): Omit<Divided, 'name'> {
  const asked = quotient(formula)
  const named = (one: string): Part | undefined => parts.find(({ measure }) => measure.name === one)
  const over = asked === null ? undefined : named(asked.over)
  if (asked === null || over === undefined)
    return refuse(
      'formula',
      name,
      'a change is divided where the formula is a measure, or one over another, such as A / B',
    )
  const { factor } = asked
  if (asked.under !== null) {
    const under = named(asked.under)
    return {
      over: additive(over),
      under: under === undefined ? null : additive(under),
      factor,
      factors: [asked.over, asked.under],
    }
  }
  if (over.kind === 'avg')
    return {
      over: { part: over, kind: 'amounts' },
      under: { part: over, kind: 'values' },
      factor,
      factors: ['sum', 'values'],
    }
  if (over.kind === 'per-user') {
    const kind = over.amount === null ? 'rows' : 'amounts'
    return { over: { part: over, kind }, under: { part: over, kind: 'users' }, factor, factors: ['total', 'users'] }
  }
  return { over: additive(over), under: null, factor, factors: ['users', 'per user'] }
}

type Divided = Pick<ChangeQuestion, 'name' | 'over' | 'under' | 'factor' | 'factors'>

/** The values with dates: those of the last days that are over where no first one is chosen. */
function withDates(values: ParameterValues, { fromDate, toDate, overDate }: Scope): ParameterValues {
  const to = toDate ?? overDate
  return fromDate !== null || to === null ? values : { ...values, from: addDays(to, 1 - USUAL_DAYS), to }
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readChange(values: ParameterValues, catalog: Catalog, source: string | null): ChangeQuestion {
  const dated = withDates(values, scope(values, catalog, source))
  // Who is in which of two segments is asked of each side by itself.
  const asked = scope(otherUsers(dated) === null ? dated : { ...dated, segment: null }, catalog, source)
  const { series, parts } = resolveMeasures(values['measure'], values['formula'] ?? null, catalog, 'measure')
  const [first, more] = series
  if (first === undefined || more !== undefined)
    return refuse(
      'measure',
      series.map(({ name }) => name),
      'one change is explained at a time: choose one measure, or a formula over two',
    )
  const read = readParts(parts, asked)
  const divided = terms(first.name, first.formula, read.parts)
  return {
    scope: asked,
    name: first.name,
    ...divided,
    conditions: read.conditions,
    amounts: read.amounts,
    underFirst: [divided.over, divided.under].some((term) => term?.kind === 'users'),
    columns: chosenColumns(values, asked),
    limit: typeof values['limit'] === 'number' ? values['limit'] : 8,
    sides: readChangeSides(dated, asked, catalog, source),
  }
}
