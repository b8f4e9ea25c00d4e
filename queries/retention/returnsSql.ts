import type { Cte } from '../../src-renderer/query/sql/statement'
import { unitNumberSql } from '../events/calendarUnit'
import { needsDatesOnly } from './entriesSql'
import { returnEvents } from './eventsSql'
import { cohortKeys, periodMicros, type RetentionQuestion } from './question'

/** Added to times before they are divided, which rounds towards zero: no log goes back before the year 1. */
const MICROS_FROM_YEAR_1 = 62_135_596_800_000_000

const ABOUT = 'Each entry with each period in which the user came back, once'
const ABOUT_LAST = 'Each entry with the last period in which the user came back'

/** WITH queries up to `returns`, before it is named. */
interface Returns {
  readonly before: readonly Cte[]
  readonly sql: string
}

/** The columns of `observed_entries` that a return has. */
function entryColumns(question: RetentionQuestion): string {
  const columns = ['user_key', ...cohortKeys(question).split(', '), 'last_observable']
  return columns.map((column) => `observed_entries.${column}`).join(',\n  ')
}

/** Returns where a period counts only with enough return events: they are counted for each entry. */
function countedReturns(question: RetentionQuestion): Returns {
  const { unit, periods, criterion, catalog, clock, minTimes } = question
  const period =
    clock === 'calendar'
      ? `${unitNumberSql('local_date(return_events.ts)', unit, catalog)} - observed_entries.cohort_unit`
      : `(epoch_us(return_events.ts) - epoch_us(observed_entries.entry_ts)) // ${periodMicros(question)}`
  const onlyLast = criterion === 'on-or-after'
  const keys = `user_key, ${cohortKeys(question)}, last_observable`
  const enough: Cte = {
    name: 'counted_periods',
    about: `Each entry with each period that holds at least ${minTimes} return events`,
    sql: `SELECT ${keys}, period
FROM event_periods${onlyLast ? '' : `\nWHERE period <= ${periods}`}
GROUP BY ${keys}, period
HAVING count(*) >= ${minTimes}`,
  }
  const each: Cte = {
    name: 'event_periods',
    about: 'Each return event after an entry, with the period since then',
    sql: `SELECT
  ${entryColumns(question)},
  (${period})::INTEGER AS period
FROM return_events
JOIN observed_entries ON observed_entries.user_key = return_events.user_key
  AND return_events.ts >= observed_entries.entry_ts`,
  }
  return onlyLast
    ? {
        before: [returnEvents(question), each, enough],
        sql: `SELECT ${keys}, max(period) AS period\nFROM counted_periods\nGROUP BY ${keys}`,
      }
    : { before: [returnEvents(question), each], sql: enough.sql }
}

/** Returns by the calendar, from the days on which users were active. */
function calendarReturns(question: RetentionQuestion): Returns {
  const { unit, periods, criterion, catalog } = question
  const onlyLast = criterion === 'on-or-after'
  const datesOnly = needsDatesOnly(question)
  const number = `${unitNumberSql('date', unit, catalog)} AS active_unit`
  const each: Cte = {
    name: 'return_units',
    about: `Each user with each ${unit} in which they came back`,
    sql: datesOnly
      ? `SELECT ${unit === 'day' ? '' : 'DISTINCT '}user_key, ${number}\nFROM active_days`
      : `SELECT user_key, ${number}, max(return_ts) AS return_ts
FROM event_days
WHERE return_ts IS NOT NULL
GROUP BY 1, 2`,
  }
  const last: Cte = {
    name: 'last_returns',
    about: `Each user with the last ${unit} in which they came back`,
    sql: datesOnly
      ? `SELECT user_key, ${unitNumberSql('max(date)', unit, catalog)} AS active_unit
FROM active_days
GROUP BY user_key`
      : `SELECT user_key, max(active_unit) AS active_unit, arg_max(return_ts, active_unit) AS return_ts
FROM return_units
GROUP BY user_key`,
  }
  const read = onlyLast ? last.name : each.name
  const after = `${read}.active_unit > observed_entries.cohort_unit`
  return {
    before: !onlyLast ? [each] : datesOnly ? [last] : [each, last],
    sql: `SELECT
  ${entryColumns(question)},
  ${read}.active_unit - observed_entries.cohort_unit AS period
FROM observed_entries
JOIN ${read} ON ${read}.user_key = observed_entries.user_key
  AND ${read}.active_unit >= observed_entries.cohort_unit${
    onlyLast ? '' : `\n  AND ${read}.active_unit <= observed_entries.cohort_unit + ${periods}`
  }${datesOnly ? '' : `\nWHERE ${after}\n  OR ${read}.return_ts >= observed_entries.entry_ts`}`,
  }
}

