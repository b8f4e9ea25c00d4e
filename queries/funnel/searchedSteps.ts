import { literal } from '../../src-renderer/query/sql/literal'
import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import { whereClause } from '../events/eventsInScope'
import { chooseSql, chosenCte, gradedCtes, numbers, positionColumns, stepAt, type AttemptShape } from './attempt'
import type { EntryRule } from './options'
import { limitSql } from '../events/position'

/** What may follow a step: an event at any later time (or up to a tolerance before it), or one at the same or the very next time of the key. */
export type Follows = 'later' | 'next'

/**
 * WITH queries for steps in order where the choice of an event for one step can decide about a later one: one event may meet
 * several steps that are met in either order, or events of one time may stand in any order with nothing between times.
 * They end in `chosen` (key, step_1_at … step_N_at, entry, depth), or in `every_try`. They read `step_events` (key,
 * position, place, is_entry, mask):
 * positions are times, bit n - 1 of mask says that the event meets step n. With `next` it holds all events of a key.
 *
 * Each attempt is followed along all choices that can matter. Of the events that may fill a step, in order of time, only as
 * many matter as there are steps left, and only those so near to the first that a later step could still take it: if the
 * best way leaves out an earlier one for good, taking it would be better. A state holds the events that it has used up
 * and that could be used again; events of one time that meet the same steps are interchangeable (a kind).
 */
export function searchedCtes(shape: AttemptShape, entry: EntryRule, follows: Follows): readonly Cte[] {
  const { steps } = shape
  const states = numbers(1, steps).map((step) =>
    select(
      [
        'attempt',
        'key',
        'entry',
        ...numbers(1, steps).map((one) => (one <= step ? stepAt(one) : `NULL AS ${stepAt(one)}`)),
        `${step} AS reached`,
      ],
      `FROM state_${step}`,
    ),
  )
  return [
    {
      name: 'kinds',
      about: 'Events of one time that meet the same steps, which can stand for one another, and how many they are',
      keep: 'MATERIALIZED',
      sql: select(
        [
          'key',
          'position',
          'mask',
          'count(*) AS events',
          'row_number() OVER () AS kind',
          ...(follows === 'next' ? ['dense_rank() OVER (PARTITION BY key ORDER BY position) AS turn'] : []),
        ],
        'FROM step_events\nGROUP BY key, position, mask',
      ),
    },
    {
      name: 'state_1',
      about: 'Each entry as an attempt that stands at the first step, and what it has used up',
      keep: 'MATERIALIZED',
      sql: select(
        [
          'row_number() OVER () AS attempt',
          'kinds.key',
          'step_events.place AS entry',
          `kinds.position AS ${stepAt(1)}`,
          "[{'position': kinds.position, 'kind': kinds.kind}] AS used",
          ...(follows === 'next' ? ['turn'] : []),
        ],
        `FROM step_events
JOIN kinds ON step_events.key = kinds.key
  AND step_events.position = kinds.position
  AND step_events.mask = kinds.mask
WHERE step_events.is_entry
  AND step_events.mask & 1 <> 0`,
      ),
    },
    ...numbers(2, steps).flatMap((step) => (follows === 'next' ? nextCtes(step, shape) : laterCtes(step, shape))),
    {
      name: 'longest',
      about: 'Of each attempt the way that goes furthest, and there soonest',
      sql: select(
        ['attempt', 'key', 'entry', ...positionColumns(steps)],
        `FROM ${inBrackets(states.join('\nUNION ALL\n'))}
QUALIFY row_number() OVER (
  PARTITION BY attempt
  ORDER BY reached DESC, ${positionColumns(steps).join(', ')}
) = 1`,
      ),
    },
    ...gradedCtes('every_try', 'Each of these attempts', 'longest', shape),
    ...(shape.everyTry ? [] : [chosenCte(chooseSql('every_try', entry, shape))]),
  ]
}

const unused = (state: string): string =>
  `hit.events > len(list_filter(${state}.used, lambda one: one.kind = hit.kind))`

/** A condition: the event lies within the window; null where there is none. */
function inWindow(shape: AttemptShape, began: string): string | null {
  return shape.windowMicros === null ? null : `hit.position < ${limitSql(began, shape.windowMicros, shape.kind)}`
}

