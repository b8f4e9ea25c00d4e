import { elementAt } from '../../../src-renderer/base/required'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { simplexFit } from '../../../src-renderer/stats/simplexFit'
import { breakdownColumn } from '../../trends/trendsSql'
import { DATE, FIGURES, GROUP } from '../../trends/trends/columns'
import { COLUMNS } from './columns'

/** What lines of Trends are called that are no group. */
const NO_GROUP = new Set(['(none)', 'Other'])
const LEAST_OTHERS = 2
const LEAST_DAYS = 2

/** A group's figures by day, divided by its mean before. */
interface Indexed {
  readonly name: string
  readonly figures: readonly number[]
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
const meanSquare = (numbers: readonly number[]): number => mean(numbers.map((one) => one * one))

interface Fit {
  readonly weights: readonly number[]
  readonly mixed: readonly number[]
  /** Mean of squared distances after, over that before. */
  readonly quotient: number
}

/** The mix for one group, fitted on the first `before` days. */
function fitOf(goal: Indexed, others: readonly Indexed[], before: number): Fit {
  const weights = simplexFit(
    goal.figures.slice(0, before),
    others.map(({ figures }) => figures.slice(0, before)),
  )
  const mixed = goal.figures.map((_, day) =>
    others.reduce((sum, { figures }, at) => sum + elementAt(weights, at) * elementAt(figures, day), 0),
  )
  const apart = goal.figures.map((one, day) => one - elementAt(mixed, day))
  return { weights, mixed, quotient: meanSquare(apart.slice(before)) / meanSquare(apart.slice(0, before)) }
}

/** The figures of each group by date, of dates that are over. */
function groupsOf(answer: ResultTable, group: string): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const groups = new Map<string, Map<string, number>>()
  const column = breakdownColumn(group)
  const names = rowsOf({ [column]: GROUP }, answer)
  for (const [at, row] of rowsOf({ ...DATE, ...FIGURES }, answer).entries()) {
    const name = names[at]?.[column] ?? ''
    if (!row.complete || row.value === null || NO_GROUP.has(name)) continue
    const figures = groups.get(name) ?? new Map<string, number>()
    groups.set(name, figures)
    figures.set(row.date, row.value)
  }
  return groups
}

/** A group over some days; null where one of them has no figure, or the days before have none on average. */
function indexed(name: string, byDate: ReadonlyMap<string, number>, dates: readonly string[], before: number) {
  const figures = dates.flatMap((date) => byDate.get(date) ?? [])
  const size = mean(figures.slice(0, before))
  if (figures.length < dates.length || size === 0) return null
  return { name, figures: figures.map((one) => one / size), size }
}

function mixText({ weights }: Fit, others: readonly Indexed[]): string {
  return others
    .map(({ name }, at) => ({ name, share: Math.round(100 * elementAt(weights, at)) }))
    .filter(({ share }) => share >= 1)
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .map(({ name, share }) => `${share} % ${name}`)
    .join(', ')
}

/** `values` have the launch, the group column and the treated group as read. Throws `bad-parameter`. */
export function finishSynthetic(answer: ResultTable, values: ParameterValues): ResultTable {
  const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '')
  const [launch, treated] = [text('launch'), text('treated')]
  const groups = groupsOf(answer, text('group'))
  const own = groups.get(treated)
  if (own === undefined)
    throw badParameter('treated', treated, `: no day of these has a figure of the group "${treated}".`)
  const dates = [...own.keys()].sort()
  const before = dates.filter((date) => date < launch).length
  const goal = indexed(treated, own, dates, before)
  const others = [...groups].flatMap(([name, figures]) => {
    const one = name === treated ? null : indexed(name, figures, dates, before)
    return one === null ? [] : [one]
  })
  if (goal === null || others.length < LEAST_OTHERS || before < LEAST_DAYS || dates.length === before)
    throw badParameter(
      'treated',
      treated,
      `: the launch needs two days before it, one after it, and two other groups with a figure on each; ` +
        `there are ${before} days before, ${dates.length - before} after, and ${others.length} such groups.`,
    )
  const fit = fitOf(goal, others, before)
  const quotients = others.map(
    (one) =>
      fitOf(
        one,
        others.filter((other) => other !== one),
        before,
      ).quotient,
  )
  const asFar = quotients.filter((one) => one >= fit.quotient).length
  return declaredResult(
    COLUMNS,
    dates.map((date, day) => {
      const [value, synthetic] = [goal.size * elementAt(goal.figures, day), goal.size * elementAt(fit.mixed, day)]
      return {
        date,
        value,
        synthetic,
        effect: value - synthetic,
        after: date >= launch,
        mix: mixText(fit, others),
        p: (1 + asFar) / (1 + others.length),
      }
    }),
  )
}
