import type { AddUp, Sums } from '../../src-renderer/query/contract/cte'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import { inBrackets } from '../../src-renderer/query/sql/statement'
import { isClockUnit } from '../events/clockUnit'
import { whereLines } from '../events/eventsInScope'
import { CELL, neededCells, type CellFigure } from './cells'
import { eventsReadSql, groupNames, numbered } from './countedEvents'
import type { Part, TrendQuestion } from './question'
import { trendsSql } from './trendsSql'

type Columns = SequenceRequest['columns']

/** The total that values are ranked by, by a kind of its own: the timeline's column says which. */
function rankedBy({ kind, is, amount }: Part): Columns {
  if (kind === 'users') return { total_users: { kind: 'flag', sql: is } }
  if (kind === 'sum') return { total_sum: { kind: 'number', sql: amountOf(amount, [is]) } }
  return { total_count: { kind: 'flag', sql: is } }
}

function amountOf(amount: string | null, is: readonly string[]): string {
  const condition = whereLines(...is)
  return condition === 'TRUE' ? String(amount) : `CASE WHEN ${condition} THEN ${amount} END`
}

/** What a cell needs of each event: whether it counts, or what it adds. */
function cellColumn({ of, amount, is }: CellFigure): Columns[string] {
  if (of !== 'count') return { kind: 'number', sql: amountOf(amount, is) }
  return { kind: 'flag', sql: `(${whereLines(...is, amount === null ? null : `${amount} IS NOT NULL`)})` }
}

/** The statement with what the kernel gives as rows: lines of the breakdown, cells, percentiles over windows. */
export function restOf(
  question: TrendQuestion,
  windowed: readonly CellFigure[],
  { each, all, select }: AddUp = trendsSql(question),
): AddUp {
  const own: Readonly<Record<string, Sums>> = {
    ...(question.breakdown.length === 0 ? {} : { group_places: { by: ['place', ...groupNames(question)], sums: [] } }),
    ...Object.fromEntries(windowed.map(({ name }) => [name, { by: CELL, sums: ['value'] }])),
  }
  return {
    each: each.map(({ adds: added, ...cte }) => {
      const adds = own[cte.name] ?? (cte.name === 'value_users' ? undefined : added)
      return adds === undefined ? cte : { ...cte, adds }
    }),
    all: all.filter(({ name }) => own[name] === undefined),
    select,
  }
}

/**
 * The `sequence` of a plan of trends: for what takes SQL long, users under the value of their first event, different users
 * of minutes and hours, and percentiles over windows. `shares` among its values are those of percentiles, by column.
 * None where windows tell users apart, or the engine alone knows the figure.
 */
export function seriesSequence(
  question: TrendQuestion,
  values: ParameterValues,
  range: QueryPlan['range'],
): Pick<QueryPlan, 'sequence'> {
  const { entity, intervals, breakdown, underOneValue, unit, window, parts } = question
  const { cells, users, parts: own } = neededCells(question)
  const windowed = own.flatMap((one) => one.windowed ?? [])
  const [first] = parts
  if (!entity.isUser || intervals || first === undefined || first.kind === 'distinct') return {}
  if (cells.some(({ of }) => of === 'distinct') || own.some((one) => one.ctes.length > 0 && one.windowed === undefined))
    return {}
  // All buckets up to the last one shown are the engine's to know.
  if (windowed.length > 0 && window === null) return {}
  const isSlow = windowed.length > 0 || (breakdown.length > 0 ? underOneValue : isClockUnit(unit) && users.length > 0)
  if (!isSlow || (window !== 1 && users.length > 0)) return {}
  const quantiles = [...cells, ...windowed].filter(({ of }) => of === 'quantile')
  const shares = Object.fromEntries(quantiles.map(({ name, share = 0 }) => [name, share]))
  const columns: Columns = {
    bucket: { kind: 'number', sql: 'bucket' },
    ...Object.fromEntries(
      numbered('value', breakdown.length).map((name) => [name, { kind: 'text', sql: name } as const]),
    ),
    ...(breakdown.length > 0 ? rankedBy(first) : {}),
    ...Object.fromEntries([...cells, ...windowed].map((cell) => [`${cell.of}_of_${cell.name}`, cellColumn(cell)])),
    ...Object.fromEntries(users.map(({ name, is }) => [name, { kind: 'flag', sql: is } as const])),
  }
  return {
    sequence: {
      analysis: 'trends',
      values: { ...values, shares },
      from: inBrackets(eventsReadSql(question)),
      where: 'TRUE',
      columns,
      ...(range === undefined ? {} : { range }),
      rest: restOf(question, windowed),
      rule:
        "Each user's events are walked once in order of time: each is counted in its bucket, under " +
        (breakdown.length === 0
          ? 'one line, and a user once in each bucket.'
          : `the values of ${underOneValue ? "the user's first event" : 'its own'}, and a user once in each bucket and line. Values are ranked by their total.`),
    },
  }
}
