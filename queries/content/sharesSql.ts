import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { identifier } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { columnSql, eventSql, likelyColumn } from '../events/contentColumns'
import { userIdOf } from '../events/eventRows'
import { eventsInScope, whereLines } from '../events/eventsInScope'

/** Where the log says which share made what of what. */
export const SHARE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'share',
    type: 'event',
    label: 'Share',
    default: 'post_share',
    help: 'The event of passing content on; any event, where each row of a log of posts names its parent.',
  },
  {
    name: 'child',
    type: 'column',
    label: 'Made by the share',
    default: null,
    help: 'The column with the id of what the share made; empty for the first that is called like one.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'parent',
    type: 'column',
    label: 'Shared from',
    default: null,
    help: 'The column with the id of what was shared; empty for the first that is called like one.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'content',
    type: 'column',
    label: 'Content',
    default: null,
    more: true,
    help: 'The column that says which content any other event is about; empty for the first that is called like one.',
    emptyMeans: 'Automatic',
  },
]

/**
 * WITH queries `shares`: (child, parent, user_key, ts, _source), each share once: of several with one id the earliest
 * counts, one without an id of its own is kept with child NULL; and `contents`: content that other events are about.
 * Throws `bad-parameter` where child and parent are one column.
 */
export function shares(scope: Scope, values: ParameterValues): readonly Cte[] {
  const child = columnSql(scope, values, 'child')
  const parent = columnSql(scope, values, 'parent')
  if (child === parent)
    throw badParameter('child', child, ': the columns of what a share made and of what was shared must differ.')
  const share = eventSql(scope, values, 'share')
  const content = likelyColumn(scope, values, 'content')
  const creator = likelyColumn(scope, values, 'creator')
  return [
    eventsInScope(scope, { dated: true }),
    {
      name: 'share_events',
      about: 'Shares: what each made (child) of what (parent)',
      sql: `SELECT
  ${child}::VARCHAR AS child,
  ${parent}::VARCHAR AS parent,
  user_key,
  ts,
  _source
FROM events_in_scope
WHERE ${whereLines(share, `${parent} IS NOT NULL`)}`,
    },
    {
      name: 'shares',
      about: 'Each share once: of several that made the same, the earliest',
      keep: 'MATERIALIZED',
      sql: `SELECT child, parent, user_key, ts, _source
FROM share_events
QUALIFY child IS NULL OR row_number() OVER (PARTITION BY child ORDER BY ts, _source) = 1`,
    },
    {
      name: 'contents',
      about: 'Content that other events are about, with its creator',
      sql:
        content === null
          ? 'SELECT NULL::VARCHAR AS content, NULL::VARCHAR AS creator\nWHERE FALSE'
          : `SELECT
  ${identifier(content.name)}::VARCHAR AS content,
  ${creator === null ? 'NULL::VARCHAR' : `min(${identifier(creator.name)}::VARCHAR)`} AS creator
FROM events_in_scope
WHERE NOT ${share}
  AND ${identifier(content.name)} IS NOT NULL
GROUP BY 1`,
    },
  ]
}

/**
 * SQL of an answer that chains are built of: child, parent, user_key, ts, whether the parent is seen elsewhere, and its
 * creator.
 */
export function chainRowsSql(scope: Scope, values: ParameterValues): string {
  return statement(
    shares(scope, values),
    `SELECT
  child,
  parent,
  user_key::BIGINT AS user_key,
  ts,
  contents.content IS NOT NULL AS seen,
  contents.creator AS creator
FROM shares
LEFT JOIN contents ON contents.content = shares.parent
ORDER BY ts, _source`,
  )
}

/** The list of shares behind a figure: those of `listed`, with who made what of what. */
export const SHARE_LIST = `SELECT ${userIdOf('listed')}, ts, parent AS shared_from, child AS made
FROM listed
ORDER BY ts, _source`

/** The users behind a figure: those who made the shares of `listed`. */
export const SHARE_USERS = `SELECT user_key, count(*)::BIGINT AS shares, min(ts) AS first_share
FROM listed
GROUP BY user_key`
