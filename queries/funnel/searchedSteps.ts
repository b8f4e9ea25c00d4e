import { literal } from '../../src-renderer/query/sql/literal'
import { chooseSql, gradedCtes, numbers, positionColumns, type AttemptShape } from './attempt'
import type { EntryRule } from './options'
import { limitSql } from '../events/position'

/** What may follow a step: an event at any later time (or up to a tolerance before it), or one at the same or the very next time of the key. */
export type Follows = 'later' | 'next'

/**
 * CTEs for steps in order where the choice of an event for one step can decide about a later one: one event may meet
 * several steps that are met in either order, or events of one time may stand in any order with nothing between times.
 * They end in `chosen` (k, o1 … oN, entry, depth), or in `every_try`. They read `any_step` (k, o, place, is_entry, mask):
 * positions are times, bit n - 1 of mask says that the event meets step n. With `next` it holds all events of a key.
 *
 * Each attempt is followed along all choices that can matter. Of the events that may fill a step, in order of time, only as
 * many matter as there are steps left, and only those so near to the first that a later step could still take it: if the
 * best way leaves out an earlier one for good, taking it would be better. A state holds the events that it has used up
 * and that could be used again; events of one time that meet the same steps are interchangeable (a kind).
 */
export function searchedCtes(shape: AttemptShape, entry: EntryRule, follows: Follows): readonly string[] {
  const { steps } = shape
  const turn = follows === 'next' ? ', dense_rank() OVER (PARTITION BY k ORDER BY o) AS turn' : ''
  const states = numbers(1, steps).map(
    (step) =>
      `SELECT attempt, k, entry, ${numbers(1, steps)
        .map((one) => (one <= step ? `o${one}` : `NULL AS o${one}`))
        .join(', ')}, ${step} AS reached FROM state_${step}`,
  )
  return [
    `kinds AS MATERIALIZED (SELECT k, o, mask, count(*) AS n, row_number() OVER () AS kind${turn} FROM any_step GROUP BY k, o, mask)`,
    `state_1 AS MATERIALIZED (SELECT row_number() OVER () AS attempt, kinds.k, any_step.place AS entry, kinds.o AS o1, [{'o': kinds.o, 'kind': kinds.kind}] AS used${follows === 'next' ? ', turn' : ''}
    FROM any_step JOIN kinds ON any_step.k = kinds.k AND any_step.o = kinds.o AND any_step.mask = kinds.mask WHERE any_step.is_entry AND any_step.mask & 1 <> 0)`,
    ...numbers(2, steps).flatMap((step) => (follows === 'next' ? nextCtes(step, shape) : laterCtes(step, shape))),
    `longest AS (SELECT attempt, k, entry, ${positionColumns(steps)} FROM (${states.join('\n    UNION ALL ')})
    QUALIFY row_number() OVER (PARTITION BY attempt ORDER BY reached DESC, ${positionColumns(steps)}) = 1)`,
    ...gradedCtes('every_try', 'longest', shape),
    ...(shape.everyTry ? [] : [`chosen AS (${chooseSql('every_try', entry, shape)})`]),
  ]
}

const unused = (state: string): string => `hit.n > len(list_filter(${state}.used, lambda one: one.kind = hit.kind))`

/** A condition: the event lies within the window. */
function inWindow(shape: AttemptShape, o1: string): string {
  return shape.windowMicros === null ? 'TRUE' : `hit.o < ${limitSql(o1, shape.windowMicros, shape.kind)}`
}

/** Of states that stand at the same place with the same events used up, the one whose steps came earliest. */
function earliest(step: number): string {
  return `QUALIFY row_number() OVER (PARTITION BY attempt, o${step}, used ORDER BY ${positionColumns(step)}) = 1`
}

function nextCtes(step: number, shape: AttemptShape): readonly string[] {
  const before = `state_${step - 1}`
  return [
    `state_${step} AS MATERIALIZED (SELECT ${before}.attempt, ${before}.k, ${before}.entry, ${positionColumns(step - 1, before)}, hit.o AS o${step}, hit.turn AS turn,
    CASE WHEN hit.turn = ${before}.turn THEN list_sort(list_append(${before}.used, {'o': hit.o, 'kind': hit.kind})) ELSE [{'o': hit.o, 'kind': hit.kind}] END AS used
    FROM (SELECT *, unnest([turn, turn + 1]) AS at_turn FROM ${before}) ${before} JOIN kinds hit ON ${before}.k = hit.k AND ${before}.at_turn = hit.turn
    WHERE hit.mask & ${2 ** (step - 1)} <> 0 AND ${unused(before)} AND ${inWindow(shape, `${before}.o1`)} ${earliest(step)})`,
  ]
}

function laterCtes(step: number, shape: AttemptShape): readonly string[] {
  const { steps, toleranceMicros } = shape
  const before = `state_${step - 1}`
  const left = steps - step
  const slack = literal(BigInt(toleranceMicros))
  const reach = literal(BigInt(toleranceMicros * left))
  return [
    `places_${step} AS MATERIALIZED (SELECT k, o, kind, n, row_number() OVER (PARTITION BY k ORDER BY o, kind) AS i FROM kinds WHERE mask & ${2 ** (step - 1)} <> 0)`,
    `begin_${step} AS MATERIALIZED (SELECT ${before}.*, row_number() OVER () AS state, times.i AS first_i FROM ${before}
    ASOF JOIN (SELECT k, o, min(i) AS i FROM places_${step} GROUP BY k, o) times ON ${before}.k = times.k AND ${before}.o${step - 1} - ${slack} <= times.o)`,
    `able_${step} AS (SELECT tried.* EXCLUDE (at_i), hit.o AS o${step}, hit.kind AS kind, hit.i AS i
    FROM (SELECT *, first_i + unnest(range(0, ${steps})) AS at_i FROM begin_${step}) tried JOIN places_${step} hit ON tried.k = hit.k AND tried.at_i = hit.i
    WHERE ${unused('tried')} AND ${inWindow(shape, 'tried.o1')}
    QUALIFY row_number() OVER (PARTITION BY state ORDER BY i) <= ${left + 1})`,
    `near_${step} AS (SELECT * FROM able_${step} QUALIFY o${step} <= min(o${step}) OVER (PARTITION BY state) + ${reach})`,
    `state_${step} AS MATERIALIZED (SELECT attempt, k, entry, ${positionColumns(step)},
    list_sort(list_filter(list_append(used, {'o': o${step}, 'kind': kind}), lambda one: one.o >= o${step} - ${reach})) AS used FROM near_${step} ${earliest(step)})`,
  ]
}
