import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { completeSql } from '../../events/completeness'
import { shownCalendar } from '../../events/dataDates'
import { eventsInScope, onDatesSql, whereClause } from '../../events/eventsInScope'
import { quantileSql } from '../quantiles'
import { secondsSql } from '../seconds'

/** What a column of threads is called when nobody says, the likeliest first. */
export const THREAD_NAMES: readonly string[] = [
  'thread_id',
  'conversation_id',
  'ticket_id',
  'chat_id',
  'channel_id',
  'case_id',
]

export const RESPONSE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'thread',
    type: 'column',
    label: 'Thread',
    default: null,
    emptyMeans: 'Automatic',
    help: 'The column that says to which thread a message belongs; empty for the first that is called like one.',
  },
  {
    name: 'message',
    type: 'event',
    label: 'Message',
    default: null,
    emptyMeans: 'Any event',
    help: 'The event of writing something.',
  },
  {
    name: 'since',
    type: 'choice',
    label: 'Since',
    default: 'last',
    help: 'From which message of a turn the wait counts.',
    options: [
      { value: 'last', label: 'The last message', help: 'How long after somebody had ended.' },
      { value: 'first', label: 'The first message', help: 'How long after somebody had begun.' },
    ],
  },
  {
    name: 'within',
    type: 'duration',
    label: 'Within',
    default: '1 day',
    help: 'A turn that is answered later, or never, has no answer: it begins another talk.',
  },
]

/** From which message of a turn its wait counts, and how long an answer may take. */
interface ResponseRule {
  readonly since: 'first' | 'last'
  readonly withinMicros: number | null
}

/** A question of response times, read and checked. */
export interface ResponseQuestion extends ResponseRule {
  readonly scope: Scope
  readonly thread: string
  readonly isMessage: string
}

/** Reads the rule, which needs no look at the log. Throws `bad-parameter`. */
export function readRule({ since, within }: ParameterValues): ResponseRule {
  return {
    since: since === 'first' ? 'first' : 'last',
    withinMicros: typeof within === 'string' ? readDuration(within, 'within') : null,
  }
}

function threadOf(values: ParameterValues, { source }: Scope): ColumnSchema {
  const { thread } = values
  if (typeof thread === 'string' && thread !== '') return columnNamed(thread, source.columns)
  const likely = THREAD_NAMES.flatMap((name) => source.columns.filter((one) => one.name.toLowerCase() === name))
  if (likely[0] !== undefined) return likely[0]
  throw badParameter('thread', '', ': say which column it is; none is called like one.')
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readResponses(values: ParameterValues, catalog: Catalog, source: string | null): ResponseQuestion {
  const asked = scope(values, catalog, source)
  return {
    ...readRule(values),
    scope: asked,
    thread: identifier(threadOf(values, asked).name),
    isMessage: conditionSql(readCondition(values['message'] ?? null, 'message'), asked.source.columns),
  }
}

/** WITH queries up to `thread_messages` (thread, user_key, ts, _source, _file, _line). */
export function threadMessages({ scope: asked, thread, isMessage }: ResponseQuestion): readonly Cte[] {
  return [
    eventsInScope(asked),
    {
      name: 'thread_messages',
      about: 'Messages of threads',
      sql: `SELECT ${thread} AS thread, user_key, ts, _source, _file, _line
FROM events_in_scope${whereClause(isMessage, `${thread} IS NOT NULL`)}`,
    },
  ]
}

/** WITH queries up to `answers`: turns that ended on the dates asked for, with who answered when, and after how long. */
export function answers(question: ResponseQuestion): readonly Cte[] {
  const { scope: asked, since, withinMicros } = question
  return [
    ...threadMessages(question),
    {
      name: 'messages',
      about: 'The same, and whether somebody else wrote the one before',
      sql: `SELECT *, user_key IS DISTINCT FROM lag(user_key) OVER talk AS is_turn
FROM thread_messages
WINDOW talk AS (PARTITION BY thread ORDER BY ts, _source)`,
    },
    {
      name: 'numbered_messages',
      about: 'The same with the turn that they belong to: what one writes until another one does',
      sql: `SELECT
  *,
  count(CASE WHEN is_turn THEN 1 END) OVER (PARTITION BY thread ORDER BY ts, _source) AS turn
FROM messages`,
    },
    {
      name: 'turns',
      about: 'Each turn, from its first message to its last',
      sql: `SELECT
  thread,
  turn,
  any_value(user_key) AS user_key,
  count(*) AS messages,
  min(ts) AS first_ts,
  max(ts) AS last_ts,
  arg_max(_file, _source) AS _file,
  arg_max(_line, _source) AS _line
FROM numbered_messages
GROUP BY thread, turn`,
    },
    {
      name: 'answered_turns',
      about: 'The same with the turn after it',
      sql: `SELECT
  *,
  ${since}_ts AS from_ts,
  lead(first_ts) OVER following AS answer_ts,
  lead(user_key) OVER following AS answered_by
FROM turns
WINDOW following AS (PARTITION BY thread ORDER BY turn)`,
    },
    {
      name: 'answers',
      about: 'Those that ended on the dates asked for, with how long the answer took',
      sql: `SELECT
  *,
  local_date(last_ts) AS date,
  ${secondsSql('from_ts', 'answer_ts', { withinMicros })} AS seconds
FROM answered_turns${whereClause(onDatesSql('local_date(last_ts)', asked))}`,
    },
  ]
}

/** Each date with the turns that ended on it. */
export function responsesSql(question: ResponseQuestion): string {
  return statement(
    [
      ...answers(question),
      ...shownCalendar(question.scope),
      {
        name: 'daily',
        about: 'Turns and answers by date',
        sql: `SELECT
  date,
  count(*) AS turns,
  count(seconds) AS answered,
  ${quantileSql('median_seconds')},
  ${quantileSql('p90_seconds')},
  avg(seconds) AS mean_seconds
FROM answers
GROUP BY date`,
      },
    ],
    `SELECT
  date,
  coalesce(turns, 0) AS turns,
  coalesce(answered, 0) AS answered,
  100 * answered / turns AS answered_pct,
  median_seconds,
  p90_seconds,
  mean_seconds,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN daily USING (date)
ORDER BY date`,
  )
}

/** All of them in one row, for the figures above the charts. */
export function wholeSql(question: ResponseQuestion): string {
  return statement(
    answers(question),
    `SELECT
  count(*) AS turns,
  count(seconds) AS answered,
  ${['p10_seconds', 'p25_seconds', 'median_seconds', 'p75_seconds', 'p90_seconds', 'p95_seconds', 'p99_seconds']
    .map(quantileSql)
    .join(',\n  ')},
  avg(seconds) AS mean_seconds
FROM answers`,
  )
}
