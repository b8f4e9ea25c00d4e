import { elementAt } from '../../../src-renderer/base/required'
import { anyConditionSql } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { listSql, select, type Cte } from '../../../src-renderer/query/sql/statement'
import { whereLines } from '../../events/eventsInScope'
import { numbers, stepAt } from '../attempt'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { attemptColumns, drillInto } from '../drill'
import { stepLabels } from '../labels'
import { readOptions, refuseOneStep } from '../options'
import { limitSql, positionSql } from '../../events/position'
import { passedPlan } from '../funnelSequence'
import { otherColumns } from '../otherEvents'
import { LOST, NOTHING, WENT_ON } from './outcomes'

function attemptsOf(values: ParameterValues, catalog: Catalog, source: string | null): Attempts {
  const options = readOptions(values)
  refuseOneStep(options)
  return readAttempts(options, values, catalog, source)
}

/** The steps after which somebody goes on or is lost, with the next one: those that are not optional. */
function legs({ options }: Attempts): readonly { readonly step: number; readonly next: number }[] {
  const required = numbers(1, options.steps.length).filter((step) => !elementAt(options.steps, step - 1).optional)
  return required.slice(0, -1).map((step, index) => ({ step, next: elementAt(required, index + 1) }))
}

/** WITH queries ending in `did` (what drills name of an attempt, step, outcome, did): what each attempt did after each of its steps, each once. */
function didCtes(attempts: Attempts): readonly Cte[] {
  const { options, shape, rows, within, name, id } = attempts
  const own = attemptColumns(attempts)
  const end = shape.windowMicros === null ? 'NULL' : limitSql(stepAt(1), shape.windowMicros, shape.kind)
  const spans = legs(attempts).map(({ step, next }) => {
    const wentOn = attempts.reached(next)
    return select(
      [
        ...own,
        `${step} AS step`,
        `CASE WHEN ${wentOn} THEN ${literal(WENT_ON)} ELSE ${literal(LOST)} END AS outcome`,
        `${attempts.position(step)} AS span_start`,
        `CASE\n    WHEN ${wentOn} THEN ${attempts.position(next)}\n    ELSE ${end}\n  END AS span_end`,
      ],
      `FROM ${name}\nWHERE ${attempts.reached(step)}`,
    )
  })
  return [
    {
      name: 'spans',
      about: 'Each step of each attempt: whether it went on from there, and the time until it did or ended',
      sql: spans.join('\nUNION ALL\n'),
    },
    {
      name: 'other_events',
      about: 'Events that are none of the steps',
      sql: rows.rows(whereLines(`NOT ${anyConditionSql(options.steps, within.source.columns)}`, attempts.inDates), [
        [positionSql(shape.kind), 'position'],
        ['event::VARCHAR', 'event_name'],
      ]),
    },
    {
      name: 'done',
      about: 'Which of these happened in that time, each once',
      sql: select(
        [...id.map((one) => `spans.${one} AS ${one}`), 'step', 'event_name'],
        `FROM spans
JOIN other_events ON spans.key = other_events.key
WHERE position > span_start
  AND (span_end IS NULL OR position < span_end)
  AND event_name IS NOT NULL`,
        'SELECT DISTINCT',
      ),
    },
    {
      name: 'did',
      about: 'The same for all steps of all attempts, also of those who did nothing else',
      sql: select(
        [
          ...own.map((one) => `spans.${one} AS ${one}`),
          'spans.step AS step',
          'outcome',
          `coalesce(event_name, ${literal(NOTHING)}) AS did`,
        ],
        `FROM spans
LEFT JOIN done ON ${[...id, 'step'].map((one) => `spans.${one} = done.${one}`).join('\n  AND ')}`,
      ),
    },
  ]
}

/** SQL for what users did after each step. Throws `bad-parameter` and `not-found`. */
export function planPaths(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const attempts = attemptsOf(values, catalog, source)
  const labels = stepLabels(attempts.options)
  const limit = typeof values['limit'] === 'number' ? values['limit'] : 10
  const plan = planOver(
    attempts,
    values,
    [
      ...didCtes(attempts),
      {
        name: 'sides',
        about: 'How many went on from each step, and how many were lost',
        sql: 'SELECT step, outcome, count(*) AS of_users\nFROM spans\nGROUP BY ALL',
      },
      {
        name: 'counted',
        about: 'How many of them did what',
        sql: 'SELECT step, outcome, did, count(*) AS users\nFROM did\nGROUP BY ALL',
      },
    ],
    `SELECT
  counted.step::INTEGER AS step,
  (${listSql(labels.map((label) => literal(label)))})[counted.step] AS "event",
  counted.outcome AS outcome,
  did,
  users::BIGINT AS users,
  100.0::DOUBLE * users / of_users AS pct
FROM counted
JOIN sides ON counted.step = sides.step
  AND counted.outcome = sides.outcome
QUALIFY row_number() OVER (
  PARTITION BY counted.step, counted.outcome
  ORDER BY users DESC, did
) <= ${limit}
ORDER BY 1, 3 DESC, users DESC, did`,
  )
  return passedPlan(plan, attempts, 'funnel-paths', values, { columns: otherColumns(attempts), allEvents: true })
}

/** Those who went on, or were lost, after a step and did what the row says. */
export function drillPaths(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { step, outcome, did } = row
  if (
    typeof step !== 'number' ||
    typeof outcome !== 'string' ||
    typeof did !== 'string' ||
    (column !== 'users' && column !== 'pct')
  )
    return null
  const attempts = attemptsOf(values, catalog, source)
  const label = stepLabels(attempts.options)[step - 1]
  if (label === undefined) return null
  return drillInto(attempts, values, {
    ctes: didCtes(attempts),
    from: 'did',
    columns: [],
    where: [`step = ${step}`, `outcome = ${literal(outcome)}`, `did = ${literal(did)}`],
    title: `who ${outcome === LOST ? 'were lost' : 'went on'} after step ${step} (${label}) and did ${did === NOTHING ? 'nothing else' : did}`,
  })
}
