import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { conditionSql, filterText, readConditions, type Condition } from '../../../src-renderer/query/sql/condition'
import { literal } from '../../../src-renderer/query/sql/literal'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { listSql, select, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { eventsInScope, timelineEvents } from '../../events/eventsInScope'

/** Sets that are looked at where none are chosen. */
export const USUAL_SETS = 5

/** A set of users, by its name and which events make one of them. */
interface Chosen {
  readonly name: string
  /** Boolean SQL over an event's columns. */
  readonly is: string
}

/** A question of overlap, read and checked. */
export interface OverlapQuestion {
  readonly scope: Scope
  /** None for the events that most users did. */
  readonly sets: readonly Chosen[]
  readonly times: number
}

function nameOf({ event, where }: Condition): string {
  const name = event ?? 'any event'
  return where.length === 0 ? name : `${name} (${filterText(where)})`
}

/** The names of the sets that were chosen. Throws `bad-parameter`. */
export function readNames(values: ParameterValues): readonly string[] {
  return readConditions(values['events'] ?? null, 'events').map(nameOf)
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readOverlap(values: ParameterValues, catalog: Catalog, source: string | null): OverlapQuestion {
  const asked = scope(values, catalog, source)
  const sets = readConditions(values['events'] ?? null, 'events').map((condition) => ({
    name: nameOf(condition),
    is: conditionSql(condition, asked.source.columns),
  }))
  const twice = sets.find(({ name }, at) => sets.findIndex((one) => one.name === name) < at)
  if (twice !== undefined) refuse('events', twice.name, `${twice.name} is chosen twice; each set needs to be another`)
  return { scope: asked, sets, times: typeof values['min_times'] === 'number' ? values['min_times'] : 1 }
}

/** WITH queries up to `members` (user_key, place, name): each user of each set once. */
function members({ scope: asked, sets, times }: OverlapQuestion): readonly Cte[] {
  const events = eventsInScope(asked, { dated: true })
  if (sets.length === 0)
    return [
      events,
      {
        name: 'doers',
        about: `Who did which event${times === 1 ? '' : ` at least ${times} times`}`,
        sql: `SELECT user_key, event::VARCHAR AS name
FROM events_in_scope
WHERE event IS NOT NULL
GROUP BY user_key, event::VARCHAR${times === 1 ? '' : `\nHAVING count(*) >= ${times}`}`,
      },
      {
        name: 'frequent',
        about: `The ${USUAL_SETS} events that most users did`,
        sql: `SELECT name, row_number() OVER (ORDER BY count(*) DESC, name) AS place
FROM doers
GROUP BY name
QUALIFY place <= ${USUAL_SETS}`,
      },
      {
        name: 'members',
        about: 'Each user of each set',
        sql: 'SELECT user_key, place, name\nFROM doers\nJOIN frequent USING (name)',
      },
    ]
  return [
    events,
    {
      name: 'sorted_events',
      about: 'Each event once for each set, and whether it makes one of it',
      sql: `SELECT
  user_key,
  unnest(${listSql(sets.map((_, index) => String(index + 1)))}) AS place,
  unnest(${listSql(sets.map(({ is }) => is))}) AS is_in
FROM events_in_scope`,
    },
    {
      name: 'members',
      about: `Each user of each set${times === 1 ? '' : `, with at least ${times} such events`}`,
      sql: `SELECT
  user_key,
  place,
  ${listSql(sets.map(({ name }) => literal(name)))}[place] AS name
FROM sorted_events
WHERE is_in
GROUP BY user_key, place${times === 1 ? '' : `\nHAVING count(*) >= ${times}`}`,
    },
  ]
}

/**
 * SQL of a name as a JSON text; the engine of the window has no JSON functions. Characters that control a terminal are
 * blanks.
 */
const JSON_TEXT = String.raw`'"' || regexp_replace(
      replace(replace(replace(name, '\', '\\'), '"', '\"'), chr(10), '\n'),
      '[\x00-\x1f]',
      ' ',
      'g'
    ) || '"'`

/** WITH queries up to `combined` (user_key, combination): the sets of each user as a JSON list. */
export function combined(question: OverlapQuestion): readonly Cte[] {
  return [
    ...members(question),
    {
      name: 'combined',
      about: 'The sets that each user is in, in their order',
      sql: `SELECT
  user_key,
  '[' || string_agg(
    ${JSON_TEXT},
    ','
    ORDER BY place
  ) || ']' AS combination
FROM members
GROUP BY user_key`,
    },
  ]
}

/** The `sequence` of the same; none where others than users count. */
export function overlapSequence(
  { scope: asked, sets }: OverlapQuestion,
  values: ParameterValues,
): Pick<QueryPlan, 'sequence'> {
  if (asked.entity.length > 0) return {}
  const flags = sets.map(({ is }, index) => [`set_${index + 1}`, { kind: 'flag', sql: `(${is})` }] as const)
  return {
    sequence: {
      analysis: 'overlap',
      values,
      ...timelineEvents(asked, { dated: true }),
      where: 'TRUE',
      columns: sets.length === 0 ? { name: { kind: 'text', sql: 'event::VARCHAR' } } : Object.fromEntries(flags),
      range: partitionRange(asked, 0, 0),
      rule: "Each user's events are counted for each set; a user with enough of them is in it, and counts once under all sets that they are in.",
    },
  }
}

/** Users by combination, the largest first. */
export function overlapSql(question: OverlapQuestion): string {
  return statement(
    combined(question),
    select(
      ['combination', 'count(*)::BIGINT AS users', '100 * count(*) / sum(count(*)) OVER () AS share'],
      'FROM combined\nGROUP BY combination\nORDER BY users DESC, combination',
    ),
  )
}
