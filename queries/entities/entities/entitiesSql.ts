import { quantileOf } from '../../../src-renderer/model/measure'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { userIdOf } from '../../events/eventRows'
import { eventsInScope, onDatesSql, whereLines } from '../../events/eventsInScope'
import { filterOf } from '../../trends/filterOf'
import { formulaSql } from '../../trends/figures'
import type { Part } from '../../trends/question'
import { keyNames, type EntityQuestion } from './question'
import { scoreSql, tierSql } from './scoring'

const numbered = (word: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${word}_${index + 1}`)

/** The columns that make an entity, by the names that they have in the SQL. */
export function keysOf({ columns }: EntityQuestion): readonly string[] {
  return columns.length === 0 ? ['user_key'] : numbered('key', columns.length)
}

/**
 * WITH queries up to `measured_events`: (user_key, ts, _source, keys, peers, what measures ask, in_period, in_before),
 * the events of the entities in the period or the one before; `more` SQL over an event's columns, with AS.
 */
export function measuredEvents(question: EntityQuestion, more: readonly string[] = []): readonly Cte[] {
  const { scope, columns, peers, conditions, amounts, period, before } = question
  const carried = [
    'user_key',
    'ts',
    '_source',
    ...columns.map(({ name }, index) => `${identifier(name)} AS key_${index + 1}`),
    ...peers.map(({ name }, index) => `${identifier(name)}::VARCHAR AS peer_${index + 1}`),
    ...[...conditions, ...amounts].map(([sql, name]) => `${sql} AS ${name}`),
    ...more,
    'local_date(ts) AS local_day',
  ]
  return [
    eventsInScope(scope, columns.length === 0 ? {} : { ofUsers: false }),
    {
      name: 'dated_events',
      about: 'Events with their local date, whose they are, and what measures ask of them',
      sql: `SELECT\n  ${carried.join(',\n  ')}
FROM events_in_scope`,
    },
    {
      name: 'measured_events',
      about: before === null ? 'Those of the period' : 'Those of the period and of the one before',
      sql: `SELECT *
FROM (
  SELECT
    *,
    ${onDatesSql('local_day', period).replaceAll('\n', ' ')} AS in_period,
    ${before === null ? 'FALSE' : onDatesSql('local_day', before).replaceAll('\n', ' ')} AS in_before
  FROM dated_events
)
WHERE ${whereLines('(in_period OR in_before)', ...columns.map((_, index) => `key_${index + 1} IS NOT NULL`))}`,
    },
  ]
}

/** A part's figure over the events of one entity for which `when` holds. */
function figureSql({ kind, is, amount }: Part, when: string): string {
  const filter = filterOf(is, when)
  const share = quantileOf(kind)
  if (share !== null) return `quantile_cont(${amount}::DOUBLE, ${share})${filter}`
  switch (kind) {
    case 'users':
      return `count(DISTINCT user_key)${filter}`
    case 'distinct':
      return `count(DISTINCT ${amount})${filter}`
    case 'sum':
      return `coalesce(sum(${amount})${filter}, 0)`
    case 'avg':
      return `sum(${amount})${filter}::DOUBLE\n    / nullif(count(${amount})${filter}, 0)`
    case 'min':
    case 'max':
      return `${kind}(${amount})${filter}`
    case 'per-user': {
      const owned = filterOf(is, when, 'user_key IS NOT NULL')
      const total = amount === null ? `count(*)${owned}` : `coalesce(sum(${amount})${owned}, 0)`
      return `${total}::DOUBLE
    / nullif(count(DISTINCT user_key)${filter}, 0)`
    }
    default:
      return `count(*)${filter}`
  }
}

/** WITH queries up to `entity_figures`: keys, peers, value_1, before_1 … one row an entity. */
function entityFigures(question: EntityQuestion): readonly Cte[] {
  const { parts, series, peers, before } = question
  const keys = keysOf(question)
  const peerNames = numbered('peer', peers.length)
  const partColumn =
    (word: string) =>
    (name: string): string =>
      `${word}_part_${parts.findIndex(({ measure }) => measure.name === name) + 1}`
  const known = before === null ? 'TRUE' : `(in_period OR in_before)`
  return [
    ...measuredEvents(question),
    {
      name: 'entity_parts',
      about: 'What each has in the period, and before it; of the columns of peers the newest value',
      sql: `SELECT
  ${[
    ...keys,
    ...peerNames.map(
      (name) => `last(${name} ORDER BY ts, _source)${filterOf(`${name} IS NOT NULL`, known)} AS ${name}`,
    ),
    ...parts.map((part, index) => `(${figureSql(part, 'in_period')})::DOUBLE AS now_part_${index + 1}`),
    ...(before === null
      ? []
      : parts.map((part, index) => `(${figureSql(part, 'in_before')})::DOUBLE AS before_part_${index + 1}`)),
  ].join(',\n  ')}
FROM measured_events
GROUP BY ${keys.join(', ')}`,
    },
    {
      name: 'entity_figures',
      about: 'The measures of each, and what they were before',
      sql: `SELECT
  ${[
    ...keys,
    ...peerNames,
    ...series.map(({ formula }, index) => `${formulaSql(formula, partColumn('now'))} AS value_${index + 1}`),
    ...series.map(({ formula }, index) =>
      before === null
        ? `NULL::DOUBLE AS before_${index + 1}`
        : `${formulaSql(formula, partColumn('before'))} AS before_${index + 1}`,
    ),
  ].join(',\n  ')}
FROM entity_parts`,
    },
  ]
}

/** WITH query `ranked`: entity_figures with rank_1, percentile_1 …, each among its peers. */
function ranked({ series, peers }: EntityQuestion): Cte {
  const own = numbered('peer', peers.length)
  const places = series.flatMap((_, index) => {
    const value = `value_${index + 1}`
    const among = `PARTITION BY ${[...own, `${value} IS NULL`].join(', ')}`
    return [
      `CASE
    WHEN ${value} IS NOT NULL
    THEN rank() OVER (${among} ORDER BY ${value} DESC)
  END AS rank_${index + 1}`,
      `CASE
    WHEN ${value} IS NOT NULL
    THEN 100 * (rank() OVER (${among} ORDER BY ${value}) - 1)
      / nullif(count(*) OVER (${among}) - 1, 0)
  END AS percentile_${index + 1}`,
    ]
  })
  return {
    name: 'ranked',
    about: `The place among ${own.length === 0 ? 'all' : 'peers'}, 1 for the highest, then who lies below`,
    sql: `SELECT\n  *,\n  ${places.join(',\n  ')}\nFROM entity_figures`,
  }
}

/** WITH query `scored`, where there are weights: `ranked` with the score. */
function scored({ weights, series }: EntityQuestion): readonly Cte[] {
  if (weights.length === 0) return []
  const measures = series.map(({ name }) => name)
  const signs = weights.some(({ by }) => by < 0) ? '; of those that count against, what is missing to 100' : ''
  const about = `The weighted mean of percentiles${signs}`
  return [{ name: 'scored', about, sql: `SELECT\n  *,\n  ${scoreSql(weights, measures)} AS score\nFROM ranked` }]
}

/** The entities, one row each: keys, peers, five columns a measure, score and tier where they are asked for. */
export function entitiesSql(question: EntityQuestion): string {
  const { columns, peers, series, weights, tiers, tierBy, sort, order, limit } = question
  const named = keyNames(question)
  const keyCount = columns.length === 0 ? 1 : columns.length
  const ownPeers = peers.flatMap(({ name }, index) =>
    named.slice(0, keyCount).includes(name) ? [] : [`peer_${index + 1} AS ${identifier(name)}`],
  )
  const figures = series.flatMap(({ name }, index) => {
    const at = index + 1
    return [
      `value_${at} AS ${identifier(name)}`,
      `before_${at} AS ${identifier(`${name}_before`)}`,
      `value_${at} - before_${at} AS ${identifier(`${name}_change`)}`,
      `rank_${at}::BIGINT AS ${identifier(`${name}_rank`)}`,
      `percentile_${at}::DOUBLE AS ${identifier(`${name}_percentile`)}`,
    ]
  })
  const from = weights.length > 0 ? 'scored' : 'ranked'
  const keys =
    columns.length === 0
      ? [userIdOf(from)]
      : columns.map(({ name }, index) => `key_${index + 1} AS ${identifier(name)}`)
  const direction = order === 'descending' ? 'DESC' : 'ASC'
  const ties = named.slice(0, keyCount).map((_, index) => `${index + 1}`)
  const shown = [...keys, ...ownPeers, ...figures, ...(weights.length > 0 ? ['score'] : [])]
  const entities: Cte = {
    name: 'entities',
    about: 'Each with its figures by their names',
    sql: `SELECT\n  ${shown.join(',\n  ')}\nFROM ${from}`,
  }
  const isTiered = tiers.length > 0
  return statement(
    [...entityFigures(question), ranked(question), ...scored(question), ...(isTiered ? [entities] : [])],
    `SELECT
  ${(isTiered ? ['*', `${tierSql(tiers, tierBy)} AS tier`] : shown).join(',\n  ')}
FROM ${isTiered ? 'entities' : from}
ORDER BY ${identifier(sort)} ${direction} NULLS LAST, ${ties.join(', ')}${limit === null ? '' : `\nLIMIT ${limit}`}`,
  )
}

/** The partitions that it reads: from the earlier period on, where there is one. */
export function rangeOf({ scope, period, before }: EntityQuestion): QueryPlan['range'] {
  const starts = [period.fromDate, ...(before === null ? [] : [before.fromDate])]
  const fromDate = starts.reduce((least, one) => (least === null || one === null ? null : one < least ? one : least))
  return partitionRange({ ...scope, fromDate, toDate: period.toDate }, 0, 0)
}