/** Of states that stand at the same place with the same events used up, the one whose steps came earliest. */
function earliest(step: number): string {
  return `QUALIFY row_number() OVER (
  PARTITION BY attempt, ${stepAt(step)}, used
  ORDER BY ${positionColumns(step).join(', ')}
) = 1`
}

function nextCtes(step: number, shape: AttemptShape): readonly Cte[] {
  const before = `state_${step - 1}`
  const turns = `SELECT *, unnest([turn, turn + 1]) AS next_turn\nFROM ${before}`
  const hit = "{'position': hit.position, 'kind': hit.kind}"
  return [
    {
      name: `state_${step}`,
      about: `The ways to go on to step ${step}: with an event of the same time, or of the next time`,
      keep: 'MATERIALIZED',
      sql: select(
        [
          'tried.attempt',
          'tried.key',
          'tried.entry',
          ...positionColumns(step - 1, 'tried'),
          `hit.position AS ${stepAt(step)}`,
          'hit.turn AS turn',
          `CASE
    WHEN hit.turn = tried.turn THEN list_sort(list_append(tried.used, ${hit}))
    ELSE [${hit}]
  END AS used`,
        ],
        `FROM ${inBrackets(turns)} AS tried
JOIN kinds AS hit ON tried.key = hit.key
  AND tried.next_turn = hit.turn${whereClause(`hit.mask & ${2 ** (step - 1)} <> 0`, unused('tried'), inWindow(shape, `tried.${stepAt(1)}`))}
${earliest(step)}`,
      ),
    },
  ]
}

function laterCtes(step: number, shape: AttemptShape): readonly Cte[] {
  const { steps, toleranceMicros } = shape
  const before = `state_${step - 1}`
  const left = steps - step
  const slack = literal(BigInt(toleranceMicros))
  const reach = literal(BigInt(toleranceMicros * left))
  const times = `SELECT key, position, min(nth) AS nth\nFROM places_${step}\nGROUP BY key, position`
  const tried = `SELECT *, first_nth + unnest(range(0, ${steps})) AS next_nth\nFROM begin_${step}`
  return [
    {
      name: `places_${step}`,
      about: `Events of step ${step}, numbered in order`,
      keep: 'MATERIALIZED',
      sql: select(
        ['key', 'position', 'kind', 'events', 'row_number() OVER (PARTITION BY key ORDER BY position, kind) AS nth'],
        `FROM kinds\nWHERE mask & ${2 ** (step - 1)} <> 0`,
      ),
    },
    {
      name: `begin_${step}`,
      about: `Where the events begin that can follow the step before`,
      keep: 'MATERIALIZED',
      sql: select(
        [`${before}.*`, 'row_number() OVER () AS state', 'times.nth AS first_nth'],
        `FROM ${before}
ASOF JOIN ${inBrackets(times)} AS times ON ${before}.key = times.key
  AND ${before}.${stepAt(step - 1)} - ${slack} <= times.position`,
      ),
    },
    {
      name: `able_${step}`,
      about: 'The first of these events that are not used up and lie in the window: no more than can matter',
      sql: select(
        ['tried.* EXCLUDE (next_nth)', `hit.position AS ${stepAt(step)}`, 'hit.kind AS kind', 'hit.nth AS nth'],
        `FROM ${inBrackets(tried)} AS tried
JOIN places_${step} AS hit ON tried.key = hit.key
  AND tried.next_nth = hit.nth${whereClause(unused('tried'), inWindow(shape, `tried.${stepAt(1)}`))}
QUALIFY row_number() OVER (PARTITION BY state ORDER BY nth) <= ${left + 1}`,
      ),
    },
    {
      name: `near_${step}`,
      about: 'Those of them so near to the first that a later step could still take it',
      sql: `SELECT *
FROM able_${step}
QUALIFY ${stepAt(step)} <= min(${stepAt(step)}) OVER (PARTITION BY state) + ${reach}`,
    },
    {
      name: `state_${step}`,
      about: `The ways to go on to step ${step}, and what each has used up`,
      keep: 'MATERIALIZED',
      sql: select(
        [
          'attempt',
          'key',
          'entry',
          ...positionColumns(step),
          `list_sort(list_filter(
    list_append(used, {'position': ${stepAt(step)}, 'kind': kind}),
    lambda one: one.position >= ${stepAt(step)} - ${reach}
  )) AS used`,
        ],
        `FROM near_${step}\n${earliest(step)}`,
      ),
    },
  ]
}
