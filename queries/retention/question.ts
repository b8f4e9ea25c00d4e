import { filterSql, readCondition, readFilter, conditionSql, type Condition } from '../../src-renderer/query/condition'
import type { Catalog, ParameterSpec, ParameterValue, ParameterValues } from '../../src-renderer/query/definition'
import { COMMON_PARAMETERS, scope, type Scope } from '../../src-renderer/query/source'
import { readUnit, UNIT, type Unit } from '../lifecycle/calendarUnit'

export type Entry = 'first-ever' | 'first-matching' | 'recurring'
export type Clock = 'calendar' | 'rolling'
export type Criterion = 'on' | 'on-or-after' | 'on-or-before'

export const DEFAULT_PERIODS: Readonly<Record<Unit, number>> = { day: 30, week: 12, month: 12 }
/** The length of a rolling period in days of 24 hours. */
export const ROLLING_DAYS: Readonly<Record<Unit, number>> = { day: 1, week: 7, month: 30 }

export const RETENTION_PARAMETERS: readonly ParameterSpec[] = [
  { name: 'start_event', type: 'event', label: 'Start event', default: null, help: 'What makes a user part of a cohort; empty for any event.' },
  { name: 'return_event', type: 'event', label: 'Return event', default: null, help: 'What counts as coming back; empty for any event.' },
  { ...UNIT, help: 'The length of a period: a day, a week (from the workspace\'s first day of the week) or a month.' },
  { name: 'periods', type: 'integer', label: 'Periods', default: null, min: 1, max: 1000, help: 'How many periods after the first are shown; empty for 30 days, 12 weeks or 12 months.' },
  {
    name: 'entry', type: 'choice', label: 'Entry', default: 'first-ever', help: 'Which start events bring a user into a cohort.',
    options: [
      { value: 'first-ever', label: 'First ever', help: 'The first start event in all the data, if it falls in the dates and passes the filter.' },
      { value: 'first-matching', label: 'First in the dates', help: 'The first start event in the dates that passes the filter.' },
      { value: 'recurring', label: 'Every period', help: 'Each day, week or month with a start event is an entry of its own.' },
    ],
  },
  {
    name: 'criterion', type: 'choice', label: 'Criterion', default: 'on', help: 'When a user counts as retained in period k.',
    options: [
      { value: 'on', label: 'On', help: 'Came back in period k itself (bounded).' },
      { value: 'on-or-after', label: 'On or after', help: 'Came back in period k or any later one (unbounded).' },
      { value: 'on-or-before', label: 'On or before', help: 'Came back in any of the periods 1 to k (cumulative).' },
    ],
  },
  {
    name: 'clock', type: 'choice', label: 'Clock', default: 'calendar', more: true, help: 'How periods are measured.',
    options: [
      { value: 'calendar', label: 'Calendar', help: 'By local dates: period 1 of a daily cohort is the next date.' },
      { value: 'rolling', label: 'Rolling', help: 'From each user\'s own start, in steps of 24 hours (7 or 30 times that for weeks and months).' },
    ],
  },
  ...COMMON_PARAMETERS,
]

/** A retention question, read and checked. */
export interface RetentionQuestion {
  readonly scope: Scope
  readonly catalog: Catalog
  readonly unit: Unit
  readonly periods: number
  readonly entry: Entry
  readonly clock: Clock
  readonly criterion: Criterion
  /** Boolean SQL over an event's columns, never NULL. */
  readonly startSql: string
  readonly returnSql: string
  /** The row filter; null when there is none. */
  readonly filterSql: string | null
  /** Neither event is narrowed, so that active days say all. */
  readonly anyEvents: boolean
  readonly notes: readonly string[]
}

function choice<T extends string>(value: ParameterValue | undefined, options: readonly T[]): T {
  return options.find((option) => option === value) ?? options[0]!
}

function isAny(condition: Condition): boolean {
  return condition.event === null && condition.where.length === 0
}

function inWords(condition: Condition): string {
  return isAny(condition) ? 'any event' : `${condition.event ?? 'any event'}${condition.where.length === 0 ? '' : ' with conditions'}`
}

export function readPeriods(values: ParameterValues): number {
  return typeof values['periods'] === 'number' ? values['periods'] : DEFAULT_PERIODS[readUnit(values)]
}

/** Throws `bad-parameter` and `not-found`. */
export function readQuestion(values: ParameterValues, catalog: Catalog, source: string | null): RetentionQuestion {
  const asked = scope(values, catalog, source)
  const start = readCondition(values['start_event'] ?? null, 'start_event')
  const returns = readCondition(values['return_event'] ?? null, 'return_event')
  const entry = choice<Entry>(values['entry'], ['first-ever', 'first-matching', 'recurring'])
  const clock = choice<Clock>(values['clock'], ['calendar', 'rolling'])
  const criterion = choice<Criterion>(values['criterion'], ['on', 'on-or-after', 'on-or-before'])
  const unit = readUnit(values)
  const periods = readPeriods(values)
  return {
    scope: asked, catalog, unit, periods, entry, clock, criterion,
    startSql: conditionSql(start, asked.source.columns), returnSql: conditionSql(returns, asked.source.columns),
    filterSql: filterSql(readFilter(values['filter'] ?? null), asked.source.columns),
    anyEvents: isAny(start) && isAny(returns),
    notes: [...asked.notes, `start: ${inWords(start)}, ${entry}`, `return: ${inWords(returns)}, ${criterion} the ${unit}`, `clock: ${clock}`, `periods: ${periods}`],
  }
}
