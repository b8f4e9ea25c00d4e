import { formatCount } from '../../src-renderer/chart/format'
import { elementAt } from '../../src-renderer/base/required'
import { columnNamed, type Condition, conditionSql, readCondition } from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { brokenBy } from '../events/brokenBy'
import { readUnit, type Unit } from '../events/calendarUnit'
import { bracketLabel, readBrackets, type Bracket } from './brackets'

type Entry = 'first-ever' | 'first-matching' | 'recurring'
type Clock = 'calendar' | 'rolling'
type Mean = 'pooled' | 'weighted' | 'simple'
type Criterion = 'on' | 'on-or-after' | 'on-or-before' | 'streak' | 'bracket'

const MICROS_PER_DAY = 86_400_000_000
const DEFAULT_PERIODS: Readonly<Record<Unit, number>> = { day: 30, week: 12, month: 12 }
/** The length of a rolling period in days of 24 hours. */
const ROLLING_DAYS: Readonly<Record<Unit, number>> = { day: 1, week: 7, month: 30 }

/** What to break down by. */
export interface Breakdown {
  readonly columns: readonly string[]
  /** How many values are shown before "Other". */
  readonly limit: number
}

/** What of a question decides who is retained, whatever the log. */
export interface RetentionRules {
  readonly unit: Unit
  /** The last period that is looked at. */
  readonly periods: number
  readonly entry: Entry
  readonly clock: Clock
  readonly criterion: Criterion
  /** For the criterion bracket alone; null otherwise. */
  readonly brackets: readonly Bracket[] | null
  readonly denominator: 'cohort' | 'previous'
  readonly mean: Mean
  /** Return events that a period must hold for the user to have come back in it. */
  readonly minTimes: number
  /** Cohorts with fewer entries are hidden; 1 hides none. */
  readonly minSize: number
  readonly breakdown: Breakdown | null
}

/** A retention question, read and checked. */
export interface RetentionQuestion extends RetentionRules {
  readonly scope: Scope
  readonly catalog: Catalog
  /** Boolean SQL over an event's columns, never NULL. */
  readonly startSql: string
  readonly returnSql: string
  /** The row filter; null when there is none. */
  readonly filterSql: string | null
  /**
   * The moment of an entry matters: either event is narrowed, or it is asked for. Otherwise active days may say all.
   */
  readonly needsTimes: boolean
  readonly notes: readonly string[]
}

function choice<T extends string>(value: ParameterValue | undefined, options: readonly T[]): T {
  return options.find((option) => option === value) ?? elementAt(options, 0)
}

function isAny(condition: Condition): boolean {
  return condition.event === null && condition.where.length === 0
}

function inWords(condition: Condition): string {
  return isAny(condition)
    ? 'any event'
    : `${condition.event ?? 'any event'}${condition.where.length === 0 ? '' : ' with conditions'}`
}

/** The brackets that are asked for; null when the criterion is another one. Throws `bad-parameter`. */
export function bracketsOf(values: ParameterValues): readonly Bracket[] | null {
  return values['criterion'] === 'bracket' ? readBrackets(values['brackets'] ?? null) : null
}

export function readPeriods(values: ParameterValues): number {
  return (
    bracketsOf(values)?.at(-1)?.last ??
    (typeof values['periods'] === 'number' ? values['periods'] : DEFAULT_PERIODS[readUnit(values)])
  )
}

/** Throws `bad-parameter`. */
export function readRules(values: ParameterValues): RetentionRules {
  const columns = brokenBy(values)
  const limit = typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 10
  return {
    unit: readUnit(values),
    periods: readPeriods(values),
    entry: choice<Entry>(values['entry'], ['first-ever', 'first-matching', 'recurring']),
    clock: choice<Clock>(values['clock'], ['calendar', 'rolling']),
    criterion: choice<Criterion>(values['criterion'], ['on', 'on-or-after', 'on-or-before', 'streak', 'bracket']),
    brackets: bracketsOf(values),
    denominator: choice<'cohort' | 'previous'>(values['denominator'], ['cohort', 'previous']),
    mean: choice<Mean>(values['mean'], ['pooled', 'weighted', 'simple']),
    minTimes: typeof values['min_times'] === 'number' ? values['min_times'] : 1,
    minSize: typeof values['min_size'] === 'number' ? values['min_size'] : 1,
    breakdown: columns === null ? null : { columns, limit },
  }
}

/** Throws `bad-parameter` and `not-found`. */
export function readQuestion(values: ParameterValues, catalog: Catalog, source: string | null): RetentionQuestion {
  const asked = scope(values, catalog, source)
  const start = readCondition(values['start_event'] ?? null, 'start_event')
  const returns = readCondition(values['return_event'] ?? null, 'return_event')
  const rules = readRules(values)
  const { unit, periods, entry, clock, criterion, brackets, denominator, mean, minTimes, minSize } = rules
  const columns = rules.breakdown?.columns.map((name) => columnNamed(name, asked.source.columns).name) ?? null
  return {
    ...rules,
    breakdown: rules.breakdown === null || columns === null ? null : { ...rules.breakdown, columns },
    scope: asked,
    catalog: asked.catalog,
    startSql: conditionSql(start, asked.source.columns),
    returnSql: conditionSql(returns, asked.source.columns),
    filterSql: asked.filter,
    needsTimes: !isAny(start) || !isAny(returns) || columns !== null || minTimes > 1,
    notes: [
      ...asked.notes,
      `start: ${inWords(start)}, ${entry}`,
      `return: ${inWords(returns)}, ` +
        (brackets === null ? `${criterion} the ${unit}` : `in ${unit}s ${brackets.map(bracketLabel).join(', ')}`),
      `clock: ${clock}`,
      ...(brackets === null ? [`periods: ${periods}`] : []),
      ...(denominator === 'previous' ? ['share of the users retained in the period before'] : []),
      ...(minTimes > 1 ? [`came back: at least ${minTimes} times in the ${unit}`] : []),
      ...(mean === 'pooled'
        ? []
        : [`mean: ${mean === 'simple' ? 'every cohort weighs the same' : 'cohorts weigh as many as they have users'}`]),
      ...(minSize > 1
        ? [`cohorts of fewer than ${formatCount(minSize)} are hidden (hidden_cohorts says how many)`]
        : []),
    ],
  }
}

/** What tells cohorts apart: the calendar unit of the start and, with a breakdown, its value. */
export function cohortColumns({ breakdown }: RetentionQuestion): readonly string[] {
  return breakdown === null ? ['cohort_unit'] : ['cohort_unit', 'entry_group']
}

/** The same as SQL. */
export function cohortKeys(question: RetentionQuestion): string {
  return cohortColumns(question).join(', ')
}

/** Microseconds of a rolling period. */
export function periodMicros({ unit }: Pick<RetentionRules, 'unit'>): number {
  return ROLLING_DAYS[unit] * MICROS_PER_DAY
}
