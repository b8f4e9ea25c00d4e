import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import { inBrackets } from '../../src-renderer/query/sql/statement'
import { isClockUnit } from '../events/clockUnit'
import { whereLines } from '../events/eventsInScope'
import { neededCells, type CellFigure } from './cells'
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

/** The statement with the lines of the breakdown as rows that the kernel gives. */
function restOf(question: TrendQuestion): AddUp {
  const { each, all, select } = trendsSql(question)
  if (question.breakdown.length === 0) return { each, all, select }
  const adds = { by: ['place', ...groupNames(question)], sums: [] }
  return {
    each: each.map(({ adds: added, ...cte }) => {
      if (cte.name === 'group_places') return { ...cte, adds }
      return added === undefined || cte.name === 'value_users' ? cte : { ...cte, adds: added }
    }),
    all: all.filter(({ name }) => name !== 'group_places'),
    select,
  }
}

/**
 * The `sequence` of a plan of trends: for what takes SQL long, users under the value of their first event, and different
 * users of minutes and hours. None where windows tell users apart, or the engine alone knows the figure.
 */
export function seriesSequence(
  question: TrendQuestion,
  values: ParameterValues,
  range: QueryPlan['range'],
): Pick<QueryPlan, 'sequence'> {
  const { entity, intervals, breakdown, underOneValue, unit, window, parts } = question
  const { cells, users, parts: own } = neededCells(question)
  const isSlow = breakdown.length > 0 ? underOneValue : isClockUnit(unit) && users.length > 0
  const isCounted =
    cells.every(({ of }) => of !== 'distinct' && of !== 'quantile') && own.every((one) => one.ctes.length === 0)
  const [first] = parts
  if (!isSlow || !isCounted || !entity.isUser || intervals || first === undefined || first.kind === 'distinct')
    return {}
  if (window !== 1 && users.length > 0) return {}
  const columns: Columns = {
    bucket: { kind: 'number', sql: 'bucket' },
    ...Object.fromEntries(
      numbered('value', breakdown.length).map((name) => [name, { kind: 'text', sql: name } as const]),
    ),
    ...(breakdown.length > 0 ? rankedBy(first) : {}),
    ...Object.fromEntries(cells.map((cell) => [`${cell.of}_of_${cell.name}`, cellColumn(cell)])),
    ...Object.fromEntries(users.map(({ name, is }) => [name, { kind: 'flag', sql: is } as const])),
  }
  return {
    sequence: {
      analysis: 'trends',
      values,
      from: inBrackets(eventsReadSql(question)),
      where: 'TRUE',
      columns,
      ...(range === undefined ? {} : { range }),
      rest: restOf(question),
      rule:
        "Each user's events are walked once in order of time: each is counted in its bucket, under " +
        (breakdown.length === 0
          ? 'one line, and a user once in each bucket.'
          : "the values of the user's first event, and a user once in each bucket and line. Values are ranked by their total."),
    },
  }
}
