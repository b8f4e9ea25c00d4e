import { formulaNames } from '../../src-renderer/model/formula'
import { addDays } from '../../src-renderer/model/isoDate'
import type { IsoDate } from '../../src-renderer/model/schema'
import type { Figure } from '../../src-renderer/query/contract/analysis'
import type { FilterTerm } from '../../src-renderer/query/contract/filterTerm'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readFormulas } from '../../src-renderer/query/sql/measures'
import { sidesBetween, type FigureSide } from '../events/changeSides'
import type { TimeUnit } from '../events/timeUnits'
import type { TrendQuestion } from './question'
import { NO_VALUE, OTHER } from './countedEvents'
import { breakdownColumn } from './trendsSql'

const MONTHS: Readonly<Partial<Record<TimeUnit, number>>> = { month: 1, quarter: 3, year: 12 }

/** The last date of a bucket of days or longer; null of shorter ones. */
function lastDate(begins: IsoDate, unit: TimeUnit): IsoDate | null {
  if (unit === 'day') return begins
  if (unit === 'week') return addDays(begins, 6)
  const months = MONTHS[unit]
  if (months === undefined) return null
  const [year = 0, month = 1] = begins.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 0)).toISOString().slice(0, 10)
}

/** The conditions that a line of the breakdown stands for; null where it is of several values. */
function lineTerms({ breakdown }: TrendQuestion, row: Figure['row']): readonly FilterTerm[] | null {
  const terms: FilterTerm[] = []
  for (const { name, type } of breakdown) {
    const label = row[breakdownColumn(name)]
    if (typeof label !== 'string' || label === OTHER) return null
    if (label === NO_VALUE) terms.push({ column: name, op: 'is null' })
    else if (type === 'boolean') terms.push({ column: name, op: '=', value: label === 'true' })
    else if (type === 'integer' || type === 'double') terms.push({ column: name, op: '=', value: Number(label) })
    else terms.push({ column: name, op: '=', value: label })
  }
  return terms
}

/** The events of a cell: its bucket within the dates asked for, and its line; null where these do not say it. */
function sideOf(question: TrendQuestion, { row }: Figure): FigureSide | null {
  const { scope, unit } = question
  const begins = row['date']
  const ends = typeof begins === 'string' ? lastDate(begins, unit) : null
  const which = lineTerms(question, row)
  if (typeof begins !== 'string' || ends === null || which === null) return null
  const from = scope.fromDate !== null && scope.fromDate > begins ? scope.fromDate : begins
  const to = scope.toDate !== null && scope.toDate < ends ? scope.toDate : ends
  return { from, to, which }
}

/** The measures of the series as parameters have them, and its formula. */
function measureOf({ series, parts }: TrendQuestion, values: ParameterValues, name: unknown): ParameterValues | null {
  const at = series.findIndex((one) => one.name === name)
  const asked = series[at]
  const { measures, formula } = values
  if (asked === undefined || !Array.isArray(measures)) return null
  const given = (measures as readonly unknown[]).filter(
    (one, index) => typeof one === 'string' || parts[index] !== undefined,
  )
  const nameOf = (one: unknown): unknown => (typeof one === 'object' && one !== null && 'name' in one ? one.name : one)
  if (formula === null || formula === undefined || formula === '') {
    const own = given.find((one) => nameOf(one) === asked.name)
    return own === undefined ? null : { measure: [own], formula: null }
  }
  const text = readFormulas(formula)[at]
  const names = formulaNames(asked.formula)
  const used = given.filter((one) => names.some((part) => part === nameOf(one)))
  return text === undefined || used.length > 2 ? null : { measure: used, formula: [text] }
}

/** What explain-change is asked of two points of one series; null where they are of no single events on dates. */
export function trendChange(
  question: TrendQuestion,
  values: ParameterValues,
  before: Figure,
  after: Figure,
): ParameterValues | null {
  const { window, adjustment, show, underOneValue, breakdown, byActive, parts } = question
  const isSimple = window === 1 && adjustment === null && show !== 'heatmap'
  const needsActive = byActive && parts.some(({ kind }) => kind === 'per-user')
  if (!isSimple || needsActive || (underOneValue && breakdown.length > 0)) return null
  if (before.column !== 'value' || after.column !== 'value') return null
  if (before.row['series'] !== after.row['series']) return null
  const measure = measureOf(question, values, before.row['series'])
  const [one, other] = [sideOf(question, before), sideOf(question, after)]
  if (measure === null || one === null || other === null) return null
  if (JSON.stringify(one) === JSON.stringify(other)) return null
  return { ...measure, ...sidesBetween(one, other) }
}
