import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { listSql, select, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereClause, whereLines } from '../../events/eventsInScope'
import { chosenColumns } from '../textColumns'
import { EVENT_KIND, kindOf, NO_VALUE, TIMES } from './tried'

const DAY_MICROS = 86_400_000_000n

/** A question about drivers, read and checked. */
export interface DriverQuestion {
  readonly scope: Scope
  /** Boolean SQL over an event's columns. */
  readonly outcome: string
  readonly days: number
  readonly within: number
  readonly columns: readonly ColumnSchema[]
  readonly tried: number
  readonly least: number
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readDrivers(values: ParameterValues, catalog: Catalog, source: string | null): DriverQuestion {
  const asked = scope(values, catalog, source)
  const number = (name: string, usual: number): number => {
    const given = values[name]
    return typeof given === 'number' ? given : usual
  }
  return {
    scope: asked,
    outcome: conditionSql(readCondition(values['outcome'] ?? null, 'outcome'), asked.source.columns),
    days: number('days', 7),
    within: number('within', 7),
    columns: chosenColumns(values, asked),
    tried: number('tried', 20),
    least: number('least', 20),
  }
}

/** SELECT of user_key: whose first event of all lies on the dates asked for. */
export function newcomersSql({ scope: asked }: DriverQuestion): string {
  return statement(
    [
      eventsInScope(asked),
      {
        name: 'first_events',
        about: 'When each user came',
        sql: 'SELECT user_key, min(ts) AS start_ts\nFROM events_in_scope\nGROUP BY user_key',
      },
    ],
    `SELECT user_key\nFROM first_events${whereClause(onDatesSql('local_date(start_ts)', asked))}`,
  )
}

/** Boolean SQL over `first_events`: users who came on the dates asked for, and were seen until the outcome was due, or not. */
function cameSql({ scope: asked, days, within }: DriverQuestion, isSeen: boolean): string {
  const late = BigInt(days + within) * DAY_MICROS
  return whereLines(
    onDatesSql('local_date(start_ts)', asked),
    `start_us + ${literal(late)} ${isSeen ? '<=' : '>'} ${literal(asked.source.nowTs ?? 0)}`,
  )
}

/** WITH queries up to `first_events` (user_key, start_ts, start_us, column_1 …). */
function arrivals({ scope: asked, outcome, columns }: DriverQuestion): readonly Cte[] {
  const names = columns.map((_, index) => `column_${index + 1}`)
  const first = names.map((name) => `first(${name} ORDER BY ts, _source) AS ${name}`)
  return [
    eventsInScope(asked),
    {
      name: 'asked_events',
      about: 'Events of users, and whether they are the outcome',
      sql: select(
        [
          'user_key',
          'ts',
          'epoch_us(ts) AS at_us',
          '_source',
          'event::VARCHAR AS event_name',
          `${outcome} AS is_outcome`,
          ...columns.map(({ name }, index) => `${identifier(name)}::VARCHAR AS ${names[index]}`),
        ],
        'FROM events_in_scope',
      ),
    },
    {
      name: 'first_events',
      about: 'When each user came, and with which values',
      sql: select(
        ['user_key', 'min(ts) AS start_ts', 'min(at_us) AS start_us', ...first],
        'FROM asked_events\nGROUP BY user_key',
      ),
    },
  ]
}

/** Counts the users who came on the dates asked for, and whose outcome is not known yet. */
export function unseenSql(question: DriverQuestion): string {
  return statement(
    arrivals({ ...question, columns: [] }),
    `SELECT count(*)\nFROM first_events\nWHERE ${cameSql(question, false)}`,
  )
}

/** WITH queries up to `entrants` (user_key, start_us, column_1 …, has_outcome): new users who were seen long enough. */
function entrants(question: DriverQuestion): readonly Cte[] {
  const { days, within, columns } = question
  const names = columns.map((_, index) => `column_${index + 1}`)
  const [early, late] = [BigInt(days) * DAY_MICROS, BigInt(days + within) * DAY_MICROS]
  return [
    ...arrivals(question),
    {
      name: 'newcomers',
      about: 'Those who came on the dates asked for, and were seen until the outcome was due',
      sql: `SELECT *
FROM first_events
WHERE ${cameSql(question, true)}`,
    },
    {
      name: 'entrants',
      about: 'The same with whether the outcome came in time',
      sql: `SELECT
  ${['user_key', 'any_value(start_us) AS start_us', ...names.map((name) => `any_value(${name}) AS ${name}`)].join(',\n  ')},
  coalesce(bool_or(at_us >= start_us + ${literal(early)} AND at_us < start_us + ${literal(late)}), FALSE) AS has_outcome
FROM newcomers
LEFT JOIN (
  SELECT user_key, at_us
  FROM asked_events
  WHERE is_outcome
) outcomes USING (user_key)
GROUP BY user_key`,
    },
  ]
}

/** WITH queries up to `had` (user_key, kind, value, times): what each entrant had or did at first, each once. */
export function had(question: DriverQuestion): readonly Cte[] {
  const { columns, days, tried } = question
  const early = literal(BigInt(days) * DAY_MICROS)
  const ofColumns = columns.map(
    ({ name }, index) => `SELECT
  user_key,
  ${literal(kindOf(name))} AS kind,
  coalesce(column_${index + 1}, ${literal(NO_VALUE)}) AS value,
  0 AS times
FROM entrants`,
  )
  return [
    ...entrants(question),
    {
      name: 'did',
      about: `How often each entrant did each event in the first ${days} days`,
      sql: `SELECT user_key, event_name, count(*) AS done
FROM asked_events
JOIN entrants USING (user_key)
WHERE at_us < start_us + ${early}
  AND event_name IS NOT NULL
GROUP BY user_key, event_name`,
    },
    {
      name: 'frequent',
      about: `The ${tried} events that most of them did`,
      sql: `SELECT event_name
FROM did
GROUP BY event_name
ORDER BY count(*) DESC, event_name
LIMIT ${tried}`,
    },
    {
      name: 'had',
      about: 'What each did, at least so many times, and the values that each came with',
      sql: [
        `SELECT
  user_key,
  ${literal(EVENT_KIND)} AS kind,
  event_name AS value,
  times
FROM did
JOIN frequent USING (event_name)
CROSS JOIN (SELECT unnest(${listSql(TIMES.map(String))}) AS times) thresholds
WHERE done >= times`,
        ...ofColumns,
      ].join('\nUNION ALL\n'),
    },
  ]
}

/** SELECT of what a kernel cannot know of the events: the end of what is known, and the names of the columns, in order. */
export function besideSql({ scope: asked, columns }: DriverQuestion): string {
  const names = [null, ...columns.map(({ name }) => name)]
  const rows = names.map(
    (name, place) =>
      `SELECT ${place} AS place, ${literal(asked.source.nowTs ?? 0)}::DOUBLE AS now_us, ${name === null ? 'NULL' : literal(name)}::VARCHAR AS name`,
  )
  return `${rows.join('\nUNION ALL\n')}\nORDER BY place`
}

/** What is tried: users with it, and how many of them, of the others and of all had the outcome. */
export function driversSql(question: DriverQuestion): string {
  const { tried, least } = question
  return statement(
    [
      ...had(question),
      {
        name: 'totals',
        about: 'All of them',
        sql: select(['count(*) AS all_users', 'count(*) FILTER (has_outcome) AS all_outcomes'], 'FROM entrants'),
      },
      {
        name: 'counted',
        about: 'Users by what they had or did',
        sql: `SELECT
  kind,
  value,
  times,
  count(*) AS users,
  count(*) FILTER (has_outcome) AS outcomes
FROM had
JOIN entrants USING (user_key)
GROUP BY kind, value, times
QUALIFY row_number() OVER (PARTITION BY kind, times ORDER BY count(*) DESC, value) <= ${tried}`,
      },
    ],
    `SELECT
  kind,
  value,
  times::BIGINT AS times,
  users::BIGINT AS users,
  outcomes::BIGINT AS outcomes,
  all_users::BIGINT AS all_users,
  all_outcomes::BIGINT AS all_outcomes
FROM counted
CROSS JOIN totals
WHERE users >= ${least}
  AND all_users - users >= ${least}
ORDER BY kind, value, times`,
  )
}
