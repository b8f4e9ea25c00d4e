import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { nowSql } from '../../../src-renderer/query/sql/eventSource'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { whereClause } from '../../events/eventsInScope'
import { positionSql } from '../../events/position'
import type { RetentionQuestion } from '../../retention/question'
import { entered, readCohorts } from '../question'

const MICROS_PER_DAY = 86_400_000_000

/** A question of repeats, read and checked. */
export interface RepeatQuestion {
  readonly cohorts: RetentionQuestion
  readonly withinDays: number
  /** The last time that is looked at. */
  readonly most: number
}

/** Throws `bad-parameter` and `not-found`. */
export function readRepeat(values: ParameterValues, catalog: Catalog, source: string | null): RepeatQuestion {
  return {
    cohorts: readCohorts(values, 'event', 'event', catalog, source),
    withinDays: typeof values['within_days'] === 'number' ? values['within_days'] : 30,
    most: typeof values['most'] === 'number' ? values['most'] : 10,
  }
}

/**
 * WITH queries up to `times`, one row for each time that a user did it: user_key, nth, ts, next_ts (the time after it, or
 * NULL) and is_known (whether the days asked for after it are over).
 */
export function times({ cohorts, withinDays, most }: RepeatQuestion): readonly Cte[] {
  const { scope, startSql, filterSql } = cohorts
  const inOrder = 'PARTITION BY user_key ORDER BY position'
  return [
    ...entered(cohorts),
    {
      name: 'repeated_events',
      about: 'The events, of everybody: those of users who did not enter meet no entry',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT user_key, ts, ${positionSql('file')} AS position
FROM ${scope.from}${whereClause(startSql, filterSql)}`,
    },
    {
      name: 'numbered_events',
      about: "Each user's events from the first on, numbered in order, with the one after each",
      sql: `SELECT
  user_key,
  ts,
  row_number() OVER (${inOrder}) AS nth,
  lead(ts) OVER (${inOrder}) AS next_ts
FROM repeated_events
JOIN entries USING (user_key)
WHERE ts >= entry_ts`,
    },
    {
      name: 'times',
      about: 'Those that are shown, and whether the days after each are over',
      sql: `SELECT
  user_key,
  nth,
  ts,
  next_ts,
  ts + to_microseconds(${withinDays * MICROS_PER_DAY}) <= ${nowSql(scope.source)} AS is_known
FROM numbered_events
WHERE nth <= ${most}`,
    },
  ]
}

/** Boolean SQL over `times`: the next time came within the days asked for, which are over. */
export function againSql({ withinDays }: RepeatQuestion): string {
  return `is_known AND next_ts < ts + to_microseconds(${withinDays * MICROS_PER_DAY})`
}

/** One row for each time that somebody reached, or could have: those of the time before are the base. */
export function repeatSql(question: RepeatQuestion): string {
  const again = againSql(question)
  return statement(
    [
      ...times(question),
      {
        name: 'reached_times',
        about: 'How many users did it so many times',
        sql: 'SELECT nth, count(*) AS reached\nFROM times\nGROUP BY nth',
      },
      {
        name: 'next_times',
        about: 'Of those who had done it once less: whose days are over, who did it again within them, and how soon',
        sql: `SELECT
  nth + 1 AS nth,
  count(*) FILTER (is_known) AS eligible,
  count(*) FILTER (${again}) AS users,
  median((epoch_us(next_ts) - epoch_us(ts)) / ${MICROS_PER_DAY}::DOUBLE)
    FILTER (${again}) AS median_days
FROM times
WHERE nth < ${question.most}
GROUP BY nth`,
      },
    ],
    `SELECT
  nth,
  coalesce(reached, 0)::BIGINT AS reached,
  eligible::BIGINT AS eligible,
  users::BIGINT AS users,
  100 * users / nullif(eligible, 0)::DOUBLE AS pct,
  median_days
FROM reached_times
FULL JOIN next_times USING (nth)
ORDER BY nth`,
  )
}
