import type { IsoDate } from '../../src-renderer/model/schema'
import { quantileOf } from '../../src-renderer/model/measure'
import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readFilter } from '../../src-renderer/query/sql/condition'
import { isClockUnit } from '../events/clockUnit'
import { conditionTerms, isStored, termsOf, type ScanColumns, type ScanTerm } from '../events/storedTerms'
import type { TimeUnit } from '../events/timeUnits'
import { neededCells, type CellFigure, type WindowUsers } from './cells'
import { readDates } from './dates'
import type { Part, TrendQuestion } from './question'
import { restOf } from './seriesSequence'

/** A figure of each cell: of the events of a user alone, or of all. */
export interface ScanFigure {
  readonly name: string
  readonly of: 'count' | 'sum' | 'min' | 'max' | 'users' | 'quantile'
  /** The column of what is summed, or counted where it is there. */
  readonly amount: string | null
  /** The condition, by its name; null for all events. */
  readonly is: string | null
  readonly ofUsers: boolean
  /** Which quantile. */
  readonly share?: number
  /** Users of the window of so many buckets (null: all up to it) that ends with each, as the WITH query's column has them. */
  readonly window?: { readonly buckets: number | null; readonly column: WindowUsers['column'] }
}

/** What is counted of stored rows: `time`, `user`, `value_1` … and what terms and figures name are their columns. */
export interface SeriesScan {
  readonly unit: TimeUnit
  readonly zone: string
  readonly weekStart: number
  /** Local dates, null for open. */
  readonly from: IsoDate | null
  readonly to: IsoDate | null
  /** What must hold of every event, and of those of a condition. */
  readonly scope: readonly ScanTerm[]
  readonly conditions: Readonly<Record<string, readonly ScanTerm[]>>
  /** Events for which none of these holds say nothing of a breakdown's values; null where all count. */
  readonly counted: readonly string[] | null
  readonly figures: readonly ScanFigure[]
  /** How many columns are broken down by, how many lines are shown, and what ranks them; null without a breakdown. */
  readonly breakdown: { readonly columns: number; readonly limit: number; readonly ranked: ScanFigure } | null
}

const KINDS: readonly string[] = ['count', 'users', 'sum', 'avg', 'min', 'max', 'per-user']

/** Whether the question is one of cells alone, of one table as it is stored. */
function isPlain(question: TrendQuestion, values: ParameterValues): boolean {
  const { scope, entity, intervals, breakdown, underOneValue, unit, window, parts } = question
  const { fromDate, toDate } = scope
  return (
    isStored(scope, values) &&
    entity.isUser &&
    !intervals &&
    (breakdown.length === 0 || (!underOneValue && breakdown.every(({ type }) => type === 'string'))) &&
    // Which hours begin on the dates asked for is the engine's to know.
    (!isClockUnit(unit) || (fromDate === null && toDate === null)) &&
    parts.every(({ kind }) => KINDS.includes(kind) || (window === 1 && quantileOf(kind) !== null))
  )
}

function scanFigure(
  { name, of, amount, is, share }: CellFigure,
  amounts: ReadonlyMap<string, string>,
): ScanFigure | null {
  if (of === 'distinct') return null
  const column = amount === null ? null : (amounts.get(amount) ?? null)
  if (amount !== null && column === null) return null
  const own = is.find((one) => one !== 'TRUE' && one !== 'entity IS NOT NULL') ?? null
  return {
    name,
    of,
    amount: column,
    is: own,
    ofUsers: is.includes('entity IS NOT NULL'),
    ...(share === undefined ? {} : { share }),
  }
}

/** The total that values are ranked by. */
function rankedBy({ kind, is, amount }: Part, amounts: ReadonlyMap<string, string>): ScanFigure {
  const of = kind === 'users' ? 'users' : kind === 'sum' ? 'sum' : 'count'
  const column = of === 'sum' && amount !== null ? (amounts.get(amount) ?? null) : null
  return { name: 'total', of, amount: column, is: is === 'TRUE' ? null : is, ofUsers: false }
}

/**
 * The `scan` of a plan whose statement is `asked`, made of figures(): where cells are counts, sums, least and greatest
 * values and different users of events that texts alone select. None for all else.
 */
export function seriesScan(question: TrendQuestion, values: ParameterValues, asked: AddUp): Pick<QueryPlan, 'scan'> {
  const { scope, unit, breakdown, limit, parts, byActive } = question
  const [first] = parts
  if (first === undefined || !isPlain(question, values)) return {}
  const columns: ScanColumns = { time: { kind: 'time', column: 'ts' }, user: { kind: 'key', column: 'user_key' } }
  breakdown.forEach(({ name }, at) => (columns[`value_${at + 1}`] = { kind: 'text', column: name }))
  const filter = termsOf(readFilter(values['filter'] ?? null), scope, columns)
  const conditions: Record<string, readonly ScanTerm[]> = {}
  const amounts = new Map<string, string>()
  for (const part of parts) {
    const terms = conditionTerms(part.measure.event, 'measures', scope, columns)
    // A figure that is no measure may have a condition of its own.
    if (terms === null || (part.is === 'TRUE') !== (terms.length === 0)) return {}
    if (part.is !== 'TRUE') conditions[part.is] = terms
    const type = scope.source.columns.find(({ name }) => name === part.measure.column)?.type
    if (part.amount === null || part.measure.column === null) continue
    if (type !== 'integer' && type !== 'double') return {}
    columns[part.amount] = { kind: 'number', column: part.measure.column }
    amounts.set(part.amount, part.amount)
  }
  const { cells, users, parts: own } = neededCells(question)
  const seen = own.flatMap((one) => one.seen ?? [])
  const figures = [
    ...cells.map((cell) => scanFigure(cell, amounts)),
    ...users.map(({ name, is }): ScanFigure => {
      return { name, of: 'users', amount: null, is: is === 'TRUE' ? null : is, ofUsers: true }
    }),
    ...seen.map(({ name, is, column }): ScanFigure => {
      const window = { buckets: question.window, column }
      return { name, of: 'users', amount: null, is: is === 'TRUE' ? null : is, ofUsers: true, window }
    }),
  ]
  if (filter === null || !figures.every((one) => one !== null)) return {}
  const needsUsers = figures.some(({ of, ofUsers }) => of === 'users' || ofUsers) || first.kind === 'users'
  if (!needsUsers) delete columns['user']
  const { from, to } = readDates(question)
  const scanned: SeriesScan = {
    unit,
    zone: scope.timezone ?? scope.catalog.timezone,
    weekStart: scope.catalog.weekStart,
    from,
    to,
    scope: filter,
    conditions,
    counted: byActive || parts.some((part) => part.is === 'TRUE') ? null : Object.keys(conditions),
    figures,
    breakdown: breakdown.length === 0 ? null : { columns: breakdown.length, limit, ranked: rankedBy(first, amounts) },
  }
  return {
    scan: {
      analysis: 'trends',
      values: { scanned: { ...scanned } },
      table: scope.source.table ?? '',
      columns,
      rest: restOf(question, [], asked),
      rule:
        'each event that counts is added to the cell of its bucket' +
        (breakdown.length === 0 ? '. ' : ' and of the line of its values, which are ranked by their total. ') +
        'A user counts once in a cell.',
    },
  }
}
