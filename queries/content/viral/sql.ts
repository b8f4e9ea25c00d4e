import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { SequenceRequest } from '../../../src-renderer/query/contract/plan'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { inBrackets, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { columnSql, eventSql, likelyColumn } from '../../events/contentColumns'
import { eventsInScope, whereClause } from '../../events/eventsInScope'
import { anyKindSql, COLUMN_OF } from '../contentEvents'
import type { ViralRules } from './kernel'

/** The kinds of events that a rate is of. */
export const COUNTED = ['view', 'share', 'comment'] as const
type Counted = (typeof COUNTED)[number]
/** The column of the result that counts each. */
export const COUNT_COLUMNS: Readonly<Record<Counted, string>> = { view: 'views', share: 'shares', comment: 'comments' }

/** What is asked for. */
export interface ViralQuestion extends ViralRules {
  readonly scope: Scope
  readonly values: ParameterValues
}

const each = (line: (kind: Counted) => string): string => COUNTED.map(line).join(',\n  ')

/** WITH queries up to `content_events` (content, creator, ts, _source, event_us, is_view, is_share, is_comment). */
function contentEvents({ scope, values }: ViralQuestion): readonly Cte[] {
  const content = columnSql(scope, values, 'content')
  const creator = likelyColumn(scope, values, 'creator')
  return [
    eventsInScope(scope, { dated: true }),
    {
      name: 'content_events',
      about: 'Views, shares and comments about some content, and when (microseconds since 1970)',
      keep: 'MATERIALIZED',
      sql: `SELECT
  ${content}::VARCHAR AS content,
  ${creator === null ? 'NULL::VARCHAR' : `${identifier(creator.name)}::VARCHAR`} AS creator,
  epoch_us(ts) AS event_us,
  ts,
  _source,
  ${each((kind) => `(${eventSql(scope, values, kind)})::INTEGER AS is_${kind}`)}
FROM events_in_scope${whereClause(`${content} IS NOT NULL`, anyKindSql(scope, values, COUNTED))}`,
    },
  ]
}

/** Content by its number, which is the same in every question. */
const CONTENTS: Cte = {
  name: 'contents',
  about: 'Each piece of content once, with a number and who made it',
  sql: `SELECT content, min(creator) AS creator, row_number() OVER (ORDER BY content) - 1 AS number
FROM content_events
GROUP BY content`,
}

/** The events as those of a timeline in which content stands in the place of users; beside it the names by number. */
export function contentSequence(
  question: ViralQuestion,
): Pick<SequenceRequest, 'from' | 'where' | 'columns' | 'beside' | 'acrossUsers'> {
  const events = contentEvents(question)
  return {
    from: inBrackets(
      statement(
        [...events, CONTENTS],
        `SELECT number AS user_key, ts, _source, ${COUNTED.map((kind) => `is_${kind}`).join(', ')}
FROM content_events
JOIN contents USING (content)`,
      ),
    ),
    where: 'TRUE',
    acrossUsers: true,
    columns: Object.fromEntries(COUNTED.map((kind) => [kind, { kind: 'flag', sql: `is_${kind} = 1` }])),
    beside: statement(
      [...events, CONTENTS, newest(question.scope)],
      `SELECT number, content, creator, now_us
FROM contents
CROSS JOIN newest
ORDER BY number`,
    ),
  }
}

/** WITH queries up to `rated_windows` (content, end_us, views, shares, comments, rate): windows with enough views. */
function ratedWindows(question: ViralQuestion): readonly Cte[] {
  const { windowMicros, leastViews } = question
  return [
    ...contentEvents(question),
    {
      name: 'windows',
      about: 'The window that ends with each of these events',
      sql: `SELECT
  content,
  event_us AS end_us,
  ${each((kind) => `sum(is_${kind}) OVER recent AS ${COLUMN_OF[kind]}`)}
FROM content_events
WINDOW recent AS (
  PARTITION BY content
  ORDER BY event_us
  RANGE BETWEEN ${windowMicros}::BIGINT PRECEDING AND CURRENT ROW
)`,
    },
    {
      name: 'rated_windows',
      about: 'Windows with enough views, and their shares and comments for each view',
      sql: `SELECT
  content,
  end_us,
  views,
  shares,
  comments,
  (shares + comments)::DOUBLE / views AS rate
FROM windows
WHERE views >= ${leastViews}`,
    },
  ]
}

/**
 * SELECT of now_us: the newest event shown; with `as_of`, the end of that date, unless the dates shown end before it.
 */
function newestSql({ source: { nowTs, asOf }, toDate }: Scope): string {
  return asOf !== null && nowTs !== null && (toDate === null || toDate >= asOf)
    ? `SELECT ${nowTs}::BIGINT AS now_us`
    : 'SELECT epoch_us(max(ts)) AS now_us\nFROM events_in_scope'
}

function newest(scope: Scope): Cte {
  return { name: 'newest', about: 'When the window that is called now ends', sql: newestSql(scope) }
}

/** Statement of the answer: a row for each content with enough views in some window. */
export function viralSql(question: ViralQuestion): string {
  const { scope, windowMicros, leastViews } = question
  const threshold = literal(question.threshold)
  return statement(
    [
      ...ratedWindows(question),
      {
        name: 'peaks',
        about: 'Of each content the highest rate, and when it first went above the threshold',
        sql: `SELECT
  content,
  max(rate) AS peak,
  min(end_us) FILTER (rate > ${threshold}) AS viral_us
FROM rated_windows
GROUP BY content`,
      },
      {
        name: 'peak_ends',
        about: 'When each first reached its highest rate',
        sql: `SELECT rated_windows.content, min(rated_windows.end_us) AS peak_us
FROM rated_windows
JOIN peaks ON rated_windows.content = peaks.content
  AND rated_windows.rate = peaks.peak
GROUP BY rated_windows.content`,
      },
      newest(scope),
      {
        name: 'now',
        about: 'Whether each is above the threshold in that window',
        sql: `SELECT
  content,
  (sum(is_share) + sum(is_comment))::DOUBLE / nullif(sum(is_view), 0) > ${threshold}
    AND sum(is_view) >= ${leastViews} AS viral_now
FROM content_events
CROSS JOIN newest
WHERE event_us >= now_us - ${windowMicros}
GROUP BY content`,
      },
      {
        name: 'creators',
        about: 'Who made each',
        sql: 'SELECT content, min(creator) AS creator\nFROM content_events\nGROUP BY content',
      },
    ],
    `SELECT DISTINCT
  peaks.content,
  creators.creator,
  viral_us IS NOT NULL AS viral,
  make_timestamp(viral_us) AS viral_at,
  peak,
  make_timestamp(peak_us) AS peak_at,
  views::BIGINT AS views,
  shares::BIGINT AS shares,
  comments::BIGINT AS comments,
  coalesce(viral_now, FALSE) AS viral_now
FROM peaks
JOIN peak_ends ON peaks.content = peak_ends.content
JOIN rated_windows ON rated_windows.content = peaks.content
  AND rated_windows.end_us = peak_us
JOIN creators ON creators.content = peaks.content
LEFT JOIN now ON now.content = peaks.content
ORDER BY peak DESC, peaks.content`,
  )
}

/** Statement that counts the content with too few views in every window. */
export function fewViewsSql(question: ViralQuestion): string {
  return statement(
    ratedWindows(question),
    `SELECT count(DISTINCT content)
FROM content_events
WHERE content NOT IN (SELECT content FROM rated_windows)`,
  )
}
