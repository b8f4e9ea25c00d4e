import { refuse } from '../sql/refuse'
import { addDays, daysBetween, isIsoDate } from '../../model/isoDate'
import type { IsoDate } from '../../model/schema'
import type { ParameterValue, ParameterValues } from '../contract/parameter'
import { readSegmentRule } from '../sql/segment'
import type { SegmentRule } from '../contract/segment'

const PERIODS = ['previous-period', 'previous-week', 'previous-month', 'previous-year'] as const
export type Period = (typeof PERIODS)[number]

/**
 * With what an answer is compared: itself at an earlier time or on given dates, those who are not in its segment, or
 * another segment (a name or a rule).
 */
export type Comparison =
  | { readonly period: Period }
  | { readonly dates: { readonly from: IsoDate; readonly to: IsoDate } }
  | { readonly everyoneElse: true }
  | { readonly segment: string | SegmentRule }

/** One of the two answers that are compared: what the column `compared` calls it, and its parameters. */
export interface Side {
  readonly label: string
  readonly values: ParameterValues
}

const PERIOD_LABELS: Readonly<Record<Period, string>> = {
  'previous-period': 'previous period',
  'previous-week': 'a week earlier',
  'previous-month': 'a month earlier',
  'previous-year': 'a year earlier',
}
const SEGMENT = 'segment:'
/** `dates:2024-01-01..2024-01-07` */
const DATES = /^dates:(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/

/**
 * Reads `previous-period`, `previous-week`, `previous-month`, `previous-year`, `dates:FROM..TO`, `everyone-else`,
 * `segment:NAME` or `segment:{rule}`. Throws `bad-parameter`.
 */
export function readComparison(value: ParameterValue): Comparison {
  if (typeof value !== 'string')
    return refuse('compare', value, `say ${PERIODS.join(', ')}, everyone-else or segment:NAME`)
  const period = PERIODS.find((one) => one === value)
  if (period !== undefined) return { period }
  if (value === 'everyone-else') return { everyoneElse: true }
  const [, from, to] = DATES.exec(value) ?? []
  if (from !== undefined && to !== undefined) {
    if (isIsoDate(from) && isIsoDate(to) && from <= to) return { dates: { from, to } }
    return refuse('compare', value, 'dates are two days of the calendar, the first one first')
  }
  const name = value.startsWith(SEGMENT) ? value.slice(SEGMENT.length).trim() : ''
  if (name === '')
    return refuse(
      'compare',
      value,
      `it is one of ${PERIODS.join(', ')}, dates:FROM..TO, everyone-else and segment:NAME, not "${value}"`,
    )
  if (!name.startsWith('{')) return { segment: name }
  try {
    return { segment: readSegmentRule(JSON.parse(name), 'compare') }
  } catch (error) {
    if (error instanceof SyntaxError) return refuse('compare', value, 'the rule after segment: is not well-formed JSON')
    throw error
  }
}

/** The same day of a month `months` earlier, or that month's last day where it is shorter. */
function monthsEarlier(date: IsoDate, months: number): IsoDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const first = new Date(Date.UTC(year, month - 1 - months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, last))).toISOString().slice(0, 10)
}

function isMonthEnd(date: IsoDate): boolean {
  return addDays(date, 1).endsWith('-01')
}

/**
 * The dates that a period is compared with: as many days directly before, or the same dates 7 days, a month or a year
 * earlier. Whole months stay whole: February's last day goes with January's.
 */
export function earlierDates(
  period: Period,
  from: IsoDate,
  to: IsoDate,
): { readonly from: IsoDate; readonly to: IsoDate } {
  if (period === 'previous-period') {
    const days = daysBetween(from, to) + 1
    return { from: addDays(from, -days), to: addDays(from, -1) }
  }
  if (period === 'previous-week') return { from: addDays(from, -7), to: addDays(to, -7) }
  const months = period === 'previous-month' ? 1 : 12
  const earlier = monthsEarlier(to, months)
  const whole = from.endsWith('-01') && isMonthEnd(to)
  return { from: monthsEarlier(from, months), to: whole ? addDays(monthsEarlier(addDays(to, 1), months), -1) : earlier }
}

