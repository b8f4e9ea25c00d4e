import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import { chooseSql, chosenCte, gradedCtes, numbers, stepAt, type AttemptShape } from './attempt'
import type { EntryRule } from './options'

/**
 * WITH queries for steps in order where events of one time count in any order and one event may meet several steps, ending in
 * `chosen` (key, step_1_at … step_N_at, entry, depth). They read `step_events` (key, position, place, is_entry, mask):
 * positions are times, bit n - 1 of mask says that the event meets step n, place is the event's file position.
 *
 * Which event of a time fills which step can decide how many steps can be filled at that time. So each attempt is followed
 * along all choices at once: a state holds the masks that it has used up at the time where it stands, and events of one
 * time and mask are interchangeable. All states of an attempt stand at the same time, the earliest that any can reach.
 */
export function tiedCtes(shape: AttemptShape, entry: EntryRule): readonly Cte[] {
  const later = numbers(2, shape.steps)
  const reached = later.map(
    (step) =>
      `LEFT JOIN ${inBrackets(`SELECT DISTINCT attempt, ${stepAt(step)}\nFROM state_${step}`)} AS reached_${step} ON state_1.attempt = reached_${step}.attempt`,
  )
  return [
    {
      name: 'kinds',
      about: 'Events of one time that meet the same steps, which can stand for one another, and how many they are',
      sql: select(
        [
          'key',
          'position',
          'mask',
          'count(*) AS events',
          'min(place) FILTER (is_entry) AS first_place',
          'max(place) FILTER (is_entry) AS last_place',
        ],
        'FROM step_events\nGROUP BY key, position, mask',
      ),
    },
    {
      name: 'state_1',
      about: 'Each entry as an attempt that stands at the first step, and what it has used up',
      sql: select(
        [
          'row_number() OVER () AS attempt',
          'key',
          `position AS ${stepAt(1)}`,
          `${entry === 'latest' ? 'last_place' : 'first_place'} AS entry`,
          '[mask] AS used',
        ],
        'FROM kinds\nWHERE mask & 1 <> 0\n  AND first_place IS NOT NULL',
      ),
    },
    ...later.flatMap((step) => stepCtes(step)),
    {
      name: 'tried_chain',
      about: 'The steps of each attempt in one row',
      sql: select(
        [
          'state_1.key',
          'state_1.entry',
          `state_1.${stepAt(1)}`,
          ...later.map((step) => `reached_${step}.${stepAt(step)}`),
        ],
        ['FROM state_1', ...reached].join('\n'),
      ),
    },
    ...gradedCtes('every_try', 'Each of these attempts', 'tried_chain', shape),
    ...(shape.everyTry ? [] : [chosenCte(chooseSql('every_try', entry, shape))]),
  ]
}

function stepCtes(step: number): readonly Cte[] {
  const before = `state_${step - 1}`
  const at = stepAt(step - 1)
  const meets = `mask & ${2 ** (step - 1)} <> 0`
  return [
    {
      name: `same_time_${step}`,
      about: `Step ${step} at the very time of the step before, by an event that is not used up`,
      sql: select(
        [
          `${before}.attempt`,
          `${before}.key`,
          `${before}.${at} AS ${stepAt(step)}`,
          `list_sort(list_append(${before}.used, kinds.mask)) AS used`,
        ],
        `FROM ${before}
JOIN kinds ON ${before}.key = kinds.key
  AND ${before}.${at} = kinds.position
WHERE kinds.${meets}
  AND kinds.events > len(list_filter(${before}.used, lambda one: one = kinds.mask))`,
        'SELECT DISTINCT',
      ),
    },
    {
      name: `stuck_${step}`,
      about: 'Attempts without such an event',
      sql: select(
        ['attempt', 'key', at],
        `FROM ${before}\nWHERE attempt NOT IN (SELECT attempt FROM same_time_${step})`,
        'SELECT DISTINCT',
      ),
    },
    {
      name: `times_${step}`,
      about: `When events of step ${step} happened`,
      sql: `SELECT DISTINCT key, position\nFROM kinds\nWHERE ${meets}`,
    },
    {
      name: `later_${step}`,
      about: 'For these attempts the next such time',
      sql: select(
        [`stuck_${step}.attempt`, `stuck_${step}.key`, `times_${step}.position AS ${stepAt(step)}`],
        `FROM stuck_${step}
ASOF JOIN times_${step} ON stuck_${step}.key = times_${step}.key
  AND stuck_${step}.${at} < times_${step}.position`,
      ),
    },
    {
      name: `state_${step}`,
      about: `Attempts that stand at step ${step}, and what they have used up at that time`,
      sql: `SELECT attempt, key, ${stepAt(step)}, used
FROM same_time_${step}
UNION ALL
${select(
  [`later_${step}.attempt`, `later_${step}.key`, `later_${step}.${stepAt(step)}`, '[kinds.mask] AS used'],
  `FROM later_${step}
JOIN kinds ON later_${step}.key = kinds.key
  AND later_${step}.${stepAt(step)} = kinds.position
WHERE kinds.${meets}`,
)}`,
    },
  ]
}
