import { chooseSql, gradedCtes, numbers, type AttemptShape } from './attempt'
import type { EntryRule } from './options'

/**
 * CTEs for steps in order where events of one time count in any order and one event may meet several steps, ending in
 * `chosen` (k, o1 … oN, entry, depth). They read `any_step` (k, o, place, is_entry, mask): positions are times, bit n - 1
 * of mask says that the event meets step n, place is the event's file position.
 *
 * Which event of a time fills which step can decide how many steps can be filled at that time. So each attempt is followed
 * along all choices at once: a state holds the masks that it has used up at the time where it stands, and events of one
 * time and mask are interchangeable. All states of an attempt stand at the same time, the earliest that any can reach.
 */
export function tiedCtes(shape: AttemptShape, entry: EntryRule): readonly string[] {
  const ctes = [
    'kinds AS (SELECT k, o, mask, count(*) AS n, min(place) FILTER (is_entry) AS first_place, max(place) FILTER (is_entry) AS last_place FROM any_step GROUP BY k, o, mask)',
    `state_1 AS (SELECT row_number() OVER () AS attempt, k, o AS o1, ${entry === 'latest' ? 'last_place' : 'first_place'} AS entry, [mask] AS used
    FROM kinds WHERE mask & 1 <> 0 AND first_place IS NOT NULL)`,
    ...numbers(2, shape.steps).flatMap((step) => stepCtes(step)),
    `tried_chain AS (SELECT state_1.k, state_1.entry, ${['state_1.o1', ...numbers(2, shape.steps).map((step) => `reached_${step}.o${step}`)].join(', ')} FROM state_1
    ${numbers(2, shape.steps)
      .map(
        (step) =>
          `LEFT JOIN (SELECT DISTINCT attempt, o${step} FROM state_${step}) reached_${step} ON state_1.attempt = reached_${step}.attempt`,
      )
      .join('\n    ')})`,
    ...gradedCtes('every_try', 'tried_chain', shape),
    ...(shape.everyTry ? [] : [`chosen AS (${chooseSql('every_try', entry, shape)})`]),
  ]
  return ctes
}

function stepCtes(step: number): readonly string[] {
  const before = `state_${step - 1}`
  const at = `o${step - 1}`
  const meets = `mask & ${2 ** (step - 1)} <> 0`
  return [
    `same_time_${step} AS (SELECT DISTINCT ${before}.attempt, ${before}.k, ${before}.${at} AS o${step}, list_sort(list_append(${before}.used, kinds.mask)) AS used
    FROM ${before} JOIN kinds ON ${before}.k = kinds.k AND ${before}.${at} = kinds.o
    WHERE kinds.${meets} AND kinds.n > len(list_filter(${before}.used, lambda one: one = kinds.mask)))`,
    `stuck_${step} AS (SELECT DISTINCT attempt, k, ${at} FROM ${before} WHERE attempt NOT IN (SELECT attempt FROM same_time_${step}))`,
    `times_${step} AS (SELECT DISTINCT k, o FROM kinds WHERE ${meets})`,
    `later_${step} AS (SELECT stuck_${step}.attempt, stuck_${step}.k, times_${step}.o AS o${step} FROM stuck_${step}
    ASOF JOIN times_${step} ON stuck_${step}.k = times_${step}.k AND stuck_${step}.${at} < times_${step}.o)`,
    `state_${step} AS (SELECT attempt, k, o${step}, used FROM same_time_${step}
    UNION ALL SELECT later_${step}.attempt, later_${step}.k, later_${step}.o${step}, [kinds.mask] AS used
    FROM later_${step} JOIN kinds ON later_${step}.k = kinds.k AND later_${step}.o${step} = kinds.o WHERE kinds.${meets})`,
  ]
}
