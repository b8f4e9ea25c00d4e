import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { dateLiteral, identifier } from '../../src-renderer/query/sql/literal'
import { addedStatement, statement, type Cte } from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { unitNumberSql, unitStartSql } from '../events/calendarUnit'
import { whereClause } from '../events/eventsInScope'
import { scopedPlan } from '../events/scopedPlan'
import { bracketLabel } from './brackets'
import { byText, groupOf, groupSql, groupText, valueColumns } from '../events/brokenBy'
import { breakdownName } from './breakdown'
import { cohortKeys, periodMicros, readQuestion, type RetentionQuestion } from './question'
import { cellCompleteSql } from './retentionSql'
import { spans } from './spansSql'
import { returnEvents } from './eventsSql'

/**
 * Who is behind a figure: all of the cohort, those who can have reached the period, and those of them who were retained
 * or not.
 */
type Members = 'size' | 'eligible' | 'users' | 'lost'

const MEMBERS: Readonly<Record<string, Members>> = {
  size: 'size',
  eligible: 'eligible',
  users: 'users',
  pct: 'users',
  lost: 'lost',
}
const UNIT_DAYS = { day: 1, week: 7, month: 31 } as const

/** A plan for SQL about a retention question: its dates, its zone and what was filled in. */
export function retentionPlan(question: RetentionQuestion, asked: string | AddUp): QueryPlan {
  const { scope, entry, criterion, unit, periods, breakdown } = question
  // Which values a breakdown shows is told by all users.
  const sql = typeof asked === 'string' || breakdown === null ? asked : addedStatement(asked)
  const after = criterion === 'on-or-after' ? null : (periods + 1) * UNIT_DAYS[unit] + 1
  return {
    ...scopedPlan(scope, sql, partitionRange(scope, entry === 'first-ever' ? null : 0, after)),
    notes: question.notes,
  }
}

/** What a figure is about, from its row. `nth` is the number of the period, or of the bracket. */
interface Place {
  readonly members: Members
  /** First date of the cohort; null for all cohorts together. */
  readonly cohort: string | null
  readonly group: readonly string[] | null
  readonly nth: number
}

function placeOf({ row, column }: Figure, question: RetentionQuestion): Place | null {
  const pooled = column.startsWith('pooled_')
  const members = MEMBERS[pooled ? column.slice('pooled_'.length) : column]
  const period = row['period']
  if (members === undefined || typeof period !== 'number') return null
  const nth = question.brackets === null ? period : question.brackets.findIndex((bracket) => bracket.first === period)
  const group = question.breakdown === null ? null : groupOf(question.breakdown.columns, row, breakdownName)
  const cohort = pooled ? null : (row['cohort'] ?? null)
  if (nth < 0 || (group === null) !== (question.breakdown === null) || (cohort !== null && typeof cohort !== 'string'))
    return null
  return { members, cohort, group, nth }
}

/** The periods in which the first return is looked for, to show it; null is open. */
export function returnPeriods(
  question: Pick<RetentionQuestion, 'criterion' | 'brackets'>,
  nth: number,
): { readonly low: number; readonly high: number | null } {
  switch (question.criterion) {
    case 'on':
    case 'streak':
      return { low: nth, high: nth }
    case 'on-or-after':
      return { low: nth, high: null }
    case 'on-or-before':
      return nth === 0 ? { low: 0, high: 0 } : { low: 1, high: nth }
    case 'bracket': {
      const bracket = question.brackets?.[nth]
      return { low: bracket?.first ?? nth, high: bracket?.last ?? nth }
    }
  }
}

/** Conditions over `observed_entries`, one each: whose entries stand behind the figure. */
function chosenWhere(question: RetentionQuestion, { members, cohort, group, nth }: Place): readonly string[] {
  const keys = cohortKeys(question)
  const within = (at: number): string => `EXISTS (
    SELECT 1
    FROM retained_spans
    WHERE retained_spans.user_key = observed_entries.user_key
      AND retained_spans.cohort_unit = observed_entries.cohort_unit
      AND ${at} BETWEEN first_retained AND last_retained
  )`
  return [
    ...(cohort === null
      ? []
      : [`cohort_unit = ${unitNumberSql(dateLiteral(cohort), question.unit, question.catalog)}`]),
    ...(group === null ? [] : [`entry_group = ${groupSql(group)}`]),
    ...(members === 'size' ? [] : [`last_observable >= ${nth}`]),
    // Figures of all cohorts are of those for which the period is over.
    ...(cohort === null && members !== 'size'
      ? [cellCompleteSql(question, String(nth), '(SELECT over_date FROM data_dates)')]
      : []),
    ...(members !== 'size' && question.denominator === 'previous' && nth > 0 ? [within(nth - 1)] : []),
    ...(members === 'users' ? [within(nth)] : members === 'lost' ? [`NOT ${within(nth)}`] : []),
    ...(question.minSize === 1
      ? []
      : [
          `(${keys}) IN (
    SELECT (${keys})
    FROM observed_entries
    GROUP BY ${keys}
    HAVING count(*) >= ${question.minSize}
  )`,
        ]),
  ]
}

