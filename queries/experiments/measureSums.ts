import type { Formula } from '../../src-renderer/model/formula'
import type { EventMeasure } from '../../src-renderer/model/measure'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { columnNamed, conditionSql, readCondition } from '../../src-renderer/query/sql/condition'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { amountSql } from '../trends/question'
import type { Metric, Term, UserFigure } from './metric'

/** A number, a sum of users' figures, or one sum divided by another. */
type Value =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'sum'; readonly over: readonly Term[] }
  | { readonly kind: 'ratio'; readonly over: readonly Term[]; readonly under: readonly Term[] }

/** What a measure, or a formula over measures, is of users. */
export interface MeasureSums {
  /** By name: the measures that the formula names. */
  readonly parts: ReadonlyMap<string, EventMeasure>
  readonly columns: readonly ColumnSchema[]
  /** What errors are about. */
  readonly parameter: string
}

const WHICH_CAN =
  'count, users, sum, avg and per-user can be compared, and formulas that add up counts, users and sums, ' +
  'or divide one such sum by another'

const scaled = (terms: readonly Term[], by: number): readonly Term[] =>
  terms.map(({ factor, figure }) => ({ factor: factor * by, figure }))

function times(value: Value, by: number): Value {
  if (value.kind === 'number') return { ...value, value: value.value * by }
  return { ...value, over: scaled(value.over, by) }
}

/** What a measure of events is of users. Throws `bad-parameter` for one that is no sum over them. */
function partValue(measure: EventMeasure, { columns, parameter }: MeasureSums): Value {
  const { name, event, measure: kind, column } = measure
  const eventSql = conditionSql(readCondition(event, parameter), columns)
  const amount = column === null ? null : `${amountSql(measure, columnNamed(column, columns), parameter)}::DOUBLE`
  const sum = (of: UserFigure['kind']): readonly Term[] => [
    { factor: 1, figure: { kind: of, eventSql, amountSql: of === 'sum' || of === 'values' ? amount : null } },
  ]
  switch (kind) {
    case 'count':
      return { kind: 'sum', over: sum('count') }
    case 'users':
      return { kind: 'sum', over: sum('did') }
    case 'sum':
      return { kind: 'sum', over: sum('sum') }
    case 'avg':
      return { kind: 'ratio', over: sum('sum'), under: sum('values') }
    case 'per-user':
      return { kind: 'ratio', over: sum(amount === null ? 'count' : 'sum'), under: sum('did') }
    default:
      return refuse(parameter, name, `measure ${name} is a ${kind}, which is no sum over users: ${WHICH_CAN}`)
  }
}

/** The value of a formula; `whole` is what it is called. Throws `bad-parameter` for what is no sum and no ratio of sums. */
function valueOf(formula: Formula, whole: string, sums: MeasureSums): Value {
  const no = (why: string): never =>
    refuse(sums.parameter, whole, `${whole} cannot be compared user by user, since ${why}: ${WHICH_CAN}`)
  switch (formula.kind) {
    case 'number':
      return formula
    case 'name': {
      const measure = sums.parts.get(formula.name)
      return measure === undefined ? no(`there is no measure ${formula.name}`) : partValue(measure, sums)
    }
    case 'minus':
      return times(valueOf(formula.of, whole, sums), -1)
    case 'both': {
      const [left, right] = [valueOf(formula.left, whole, sums), valueOf(formula.right, whole, sums)]
      if (formula.op === '*') {
        if (left.kind === 'number') return times(right, left.value)
        return right.kind === 'number' ? times(left, right.value) : no('it multiplies two measures')
      }
      if (formula.op === '/') {
        if (right.kind === 'number') return right.value === 0 ? no('it divides by 0') : times(left, 1 / right.value)
        if (left.kind === 'sum' && right.kind === 'sum') return { kind: 'ratio', over: left.over, under: right.over }
        return no('it divides what is not a sum over users')
      }
      return added(left, formula.op === '-' ? times(right, -1) : right) ?? no('it adds up what are not sums over users')
    }
  }
}

/** Two values added up; a number to a ratio as so many times what it is divided by. Null where there is no such sum. */
function added(left: Value, right: Value): Value | null {
  if (left.kind === 'number' && right.kind === 'number') return { kind: 'number', value: left.value + right.value }
  if (left.kind === 'sum' && right.kind === 'sum') return { kind: 'sum', over: [...left.over, ...right.over] }
  if (left.kind === 'ratio' && right.kind === 'number')
    return { ...left, over: [...left.over, ...scaled(left.under, right.value)] }
  return left.kind === 'number' && right.kind === 'ratio' ? added(right, left) : null
}

/** What is compared of a measure or formula that is called `whole`. Throws `bad-parameter` with what can be compared. */
export function sumsOf(formula: Formula, whole: string, sums: MeasureSums): Pick<Metric, 'kind' | 'over' | 'under'> {
  const value = valueOf(formula, whole, sums)
  if (value.kind === 'number') return refuse(sums.parameter, whole, `${whole} is the same number for all: ${WHICH_CAN}`)
  if (value.kind === 'ratio') return value
  const isShare = formula.kind === 'name' && value.over[0]?.figure.kind === 'did'
  return { kind: isShare ? 'share' : 'mean', over: value.over, under: [] }
}
