import { formatCount } from '../../src-renderer/chart/format'
import type { Kpi } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { readUnit, type Unit } from '../events/calendarUnit'
import { hiddenCohorts, ofWhat, periodName, readGroups, together, type Rate } from './cells'
import { bracketsOf } from './question'

/** The periods that people ask for first, by unit. */
const ASKED: Readonly<Record<Unit, readonly number[]>> = { day: [1, 7, 30], week: [1, 4, 12], month: [1, 3, 12] }
const BRACKETS_SHOWN = 4

/**
 * Retention of all cohorts in the periods that are asked for first, where they can be observed, before it the number of
 * those who started. Reads the cells of cohorts and the rows of the summary alike.
 */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const unit = readUnit(values)
  const brackets = bracketsOf(values)
  const cells = readGroups(result, values).flatMap((group) => group.rates)
  const rates = together(cells, values)
  if (cells.length === 0) return []
  // A rolling period 0 counts only those who started a whole period ago; a summary has only those whose first period is
  // over.
  const zero = values['clock'] === 'rolling' || brackets !== null ? [] : cells.filter((cell) => cell.period === 0)
  const counted = values['entry'] === 'recurring' ? 'entries' : 'users'
  const who = cells.some((cell) => cell.cohort !== '') ? counted : `${counted} whose first ${unit} is over`
  const tile = (rate: Rate): Kpi => ({
    label: periodName(rate, values).replace(/^./, (letter) => letter.toUpperCase()),
    value: rate.pct,
    format: 'percent',
    detail: ofWhat(rate, values),
  })
  const hidden = hiddenCohorts(result)
  return [
    ...(zero.length === 0
      ? []
      : [
          {
            label: 'Started',
            value: zero.reduce((sum, cell) => sum + cell.eligible, 0),
            format: 'integer',
            detail: who,
          } as const,
        ]),
    ...(brackets === null
      ? rates.filter((rate) => ASKED[unit].includes(rate.period))
      : rates.slice(0, BRACKETS_SHOWN)
    ).map(tile),
    ...(hidden === null
      ? []
      : [
          {
            label: 'Hidden cohorts',
            value: hidden,
            format: 'integer',
            detail: `smaller than ${formatCount(Number(values['min_size']))}`,
          } as const,
        ]),
  ]
}
