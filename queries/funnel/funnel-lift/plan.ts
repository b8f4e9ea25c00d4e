import { elementAt } from '../../../src-renderer/base/required'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { anyConditionSql, columnNamed } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../../src-renderer/query/contract/plan'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { select, type Cte } from '../../../src-renderer/query/sql/statement'
import { whereLines } from '../../events/eventsInScope'
import { stepAt } from '../attempt'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { stepEvents } from '../breakdown'
import { drillInto } from '../drill'
import { stepLabels } from '../labels'
import { readOptions, readStepNumber, refuseOneStep } from '../options'
import { limitSql, positionSql } from '../../events/position'
import { passedPlan } from '../funnelSequence'
import { otherColumns } from '../otherEvents'
import { EVENT_KIND, kindOf, liftColumns, MOST_OF_A_KIND } from './kinds'

interface LiftQuestion {
  readonly attempts: Attempts
  readonly from: number
  readonly to: number
  readonly before: boolean
  readonly columns: readonly string[]
}

/** Throws `bad-parameter` and `not-found`. */
function readLift(values: ParameterValues, catalog: Catalog, source: string | null): LiftQuestion {
  const options = readOptions(values)
  refuseOneStep(options)
  const from = readStepNumber(values, 'from_step', options.steps, 1)
  const to = readStepNumber(values, 'to_step', options.steps, options.steps.length)
  if (from >= to) refuse('to_step', to, `must be a step after step ${from}`)
  const attempts = readAttempts(options, values, catalog, source)
  return {
    attempts,
    from,
    to,
    before: values['when'] === 'before',
    columns: liftColumns(values).map((name) => columnNamed(name, attempts.within.source.columns).name),
  }
}

/** The events of each key that lie in its span: from the step on to conversion or the window's end, or before the attempt as long as the window. */
function spanSql({ attempts, from, to, before }: LiftQuestion): { readonly lower: string; readonly upper: string } {
  const { shape } = attempts
  const end = shape.windowMicros === null ? null : limitSql(stepAt(1), shape.windowMicros, shape.kind)
  if (before) {
    const micros = shape.windowMicros
    const start =
      micros === null
        ? 'NULL'
        : shape.kind === 'file'
          ? `((((${stepAt(1)} >> 60) - ${literal(BigInt(micros))}) << 60) - 1)`
          : `${stepAt(1)} - ${literal(BigInt(micros))} - 1`
    return { lower: start, upper: stepAt(1) }
  }
  return {
    lower: attempts.position(from),
    upper: `CASE\n    WHEN ${attempts.reached(to)} THEN ${attempts.position(to)}\n    ELSE ${end ?? 'NULL'}\n  END`,
  }
}

/** WITH queries ending in `had` (the attempt's id, kind, value): what each attempt in `compared` (key, converted) had, each once. */
function hadCtes(question: LiftQuestion): readonly Cte[] {
  const { attempts, from, to, columns, before } = question
  const { rows, shape, options, within, name, id } = attempts
  const own = id.map((one) => `compared.${one} AS ${one}`)
  const fields = columns.map((_, index) => `column_${index + 1}`)
  const begins = stepEvents(
    attempts,
    1,
    columns.map((column, index) => [`${identifier(column)}::VARCHAR`, elementAt(fields, index)]),
  )
  const { lower, upper } = spanSql(question)
  const ofColumns = columns.map((column, index) =>
    select(
      [
        ...id,
        `${literal(kindOf(column))} AS kind`,
        `coalesce(had_columns.${elementAt(fields, index)}, '(none)') AS value`,
      ],
      'FROM entry_values',
    ),
  )
  return [
    {
      name: 'compared',
      about: `Attempts that reached step ${from}, whether they reached step ${to}, and when they are looked at`,
      sql: select(
        ['*', `${attempts.reached(to)} AS converted`, `${lower} AS span_start`, `${upper} AS span_end`],
        `FROM ${name}\nWHERE ${attempts.reached(from)}`,
      ),
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
      name: 'had_events',
      about: `Which of these each attempt had ${before ? 'before it' : 'on its way'}, each once`,
      sql: select(
        [...own, 'event_name AS value'],
        `FROM compared
JOIN other_events ON compared.key = other_events.key
WHERE (span_start IS NULL OR position > span_start)
  AND (span_end IS NULL OR position < span_end)
  AND event_name IS NOT NULL`,
        'SELECT DISTINCT',
      ),
    },
    ...(columns.length === 0
      ? []
      : [
          { name: 'entry_events', about: 'Events that attempts begin with, and their values', sql: begins.rows },
          {
            name: 'entry_values',
            about: 'The values that each attempt began with',
            sql: select(
              [
                ...own,
                `${begins.pick}(
    {
      ${fields.map((field) => `'${field}': ${field}`).join(',\n      ')}
    },
    place
  ) AS had_columns`,
              ],
              `FROM compared
JOIN entry_events ON ${begins.on('entry_events', 'compared')}
GROUP BY ${id.map((one) => `compared.${one}`).join(', ')}`,
            ),
          },
        ]),
    {
      name: 'had',
      about: `All that each attempt had: events${columns.length === 0 ? '' : ', and values of columns'}`,
      sql: [select([...id, `${literal(EVENT_KIND)} AS kind`, 'value'], 'FROM had_events'), ...ofColumns].join(
        '\nUNION ALL\n',
      ),
    },
  ]
}