/**
 * WITH queries up to `members`, one row an entry: user_key, the breakdown's value, cohort, when it started, and the
 * first return that counts (both local times).
 */
function membersOf(question: RetentionQuestion, place: Place): readonly Cte[] {
  const { unit, catalog, clock, breakdown } = question
  const { low, high } = returnPeriods(question, place.nth)
  const period =
    clock === 'calendar'
      ? `${unitNumberSql('local_date(return_events.ts)', unit, catalog)} - chosen_entries.cohort_unit`
      : `(epoch_us(return_events.ts) - epoch_us(chosen_entries.entry_ts)) // ${periodMicros(question)}`
  const group = breakdown === null ? [] : valueColumns(breakdown.columns, 'entry_group', breakdownName)
  return [
    ...spans(question),
    {
      name: 'chosen_entries',
      about: 'The entries behind the figure',
      keep: 'MATERIALIZED',
      sql: `SELECT user_key, ${cohortKeys(question)}, entry_ts
FROM observed_entries${whereClause(...chosenWhere(question, place))}`,
    },
    returnEvents(question),
    {
      name: 'first_returns',
      about: 'The first return of each that counts for the figure',
      sql: `SELECT
  chosen_entries.user_key,
  chosen_entries.cohort_unit,
  min(return_events.ts) AS first_return
FROM chosen_entries
JOIN return_events ON return_events.user_key = chosen_entries.user_key
  AND return_events.ts >= chosen_entries.entry_ts${whereClause(
    `${period} >= ${low}`,
    high === null ? null : `${period} <= ${high}`,
    question.minTimes === 1
      ? null
      : `(chosen_entries.user_key, chosen_entries.cohort_unit, ${period}) IN (
    SELECT (user_key, cohort_unit, period)
    FROM returns
  )`,
  )}
GROUP BY chosen_entries.user_key, chosen_entries.cohort_unit`,
    },
    {
      name: 'members',
      keep: 'NOT MATERIALIZED',
      about: 'Each of them with when it started and came back',
      sql: `SELECT
  ${['user_key', ...group].join(',\n  ')},
  ${unitStartSql('cohort_unit', unit, catalog)} AS cohort,
  local_time(entry_ts) AS started,
  local_time(first_return) AS returned
FROM chosen_entries
LEFT JOIN first_returns USING (user_key, cohort_unit)`,
    },
  ]
}

function titleOf(question: RetentionQuestion, { members, cohort, group, nth }: Place, noun: string): string {
  const { unit, criterion, brackets, denominator, breakdown } = question
  const ofCohort = cohort === null ? '' : ` of cohort ${unit === 'month' ? cohort.slice(0, 7) : cohort}`
  const which =
    ofCohort + (group === null || breakdown === null ? '' : `, ${byText(breakdown.columns)} ${groupText(group)},`)
  const bracket = brackets?.[nth]
  const at = bracket === undefined ? `${unit} ${nth}` : `${unit}s ${bracketLabel(bracket)}`
  const retained =
    criterion === 'on-or-after'
      ? `on or after ${at}`
      : criterion === 'on-or-before'
        ? `on or before ${at}`
        : criterion === 'streak' && nth > 0
          ? `in every ${unit} up to ${at}`
          : `on ${at}`
  const before = denominator === 'previous' && nth > 0 ? ', of those retained the period before' : ''
  switch (members) {
    case 'size':
      return `${noun}${which}`.replace(/,$/, '')
    case 'eligible':
      return `${noun}${which} who can have reached ${at}${before}`
    case 'users':
      return `${noun}${which} retained ${retained}${before}`
    case 'lost':
      return `${noun}${which} not retained ${retained}${before}`
  }
}

/**
 * The users behind a cell: columns size, eligible, users, pct, and lost (eligible and not retained); with `pooled_`
 * before the name, those of all cohorts. Where a user may have entered several cohorts, all cohorts together count
 * entries, and these are listed.
 */
export function drill(figure: Figure, values: ParameterValues, catalog: Catalog, source: string | null): Drill | null {
  const question = { ...readQuestion(values, catalog, source), needsTimes: true }
  const place = placeOf(figure, question)
  if (place === null) return null
  const members = membersOf(question, place)
  if (question.entry === 'recurring' && place.cohort === null) {
    const group = question.breakdown?.columns.map((name) => `members.${identifier(breakdownName(name))}`) ?? []
    return {
      title: titleOf(question, place, 'Entries'),
      kind: 'rows',
      plan: retentionPlan(
        question,
        statement(
          members,
          `SELECT
  ${['users.user_id', ...group].join(',\n  ')},
  members.cohort,
  members.started,
  members.returned
FROM members
JOIN main.all_users users ON users.user_key = members.user_key
ORDER BY members.started, users.user_id`,
        ),
      ),
    }
  }
  return {
    title: titleOf(question, place, 'Users'),
    kind: 'users',
    plan: retentionPlan(question, statement(members, 'SELECT *\nFROM members\nORDER BY started, user_key')),
  }
}
