import { literal } from '../../src-renderer/query/sql/literal'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { whereClause, whereLines } from '../events/eventsInScope'
import { AGAIN, END, MARKERS, MORE, OTHER, START } from './names'
import type { PathQuestion } from './question'
import { anchoredSteps, unitOf } from './stepsSql'

/**
 * SQL of what stands beside a step: its neighbour, or where the path breaks off, at the anchor of another path or at
 * the end of what it reaches. The
 * neighbour's distance from the anchor is NULL where there is none.
 */
function neighbourSql({ withinMicros }: PathQuestion, side: 'next' | 'prior'): string {
  const isFar = withinMicros === null ? `${side}_micros IS NULL` : `coalesce(${side}_micros > ${withinMicros}, TRUE)`
  const end = literal(side === 'next' ? END : START)
  return `CASE WHEN ${isFar} THEN ${end} WHEN ${side}_is_anchor THEN ${literal(AGAIN)} ELSE ${side}_value END`
}

const near = ({ withinMicros }: PathQuestion, micros = 'micros'): string | null =>
  withinMicros === null ? null : `${micros} <= ${withinMicros}`

/** WITH queries up to `placed_after`: the steps from each anchor on, `place` 0 and more, with the step that follows. */
function stepsAfter(question: PathQuestion): readonly Cte[] {
  const unit = unitOf(question)
  return [
    {
      name: 'since_anchor',
      about: 'Steps with the number of the anchor that they follow, and what the next step is',
      sql: `SELECT
  ${unit}, nth, value, ts,
  count_if(is_anchor) OVER (by_number ROWS UNBOUNDED PRECEDING) AS path,
  lead(value) OVER by_number AS next_value,
  lead(ts) OVER by_number AS next_ts,
  lead(is_anchor) OVER by_number AS next_is_anchor,
  lead(is_goal) OVER by_number AS next_is_goal
FROM anchored_steps
WINDOW by_number AS (PARTITION BY ${unit} ORDER BY nth)`,
    },
    {
      name: 'placed_after',
      about: 'Their places in the path, from 0 at the anchor, and how long after it they and the next step are',
      sql: `SELECT
  ${unit}, path, value, next_value, next_is_anchor, next_is_goal,
  nth - min(nth) OVER own AS place,
  epoch_us(ts) - epoch_us(min(ts) OVER own) AS micros,
  epoch_us(next_ts) - epoch_us(min(ts) OVER own) AS next_micros
FROM since_anchor
WHERE path > 0
WINDOW own AS (PARTITION BY ${unit}, path)`,
    },
  ]
}

/** WITH queries up to `edges_after`: (unit, path, step, source, target), transitions from each anchor on. */
function edgesAfter(question: PathQuestion): readonly Cte[] {
  const unit = unitOf(question)
  const { steps, kind } = question
  return [
    ...stepsAfter(question),
    ...(kind === 'from-to'
      ? arrivingEdges(question)
      : [
          {
            name: 'edges_after',
            about: 'Transitions after the anchor, the last one to where the path breaks off',
            sql: `SELECT
  ${unit},
  path,
  place + ${kind === 'around' ? 0 : 1} AS step,
  value AS source,
  ${neighbourSql(question, 'next')} AS target
FROM placed_after${whereClause(near(question), steps === null ? null : `place < ${steps}`)}`,
          },
        ]),
  ]
}

/** WITH queries up to `edges_after` of paths that lead to an end: what lies beyond the steps shown is one step. */
function arrivingEdges(question: PathQuestion): readonly Cte[] {
  const unit = unitOf(question)
  const { steps } = question
  const isEnd = ['next_is_goal', near(question, 'next_micros')].filter((one) => one !== null).join(' AND ')
  const edge =
    steps === null
      ? 'place + 1 AS step,\n  value AS source,\n  next_value AS target'
      : `least(place, ${steps}) + 1 AS step,
  CASE WHEN place >= ${steps} THEN ${literal(MORE)} ELSE value END AS source,
  CASE WHEN place = ${steps - 1} AND goal > ${steps} THEN ${literal(MORE)} ELSE next_value END AS target`
  return [
    {
      name: 'arriving_steps',
      about: 'The same with the place of the first end behind the start',
      sql: `SELECT *, min(place + 1) FILTER (WHERE ${isEnd}) OVER own AS goal
FROM placed_after
WINDOW own AS (PARTITION BY ${unit}, path)`,
    },
    {
      name: 'edges_after',
      about: 'Transitions from the start to the end; those beyond the steps shown are one',
      sql: `SELECT
  ${unit},
  path,
  ${edge}
FROM arriving_steps
WHERE ${whereLines('place < goal', steps === null ? null : `(place < ${steps} OR place = goal - 1)`)}`,
    },
  ]
}

