import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { dateLiteral, identifier, literal } from '../../src-renderer/query/sql/literal'
import { eventsSql, partitionRange } from '../events/activeDays'
import { unitNumberSql, unitStartSql } from '../events/calendarUnit'
import { bracketLabel } from './brackets'
import { breakdownName } from './breakdown'
import { cohortKeys, periodMicros, readQuestion, type RetentionQuestion } from './question'
import { cellCompleteSql } from './retentionSql'
import { spansWith } from './spansSql'

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
export function retentionPlan(question: RetentionQuestion, sql: string): QueryPlan {
  const { scope, entry, criterion, unit, periods } = question
  const after = criterion === 'on-or-after' ? null : (periods + 1) * UNIT_DAYS[unit] + 1
  return {
    sql,
    range: partitionRange(scope, entry === 'first-ever' ? null : 0, after),
    ...(scope.timezone === null ? {} : { timezone: scope.timezone }),
    notes: question.notes,
  }
}

/** What a figure is about, from its row. `nth` is the number of the period, or of the bracket. */
interface Place {
  readonly members: Members
  /** First date of the cohort; null for all cohorts together. */
  readonly cohort: string | null
  readonly group: string | null
  readonly nth: number
}

function placeOf({ row, column }: Figure, question: RetentionQuestion): Place | null {
  const pooled = column.startsWith('pooled_')
  const members = MEMBERS[pooled ? column.slice('pooled_'.length) : column]
  const period = row['period']
  if (members === undefined || typeof period !== 'number') return null
  const nth = question.brackets === null ? period : question.brackets.findIndex((bracket) => bracket.first === period)
  const group = question.breakdown === null ? null : row[breakdownName(question.breakdown.column)]
  const cohort = pooled ? null : (row['cohort'] ?? null)
  if (nth < 0 || group === undefined || (cohort !== null && typeof cohort !== 'string')) return null
  return { members, cohort, group: group === null ? null : String(group), nth }
}

/** The periods in which the first return is looked for, to show it; null is open. */
function returnPeriods(
  question: RetentionQuestion,
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
    case 'bracket':
      return { low: question.brackets![nth]!.first, high: question.brackets![nth]!.last }
  }
}

function chosenWhere(question: RetentionQuestion, { members, cohort, group, nth }: Place): string {
  const within = (at: number): string =>
    `EXISTS (SELECT 1 FROM spans s WHERE s.user_key = aged.user_key AND s.unit = aged.unit AND ${at} BETWEEN ` +
    's.low AND s.high)'
  const parts = [
    ...(cohort === null ? [] : [`unit = ${unitNumberSql(dateLiteral(cohort), question.unit, question.catalog)}`]),
    ...(group === null ? [] : [`grp = ${literal(group)}`]),
    ...(members === 'size' ? [] : [`reach >= ${nth}`]),
    // Figures of all cohorts are of those for which the period is over.
    ...(cohort === null && members !== 'size'
      ? [cellCompleteSql(question, String(nth), '(SELECT over_date FROM bounds)')]
      : []),
    ...(members !== 'size' && question.denominator === 'previous' && nth > 0 ? [within(nth - 1)] : []),
    ...(members === 'users' ? [within(nth)] : members === 'lost' ? [`NOT ${within(nth)}`] : []),
    ...(question.minSize === 1
      ? []
      : [
          `(${cohortKeys(question)}) IN (SELECT (${cohortKeys(question)}) FROM aged GROUP BY ` +
            `${cohortKeys(question)} HAVING count(*) >= ${question.minSize})`,
        ]),
  ]
  return parts.length === 0 ? 'TRUE' : parts.join(' AND ')
}

/**
 * One row an entry: user_key, cohort, the breakdown's value, when it started, and the first return that counts (both
 * local times).
 */
function membersSql(question: RetentionQuestion, place: Place): string {
  const { unit, catalog, clock, breakdown } = question
  const { low, high } = returnPeriods(question, place.nth)
  const period =
    clock === 'calendar'
      ? `${unitNumberSql('local_date(r.return_ts)', unit, catalog)} - c.unit`
      : `(epoch_us(r.return_ts) - epoch_us(c.entry_ts)) // ${periodMicros(question)}`
  const returns = [question.returnSql, question.filterSql].filter((part) => part !== null && part !== 'TRUE')
  const group = breakdown === null ? '' : `c.grp AS ${identifier(breakdownName(breakdown.column))}, `
  return `WITH ${spansWith(question)},
chosen AS MATERIALIZED (SELECT user_key, ${cohortKeys(question)}, entry_ts FROM aged WHERE ${chosenWhere(question, place)}),
came_back AS (
  SELECT c.user_key, c.unit, min(r.return_ts) AS first_return
  FROM chosen c JOIN (SELECT user_key, ts AS return_ts FROM ${eventsSql(question.scope)}${returns.length === 0 ? '' : ` WHERE ${returns.join(' AND ')}`}) r
    ON r.user_key = c.user_key AND r.return_ts >= c.entry_ts
  WHERE ${period} >= ${low}${high === null ? '' : ` AND ${period} <= ${high}`}${question.minTimes === 1 ? '' : ` AND (c.user_key, c.unit, ${period}) IN (SELECT (user_key, unit, period) FROM hits)`}
  GROUP BY c.user_key, c.unit)
SELECT c.user_key, ${group}${unitStartSql('c.unit', unit, catalog)} AS cohort, local_time(c.entry_ts) AS started, local_time(b.first_return) AS returned
FROM chosen c LEFT JOIN came_back b ON b.user_key = c.user_key AND b.unit = c.unit
ORDER BY started, c.user_key`
}

function titleOf(question: RetentionQuestion, { members, cohort, group, nth }: Place, noun: string): string {
  const { unit, criterion, brackets, denominator } = question
  const which = `${cohort === null ? '' : ` of cohort ${unit === 'month' ? cohort.slice(0, 7) : cohort}`}${group === null ? '' : `, ${question.breakdown!.column} ${group},`}`
  const at = brackets !== null ? `${unit}s ${bracketLabel(brackets[nth]!)}` : `${unit} ${nth}`
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
  const members = membersSql(question, place)
  if (question.entry === 'recurring' && place.cohort === null) {
    const group = question.breakdown === null ? '' : `m.${identifier(breakdownName(question.breakdown.column))}, `
    return {
      title: titleOf(question, place, 'Entries'),
      kind: 'rows',
      plan: retentionPlan(
        question,
        `SELECT u.user_id, ${group}m.cohort, m.started, m.returned\nFROM (${members}) m JOIN main.users u ON u.user_key = m.user_key\nORDER BY m.started, u.user_id`,
      ),
    }
  }
  return { title: titleOf(question, place, 'Users'), kind: 'users', plan: retentionPlan(question, members) }
}
