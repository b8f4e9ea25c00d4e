import { eventsSql } from '../events/activeDays'
import { unitNumberSql } from '../events/calendarUnit'
import { needsDatesOnly } from './entriesSql'
import { cohortKeys, periodMicros, type RetentionQuestion } from './question'

/** Added to times before they are divided, which rounds towards zero: no log goes back before the year 1. */
const MICROS_FROM_YEAR_1 = 62_135_596_800_000_000

/** The columns of `aged` that a hit has, as `a`. */
function entryColumns(question: RetentionQuestion): string {
  return `a.user_key, ${cohortKeys(question)
    .split(', ')
    .map((key) => `a.${key}`)
    .join(', ')}, a.reach`
}

/**
 * SELECT as of the two below, where a period counts only with enough return events: they are counted for each entry.
 */
function countedHitsSql(question: RetentionQuestion): string {
  const { unit, periods, criterion, catalog, clock, scope, returnSql, filterSql, minTimes } = question
  const conditions = [returnSql, filterSql].filter((part) => part !== null && part !== 'TRUE')
  const period =
    clock === 'calendar'
      ? `(${unitNumberSql('local_date(e.ts)', unit, catalog)} - a.unit)::INTEGER`
      : `((epoch_us(e.ts) - epoch_us(a.entry_ts)) // ${periodMicros(question)})::INTEGER`
  const onlyLast = criterion === 'on-or-after'
  const keys = `user_key, ${cohortKeys(question)}, reach`
  const each = `SELECT ${keys}, period
  FROM (
    SELECT ${entryColumns(question)}, ${period} AS period
    FROM (SELECT user_key, ts FROM ${eventsSql(scope)}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}) e
    JOIN aged a ON a.user_key = e.user_key AND e.ts >= a.entry_ts)
  ${onlyLast ? '' : `WHERE period <= ${periods} `}GROUP BY ${keys}, period HAVING count(*) >= ${minTimes}`
  return onlyLast ? `SELECT ${keys}, max(period) AS period FROM (${each}) GROUP BY ${keys}` : each
}

/** SELECT of the hits: by the calendar, by elapsed time, or counted. */
export function hitsSql(question: RetentionQuestion): string {
  if (question.minTimes > 1) return countedHitsSql(question)
  return question.clock === 'calendar' ? calendarHitsSql(question) : rollingHitsSql(question)
}

/**
 * SELECT of (user_key, unit, grp with a breakdown, reach, period): each entry with each period in which the user came
 * back, once; for the criterion on-or-after with the last such period alone, which says all.
 */
function calendarHitsSql(question: RetentionQuestion): string {
  const { unit, periods, criterion, catalog } = question
  const onlyLast = criterion === 'on-or-after'
  const datesOnly = needsDatesOnly(question)
  const number = unitNumberSql('date', unit, catalog)
  const each = datesOnly
    ? `SELECT ${unit === 'day' ? '' : 'DISTINCT '}user_key, ${number} AS unit FROM days`
    : `SELECT user_key, ${number} AS unit, max(return_ts) AS return_ts FROM days WHERE return_ts IS NOT NULL ` +
      'GROUP BY 1, 2'
  const last = datesOnly
    ? `SELECT user_key, ${unitNumberSql('max(date)', unit, catalog)} AS unit FROM days GROUP BY user_key`
    : `SELECT user_key, max(unit) AS unit, arg_max(return_ts, unit) AS return_ts FROM (${each}) GROUP BY user_key`
  return `SELECT ${entryColumns(question)}, r.unit - a.unit AS period
  FROM aged a JOIN (${onlyLast ? last : each}) r ON r.user_key = a.user_key AND r.unit >= a.unit${onlyLast ? '' : ` AND r.unit <= a.unit + ${periods}`}${
    datesOnly
      ? ''
      : `
  WHERE r.unit > a.unit OR r.return_ts >= a.entry_ts`
  }`
}

/** As calendarHitsSql, by the elapsed time since the entry. */
function rollingHitsSql(question: RetentionQuestion): string {
  const { periods, criterion, entry, scope, returnSql, filterSql } = question
  const length = periodMicros(question)
  const conditions = [returnSql, filterSql].filter((part) => part !== null && part !== 'TRUE')
  const from = `${eventsSql(scope)}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`
  const period = `((epoch_us(e.ts) - epoch_us(a.entry_ts)) // ${length})::INTEGER AS period`
  if (criterion === 'on-or-after') {
    return `SELECT ${entryColumns(question)}, ${period}
  FROM (SELECT user_key, max(ts) AS ts FROM ${from} GROUP BY user_key) e JOIN aged a ON a.user_key = e.user_key AND e.ts >= a.entry_ts`
  }
  if (entry !== 'recurring') {
    return `SELECT DISTINCT ${entryColumns(question)}, ${period}
  FROM (SELECT user_key, ts FROM ${from}) e
  JOIN aged a ON a.user_key = e.user_key AND e.ts >= a.entry_ts AND epoch_us(e.ts) < epoch_us(a.entry_ts) + ${length * (periods + 1)}`
  }
  // Time is cut into stretches as long as a period. A period begins within one and ends as far into the next: it holds
  // an event
  // when the last one of the first stretch comes no earlier in it than the entry did in its own, or the first one of
  // the next comes earlier.
  const keys = `user_key, ${cohortKeys(question)}`
  const micros = (ts: string): string => `(epoch_us(${ts}) + ${MICROS_FROM_YEAR_1})`
  return `SELECT ${entryColumns(question)}, e.stretch - a.stretch AS period
  FROM (
    SELECT user_key, stretch, max(last) AS last, min(next) AS next
    FROM (
      SELECT user_key, unnest([stretch, stretch - 1]) AS stretch, unnest([last, NULL]) AS last, unnest([NULL, first]) AS next
      FROM (
        SELECT user_key, (${micros('ts')} // ${length})::INTEGER AS stretch, ${micros('min(ts)')} % ${length} AS first, ${micros('max(ts)')} % ${length} AS last
        FROM ${from} GROUP BY 1, 2))
    GROUP BY user_key, stretch) e
  JOIN (SELECT ${keys}, reach, (${micros('entry_ts')} // ${length})::INTEGER AS stretch, ${micros('entry_ts')} % ${length} AS since FROM aged) a
    ON a.user_key = e.user_key AND e.stretch >= a.stretch AND e.stretch <= a.stretch + ${periods}
  WHERE e.last >= a.since OR e.next < a.since`
}