/** WITH queries up to `edges_before`: (unit, path, step, source, target), transitions to each anchor, up to step -1. */
function edgesBefore(question: PathQuestion): readonly Cte[] {
  const unit = unitOf(question)
  const { steps } = question
  return [
    {
      name: 'until_anchor',
      about: 'Steps with the number of the anchor that they come before, and what the step before is',
      sql: `SELECT
  ${unit}, nth, value, ts,
  count_if(is_anchor) OVER (backwards ROWS UNBOUNDED PRECEDING) AS still,
  count_if(is_anchor) OVER (PARTITION BY ${unit}) AS anchors,
  lag(value) OVER by_number AS prior_value,
  lag(ts) OVER by_number AS prior_ts,
  lag(is_anchor) OVER by_number AS prior_is_anchor
FROM anchored_steps
WINDOW
  by_number AS (PARTITION BY ${unit} ORDER BY nth),
  backwards AS (PARTITION BY ${unit} ORDER BY nth DESC)`,
    },
    {
      name: 'placed_before',
      about: 'Their places in the path, down from 0 at the anchor, and how long before it they and the step before are',
      sql: `SELECT
  ${unit}, anchors - still + 1 AS path, value, prior_value, prior_is_anchor,
  nth - max(nth) OVER own AS place,
  epoch_us(max(ts) OVER own) - epoch_us(ts) AS micros,
  epoch_us(max(ts) OVER own) - epoch_us(prior_ts) AS prior_micros
FROM until_anchor
WHERE still > 0
WINDOW own AS (PARTITION BY ${unit}, still)`,
    },
    {
      name: 'edges_before',
      about: 'Transitions before the anchor, the first one from where the path begins',
      sql: `SELECT
  ${unit},
  path,
  place - 1 AS step,
  ${neighbourSql(question, 'prior')} AS source,
  value AS target
FROM placed_before${whereClause(near(question), steps === null ? null : `place > -${steps}`)}`,
    },
  ]
}

/**
 * WITH queries up to `edges`: (unit, path, step, source, target), one row for each transition of each path; a path is
 * told by its unit and `path`.
 */
export function edges(question: PathQuestion): readonly Cte[] {
  const columns = `${unitOf(question)}, path, step, source, target`
  const before = question.kind === 'to' || question.kind === 'around'
  const after = question.kind !== 'to'
  const parts = [...(before ? ['edges_before'] : []), ...(after ? ['edges_after'] : [])]
  return [
    ...anchoredSteps(question),
    ...(before ? edgesBefore(question) : []),
    ...(after ? edgesAfter(question) : []),
    {
      name: 'edges',
      about: 'Every transition of every path',
      sql: parts.map((part) => `SELECT ${columns}\nFROM ${part}`).join('\nUNION ALL\n'),
    },
  ]
}

/** WITH queries up to `told_edges`: as edges(), values beyond the most frequent ones as "(other)". */
export function toldEdges(question: PathQuestion): readonly Cte[] {
  const marks = MARKERS.map((one) => literal(one)).join(', ')
  const told = (value: string): string =>
    `CASE
    WHEN ${value} IN (${marks}) OR ${value} IN (SELECT value FROM frequent_values) THEN ${value}
    ELSE ${literal(OTHER)}
  END AS ${value}`
  return [
    ...edges(question),
    {
      name: 'frequent_values',
      about: 'The values that most transitions come from or lead to',
      sql: `SELECT value
FROM (SELECT source AS value FROM edges UNION ALL SELECT target FROM edges)
WHERE value NOT IN (${marks})
GROUP BY value
ORDER BY count(*) DESC, value${question.most === null ? '' : `\nLIMIT ${question.most}`}`,
    },
    {
      name: 'told_edges',
      about: 'The transitions with the frequent values by name',
      sql: `SELECT user_key, step, ${told('source')}, ${told('target')}\nFROM edges`,
    },
  ]
}