function segmentLabel(value: ParameterValue | SegmentRule | undefined): string {
  return value === null || value === undefined || value === ''
    ? 'everyone'
    : typeof value === 'string'
      ? value
      : 'segment'
}

/** What the other side is called. */
export function comparisonLabel(asked: Comparison): string {
  return 'period' in asked
    ? PERIOD_LABELS[asked.period]
    : 'dates' in asked
      ? `${asked.dates.from} to ${asked.dates.to}`
      : 'everyoneElse' in asked
        ? 'everyone else'
        : segmentLabel(asked.segment)
}

function ruleOf(value: ParameterValue, segments: ReadonlyMap<string, SegmentRule>): SegmentRule {
  const kept = typeof value === 'string' ? segments.get(value) : undefined
  return kept ?? readSegmentRule(value)
}

/**
 * The two sides of `values.compare`; null where nothing is compared. `lastDate` is the data's, for dates that are open
 * at their end; `segments` are the kept rules, of which a named one that is missing was refused before. Throws
 * `bad-parameter`.
 */
export function sidesOf(
  values: ParameterValues,
  lastDate: IsoDate | null,
  segments: ReadonlyMap<string, SegmentRule>,
): readonly [Side, Side] | null {
  const { compare, ...own } = values
  if (compare === null || compare === undefined || compare === '') return null
  const asked = readComparison(compare)
  const given = (name: string): string | null => (typeof own[name] === 'string' && own[name] !== '' ? own[name] : null)
  if ('period' in asked) {
    const { period } = asked
    const labelled = (dates: ParameterValues): readonly [Side, Side] => [
      { label: 'current', values: own },
      { label: comparisonLabel(asked), values: { ...own, ...dates } },
    ]
    const to = given('to') ?? lastDate
    if (to === null) return refuse('compare', period, 'there are no dates in the data to compare')
    if (!('from' in own)) {
      if (!('to' in own) || period === 'previous-period')
        return refuse(
          'compare',
          period,
          'this analysis has no range of dates to put before another one; compare with previous-week, a segment or everyone-else where it takes them',
        )
      return labelled({ to: earlierDates(period, to, to).to })
    }
    const from = given('from')
    if (from === null) return refuse('compare', period, 'give a From date: nothing lies before all of the data')
    if (from > to) return refuse('compare', period, 'From is later than To: nothing lies between')
    return labelled(earlierDates(period, from, to))
  }
  if ('dates' in asked) {
    if (!('from' in own)) return refuse('compare', compare, 'this analysis has no range of dates to put beside another')
    return [
      { label: 'current', values: own },
      { label: comparisonLabel(asked), values: { ...own, ...asked.dates } },
    ]
  }
  const segment = own['segment'] ?? null
  if ('everyoneElse' in asked) {
    if (segment === null || segment === '')
      return refuse('compare', 'everyone-else', 'choose a segment first: everyone else are those who are not in it')
    return apart(
      { label: segmentLabel(segment), values: own },
      { label: comparisonLabel(asked), values: { ...own, segment: { not: ruleOf(segment, segments) } } },
    )
  }
  const other = asked.segment as ParameterValue
  if (JSON.stringify(other) === JSON.stringify(segment))
    return refuse('compare', JSON.stringify(compare), 'that is the segment itself; choose another one')
  return apart(
    { label: segmentLabel(segment), values: own },
    { label: comparisonLabel(asked), values: { ...own, segment: other } },
  )
}

/** Sides whose labels differ, whatever segments are called. */
function apart(first: Side, second: Side): readonly [Side, Side] {
  return [first, first.label === second.label ? { ...second, label: `${second.label} (other)` } : second]
}