/**
 * Rolling returns of users with many entries. Time is cut into stretches as long as a period. A period begins within
 * one and ends as far into the next: it holds an event when the last one of the first stretch comes no earlier in it
 * than the entry did in its own, or the first one of the next comes earlier.
 */
function stretchReturns(question: RetentionQuestion): Returns {
  const length = periodMicros(question)
  const micros = (ts: string): string => `(epoch_us(${ts}) + ${MICROS_FROM_YEAR_1})`
  return {
    before: [
      returnEvents(question),
      {
        name: 'stretches',
        about: 'Time cut into stretches as long as a period: how far into each the first and the last return event are',
        sql: `SELECT
  user_key,
  (${micros('ts')} // ${length})::INTEGER AS stretch,
  ${micros('min(ts)')} % ${length} AS first_offset,
  ${micros('max(ts)')} % ${length} AS last_offset
FROM return_events
GROUP BY 1, 2`,
      },
      {
        name: 'stretch_ends',
        about: 'Each stretch for itself, and as the one that follows another',
        sql: `SELECT
  user_key,
  unnest([stretch, stretch - 1]) AS stretch,
  unnest([last_offset, NULL]) AS last_offset,
  unnest([NULL, first_offset]) AS next_offset
FROM stretches`,
      },
      {
        name: 'stretch_pairs',
        about: 'Each stretch with the last return event in it, and the first one in the next',
        sql: `SELECT
  user_key,
  stretch,
  max(last_offset) AS last_offset,
  min(next_offset) AS next_offset
FROM stretch_ends
GROUP BY user_key, stretch`,
      },
      {
        name: 'entry_stretches',
        about: 'Each entry with its stretch, and how far into it',
        sql: `SELECT
  user_key,
  ${cohortKeys(question)},
  last_observable,
  (${micros('entry_ts')} // ${length})::INTEGER AS stretch,
  ${micros('entry_ts')} % ${length} AS entry_offset
FROM observed_entries`,
      },
    ],
    sql: `SELECT
  ${entryColumns(question).replaceAll('observed_entries.', 'entry_stretches.')},
  stretch_pairs.stretch - entry_stretches.stretch AS period
FROM stretch_pairs
JOIN entry_stretches ON entry_stretches.user_key = stretch_pairs.user_key
  AND stretch_pairs.stretch >= entry_stretches.stretch
  AND stretch_pairs.stretch <= entry_stretches.stretch + ${question.periods}
WHERE stretch_pairs.last_offset >= entry_stretches.entry_offset
  OR stretch_pairs.next_offset < entry_stretches.entry_offset`,
  }
}

/** Returns by the elapsed time since the entry. */
function rollingReturns(question: RetentionQuestion): Returns {
  const { periods, criterion, entry } = question
  const length = periodMicros(question)
  const period = (events: string): string => `SELECT${criterion === 'on-or-after' ? '' : ' DISTINCT'}
  ${entryColumns(question)},
  ((epoch_us(${events}.ts) - epoch_us(observed_entries.entry_ts)) // ${length})::INTEGER AS period
FROM ${events}
JOIN observed_entries ON observed_entries.user_key = ${events}.user_key
  AND ${events}.ts >= observed_entries.entry_ts`
  if (criterion === 'on-or-after')
    return {
      before: [
        returnEvents(question),
        {
          name: 'last_returns',
          about: "Each user's last return event",
          sql: 'SELECT user_key, max(ts) AS ts\nFROM return_events\nGROUP BY user_key',
        },
      ],
      sql: period('last_returns'),
    }
  if (entry === 'recurring') return stretchReturns(question)
  return {
    before: [returnEvents(question)],
    sql: `${period('return_events')}
  AND epoch_us(return_events.ts) < epoch_us(observed_entries.entry_ts) + ${length * (periods + 1)}`,
  }
}

/**
 * WITH queries up to `returns` (user_key, cohort_unit, entry_group with a breakdown, last_observable, period): each
 * entry with each period in which the user came back, once; for the criterion on-or-after with the last such period
 * alone, which says all.
 */
export function returns(question: RetentionQuestion, keep: Cte['keep']): readonly Cte[] {
  const { before, sql } =
    question.minTimes > 1
      ? countedReturns(question)
      : question.clock === 'calendar'
        ? calendarReturns(question)
        : rollingReturns(question)
  const about = question.criterion === 'on-or-after' ? ABOUT_LAST : ABOUT
  return [...before, { name: 'returns', about, ...(keep && { keep }), sql }]
}