/** SQL for the counts that are compared; finishLift makes the result of them. Throws `bad-parameter` and `not-found`. */
export function planLift(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const question = readLift(values, catalog, source)
  const least = typeof values['least'] === 'number' ? values['least'] : 1
  const plan = planOver(
    question.attempts,
    values,
    [
      ...hadCtes(question),
      {
        name: 'totals',
        about: 'How many are compared on either side',
        sql: select(
          ['count(*) FILTER (converted) AS converted_all', 'count(*) FILTER (NOT converted) AS lost_all'],
          'FROM compared',
        ),
      },
      {
        name: 'counted',
        about: 'How many of them had each of these',
        sql: select(
          [
            'kind',
            'value',
            'count(*) FILTER (converted) AS converted_users',
            'count(*) FILTER (NOT converted) AS lost_users',
          ],
          `FROM had
JOIN compared ON ${question.attempts.id.map((one) => `had.${one} = compared.${one}`).join('\n  AND ')}
GROUP BY kind, value`,
        ),
      },
    ],
    `SELECT
  kind,
  value,
  converted_users::BIGINT AS converted_users,
  lost_users::BIGINT AS lost_users,
  converted_all::BIGINT AS converted_all,
  lost_all::BIGINT AS lost_all
FROM counted
CROSS JOIN totals
WHERE converted_users + lost_users >= ${least}
QUALIFY row_number() OVER (
  PARTITION BY kind
  ORDER BY converted_users + lost_users DESC, value
) <= ${MOST_OF_A_KIND}
ORDER BY kind, value`,
    question.before,
  )
  const texts: SequenceRequest['columns'] = Object.fromEntries(
    question.columns.map((name, index) => [`column_${index + 1}`, { kind: 'text', sql: identifier(name) }]),
  )
  return passedPlan(
    { ...plan, finish: { analysis: 'funnel-lift', values } },
    question.attempts,
    'funnel-lift',
    { ...values, columns: question.columns },
    { columns: { ...otherColumns(question.attempts), ...texts }, allEvents: true, readsBefore: question.before },
  )
}

/** Those of a side who had what the row says. */
export function drillLift(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { kind, value } = row
  const converted = column === 'converted_users' || column === 'converted_pct' || column === 'lift'
  if (
    typeof kind !== 'string' ||
    typeof value !== 'string' ||
    !(converted || column === 'lost_users' || column === 'lost_pct')
  )
    return null
  const question = readLift(values, catalog, source)
  const { attempts, from, to, before } = question
  const labels = stepLabels(attempts.options)
  const id = attempts.id.join(', ')
  const step = (one: number): string => `step ${one} (${elementAt(labels, one - 1)})`
  return drillInto(attempts, values, {
    ctes: hadCtes(question),
    from: 'compared',
    columns: [],
    readsBefore: before,
    where: [
      converted ? 'converted' : 'NOT converted',
      `(${id}) IN (
    SELECT ${id}
    FROM had
    WHERE kind = ${literal(kind)}
      AND value = ${literal(value)}
  )`,
    ],
    title: `who reached ${step(from)} and ${converted ? '' : 'not '}${step(to)}, ${kind === EVENT_KIND ? `and did ${value} ${before ? 'before' : 'on the way'}` : `with ${kind} ${value}`}`,
  })
}
