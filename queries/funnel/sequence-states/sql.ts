import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { conditionSql, filterText, readConditions, type Condition } from '../../../src-renderer/query/sql/condition'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { literal } from '../../../src-renderer/query/sql/literal'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { readSequence, type Sequence } from '../../../src-renderer/query/sql/sequence'
import { nowSql } from '../../../src-renderer/query/sql/eventSource'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { listSql, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereLines } from '../../events/eventsInScope'

export const START = '(start)'
export const LEFT = '(left)'
export const OPEN = '(open)'

const MOST_STEPS = 12

/** A question of states, read and checked. */
export interface StatesQuestion {
  readonly scope: Scope
  readonly sequence: Omit<Sequence, 'columns'>
  /** What the sequence is called in the model; null for steps that are said. */
  readonly name: string | null
  /** The states in their order: where it starts, the steps, and both ends. */
  readonly labels: readonly string[]
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The event's name of a condition that the model may have given a meaning. */
function nameIn(value: unknown): string | null {
  return textOf(typeof value === 'object' && value !== null ? (value as { event?: unknown }).event : value)
}

function saidSteps(values: ParameterValues): StatesQuestion['sequence'] | null {
  const given = values['steps']
  if (!Array.isArray(given) || given.length === 0) return null
  const isOptional = (step: unknown): boolean =>
    typeof step === 'object' && step !== null && (step as { optional?: unknown }).optional === true
  if (given.some(isOptional)) refuse('steps', given, 'a step that may be left out is no state; take it out')
  if (values['order'] === 'any') refuse('order', 'any', 'states follow one another: take order=ordered or order=strict')
  return {
    steps: readConditions(given, 'steps'),
    windowMicros: readDuration(textOf(values['window']) ?? 'none', 'window'),
    order: values['order'] === 'strict' ? 'strict' : 'ordered',
  }
}

function stepName({ event, where }: Condition, index: number): string {
  return `${index + 1}. ${event ?? 'any event'}${where.length === 0 ? '' : ` (${filterText(where)})`}`
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readStates(values: ParameterValues, catalog: Catalog, source: string | null): StatesQuestion {
  const events = catalog.model?.events ?? []
  const chosen = nameIn(values['sequence'])
  const said = chosen === null ? saidSteps(values) : null
  const name = said === null ? (chosen ?? events.find((one) => one.sequence !== null)?.name ?? null) : null
  if (said === null && name === null)
    refuse('steps', [], 'the model has no sequence; say two steps or more, such as ["signup","paid"]')
  const sequence = said ?? readSequence(name ?? '', events)
  const { steps } = sequence
  if (steps.length < 2 || steps.length > MOST_STEPS)
    refuse('steps', steps.length, `states lie between 2 and ${MOST_STEPS} steps`)
  return { scope: scope(values, catalog, source), sequence, name, labels: [START, ...steps.map(stepName), LEFT, OPEN] }
}

/** Boolean SQL over an event: that it begins a try. */
export function beginsSql({ scope: asked, sequence }: StatesQuestion): string {
  return conditionSql(sequence.steps[0] ?? { event: null, where: [] }, asked.source.columns)
}

/** WITH queries up to `states` (user_key, step, is_open): the last step that each user reached. */
function states(question: StatesQuestion): readonly Cte[] {
  const { scope: asked, sequence } = question
  const { steps, windowMicros, order } = sequence
  const window = windowMicros === null ? null : `to_microseconds(${windowMicros}::BIGINT)`
  const before = (step: number): string =>
    order === 'strict'
      ? `lag(began_${step}) OVER in_order`
      : `max(began_${step}) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`
  const inTime = (step: number): string =>
    step === 1 || window === null ? '' : ` FILTER (WHERE ts - began_${step} <= ${window})`
  const numbers = steps.map((_, index) => index + 1)
  const last = numbers.toReversed()
  return [
    eventsInScope(asked),
    {
      name: 'with_step_1',
      about: 'Which steps each event meets; a try begins with the first step on the dates asked for',
      sql: `SELECT
  user_key,
  ts,
  _source,
  ${steps.map((step, index) => `${conditionSql(step, asked.source.columns)} AS is_step_${index + 1}`).join(',\n  ')},
  CASE
    WHEN ${whereLines('is_step_1', onDatesSql('local_date(ts)', asked)).replaceAll('\n', '\n    ')} THEN ts
  END AS began_1
FROM events_in_scope`,
    },
    ...numbers.slice(1).map((step): Cte => ({
      name: `with_step_${step}`,
      about: `When the last try that step ${step} goes on with began`,
      sql: `SELECT
  *,
  CASE WHEN is_step_${step} THEN ${before(step - 1)} END AS began_${step}
FROM with_step_${step - 1}
WINDOW in_order AS (PARTITION BY user_key ORDER BY ts, _source)`,
    })),
    {
      name: 'reached',
      about: 'For each user who began, when the last try that came to each step in time began',
      sql: `SELECT
  user_key,
  ${numbers.map((step) => `max(began_${step})${inTime(step)} AS tried_${step}`).join(',\n  ')}
FROM with_step_${steps.length}
GROUP BY user_key
HAVING max(began_1) IS NOT NULL`,
    },
    {
      name: 'states',
      about: 'The last step that each user reached, and whether there is still time for the next',
      sql: `SELECT
  user_key,
  CASE
    ${last.map((step) => `WHEN tried_${step} IS NOT NULL THEN ${step}`).join('\n    ')}
  END AS step,
  ${
    window === null
      ? 'TRUE'
      : `coalesce(
    ${last.map((step) => `tried_${step}`).join(', ')}
  ) + ${window} > ${nowSql(asked.source)}`
  } AS is_open
FROM reached`,
    },
  ]
}

/** WITH queries up to `ways` (user_key, source, target): each state that a user was in, with the one after it, by number. */
export function ways(question: StatesQuestion): readonly Cte[] {
  const count = question.sequence.steps.length
  const sources = listSql(Array.from({ length: count }, (_, index) => String(index)))
  return [
    ...states(question),
    {
      name: 'sources',
      about: 'Each user with every state but the last',
      sql: `SELECT user_key, step, is_open, unnest(${sources}) AS source
FROM states`,
    },
    {
      name: 'ways',
      about: 'The states that they were in, and where each led',
      sql: `SELECT
  user_key,
  source,
  CASE WHEN source < step THEN source + 1 WHEN is_open THEN ${count + 2} ELSE ${count + 1} END AS target
FROM sources
WHERE source <= step`,
    },
  ]
}

/** How many went from each state to which. */
export function statesSql(question: StatesQuestion): string {
  const names = listSql(question.labels.map((label) => literal(label)))
  return statement(
    [
      ...ways(question),
      {
        name: 'counts',
        about: 'How many went from each state to which',
        sql: `SELECT source, target, count(*) AS users
FROM ways
GROUP BY source, target`,
      },
    ],
    `SELECT
  ${names}[source + 1] AS source,
  ${names}[target + 1] AS target,
  users::BIGINT AS users,
  100 * users / sum(users) OVER (PARTITION BY counts.source) AS pct
FROM counts
ORDER BY counts.source, counts.target`,
  )
}
