import { formulaNames } from '../../src-renderer/model/formula'
import { addDays } from '../../src-renderer/model/isoDate'
import type { ChangeSide, Figure, Unexplained } from '../../src-renderer/query/contract/analysis'
import type { FilterTerm } from '../../src-renderer/query/contract/filterTerm'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readFormulas } from '../../src-renderer/query/sql/measures'
import { isClockUnit } from '../events/clockUnit'
import { shownTerm } from '../events/shownTerm'
import { unitStartDate } from '../events/timeUnits'
import type { TrendQuestion } from './question'
import { NO_VALUE, OTHER } from './countedEvents'
import { breakdownColumn } from './trendsSql'

/** The conditions that a line of the breakdown stands for; null where it is of several values. */
function lineTerms({ breakdown }: TrendQuestion, row: Figure['row']): readonly FilterTerm[] | null {
  const terms = breakdown.map((column) => {
    const label = row[breakdownColumn(column.name)]
    return typeof label === 'string' ? shownTerm(column, label, { none: NO_VALUE, other: OTHER }) : null
  })
  const known = terms.filter((term) => term !== null)
  return known.length === terms.length ? known : null
}

/** The measures of the series as parameters have them, and its formula. */
export function measureOf(
  { series, parts }: Pick<TrendQuestion, 'series' | 'parts'>,
  values: ParameterValues,
  name: unknown,
): Pick<ChangeSide, 'measure' | 'formula'> | Unexplained {
  const at = series.findIndex((one) => one.name === name)
  const asked = series[at]
  if (asked === undefined) return { why: 'it is of no measure that was asked for' }
  const { measures, formula } = values
  const own = parts.map(({ measure }) => measure as unknown as ParameterValue)
  const given = Array.isArray(measures) ? (measures as readonly ParameterValue[]) : own
  const nameOf = (one: unknown): unknown => (typeof one === 'object' && one !== null && 'name' in one ? one.name : one)
  if (formula === null || formula === undefined || formula === '') {
    const one = given.find((measure) => nameOf(measure) === asked.name)
    return one === undefined ? { why: 'its measure is not known' } : { measure: [one], formula: null }
  }
  const text = readFormulas(formula)[at]
  const names = formulaNames(asked.formula)
  const used = given.filter((one) => names.some((part) => part === nameOf(one)))
  if (text === undefined || used.length > 2) return { why: 'a formula of more than two measures is not divided' }
  return { measure: used, formula: [text] }
}

/** Why the figures of a question are not those of events on dates, whichever is pointed at; null where they are. */
function whyNot(question: TrendQuestion): string | null {
  const { adjustment, show, underOneValue, breakdown, byActive, parts } = question
  if (show === 'heatmap') return 'it is a mean over hours of the week; show the series as lines'
  if (adjustment === 'share') return 'it is a share of all lines; turn Share of all off'
  if (adjustment === 'indexed') return 'it is indexed to 100; turn Indexed off'
  if (adjustment !== null) return 'it is a change already; turn Change off'
  if (byActive && parts.some(({ kind }) => kind === 'per-user'))
    return 'it divides by all active users; let it divide by those who did the event'
  if (underOneValue && breakdown.length > 0)
    return 'each user stands under one value here; let users stand under each value of their events'
  return null
}

/** A figure of a series of Trends as a measure of its bucket, or of the buckets of its window. */
export function seriesSide(
  question: TrendQuestion,
  values: ParameterValues,
  { row, column }: Figure,
): ChangeSide | Unexplained {
  const { scope, unit, window } = question
  const why = whyNot(question)
  if (why !== null) return { why }
  if (isClockUnit(unit)) return { why: 'its buckets are shorter than a day; choose days or longer' }
  const begins = row['date']
  if (column !== 'value' || typeof begins !== 'string') return { why: `${column} is no figure of the measure` }
  if (row['value'] === null) return { why: 'there is no figure in this bucket' }
  const measure = measureOf(question, values, row['series'])
  if ('why' in measure) return measure
  const which = lineTerms(question, row)
  if (which === null) return { why: '"Other" stands for several values' }
  const start = (date: string, by: number): string => unitStartDate(date, unit, scope.catalog.weekStart, by)
  const first = scope.fromDate ?? scope.firstDate ?? begins
  const from = window === null ? start(first, 0) : start(begins, 1 - window)
  return { ...measure, from, to: addDays(start(begins, 1), -1), which }
}
