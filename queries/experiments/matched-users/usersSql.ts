import { addDays } from '../../../src-renderer/model/isoDate'
import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import { dateLiteral, identifier } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope } from '../../events/eventsInScope'
import { positionSql } from '../../events/position'
import type { MatchedQuestion } from './question'

/** What a user was like, what they took up and what came of it; properties follow as property_1 …. */
export const USERS = resultColumns({
  is_treated: { about: 'Whether they took it up.', format: 'boolean' },
  outcome: { about: 'The metric after that.', format: 'decimal' },
  events_before: { about: 'Events in the days before.', format: 'integer' },
  active_days: { about: 'Local dates with an event among them.', format: 'integer' },
  days_silent: { about: 'Days since their last event.', format: 'integer' },
  days_known: { about: 'Days since their first event.', format: 'integer' },
  metric_before: { about: 'Events of the metric in the days before.', format: 'integer' },
})

export const propertyName = (at: number): string => `property_${at + 1}`

/** The first date of the days before, of those to take it up, of those after, and the first after all, as SQL. */
function datesOf({ start, days, takeUpDays }: MatchedQuestion) {
  const date = (shift: number): string => dateLiteral(addDays(start, shift))
  return { before: date(-days), start: date(0), after: date(takeUpDays), end: date(takeUpDays + days) }
}

/** WITH queries up to `studied`: a row per user who was there before and had not taken it up, as USERS says. */
export function studiedCtes(question: MatchedQuestion): readonly Cte[] {
  const { scope, treatmentSql, metricSql, measure, value, properties } = question
  const { before, start, after, end } = datesOf(question)
  const counted = "FILTER (WHERE is_metric AND span = 'after')"
  const outcome =
    measure === 'sum' && value !== null
      ? `coalesce(sum(amount) ${counted}, 0)`
      : measure === 'count'
        ? `count(*) ${counted}`
        : `coalesce(max(1) ${counted}, 0)`
  const more = [
    ...(value === null ? [] : [`${identifier(value.name)}::DOUBLE AS amount`]),
    ...properties.map(({ name }, at) => `${identifier(name)}::VARCHAR AS ${propertyName(at)}`),
    ...(properties.length === 0 ? [] : [`${positionSql('file')} AS place`]),
  ]
  return [
    eventsInScope(scope),
    {
      name: 'placed',
      about: 'Events with the span of days that they fall in, and what they are here',
      sql: `
SELECT
  user_key,
  local_date(ts) AS date,
  CASE
    WHEN local_date(ts) >= ${end} THEN 'later'
    WHEN local_date(ts) >= ${after} THEN 'after'
    WHEN local_date(ts) >= ${start} THEN 'take-up'
    WHEN local_date(ts) >= ${before} THEN 'before'
    ELSE 'earlier'
  END AS span,
  coalesce(${treatmentSql}, FALSE) AS is_treatment,
  coalesce(${metricSql}, FALSE) AS is_metric${more.map((one) => `,\n  ${one}`).join('')}
FROM events_in_scope`,
    },
    {
      name: 'baseline',
      about: 'What users were like: those with an event in the days before, who had not taken it up',
      sql: `
SELECT
  user_key,
  count(*) FILTER (WHERE span = 'before') AS events_before,
  count(DISTINCT date) FILTER (WHERE span = 'before') AS active_days,
  ${start} - max(date) AS days_silent,
  ${start} - min(date) AS days_known,
  count(*) FILTER (WHERE span = 'before' AND is_metric) AS metric_before${properties
    .map((_, at) => propertyName(at))
    .map((name) => `,\n  arg_max(${name}, place) FILTER (WHERE ${name} IS NOT NULL) AS ${name}`)
    .join('')}
FROM placed
WHERE span IN ('earlier', 'before')
GROUP BY user_key
HAVING count(*) FILTER (WHERE span = 'before') > 0
  AND count(*) FILTER (WHERE is_treatment) = 0`,
    },
    {
      name: 'afterwards',
      about: 'Who took it up, and the metric in the days after that',
      sql: `
SELECT
  user_key,
  count(*) FILTER (WHERE is_treatment AND span = 'take-up') > 0 AS is_treated,
  (${outcome})::DOUBLE AS outcome
FROM placed
WHERE span IN ('take-up', 'after')
GROUP BY user_key`,
    },
    {
      name: 'studied',
      about: 'Both side by side; who was not there any more took nothing up',
      sql: `
SELECT
  baseline.*,
  coalesce(is_treated, FALSE) AS is_treated,
  coalesce(outcome, 0) AS outcome
FROM baseline
LEFT JOIN afterwards USING (user_key)`,
    },
  ]
}

/** One row per user, in the order of their keys. */
export function studiedSql(question: MatchedQuestion): string {
  const names = [...Object.keys(USERS), ...question.properties.map((_, at) => propertyName(at))]
  return statement(studiedCtes(question), `\nSELECT ${names.join(', ')}\nFROM studied\nORDER BY user_key`)
}

/** Who cannot be studied: had taken it up before, or was not there in the days before. */
export function studyLeftOut(question: MatchedQuestion): readonly LeftOut[] {
  const { scope, treatmentSql } = question
  const { before, start } = datesOf(question)
  const leftOut = (name: string, about: string, having: readonly string[], one: string, many: string): LeftOut => ({
    name,
    sql: statement(
      [
        eventsInScope(scope),
        {
          name: 'dropped',
          about,
          sql: `
SELECT user_key
FROM events_in_scope
GROUP BY user_key
HAVING ${having.join('\n  AND ')}`,
        },
      ],
      `\nSELECT count(*)\nFROM dropped`,
    ),
    one,
    many,
  })
  const did = `count(*) FILTER (WHERE ${treatmentSql} AND local_date(ts) < ${start})`
  return [
    leftOut(
      'did-before',
      'Users who had taken it up before',
      [`${did} > 0`],
      '1 user had taken it up before the start',
      '{n} users had taken it up before the start',
    ),
    leftOut(
      'not-there-before',
      'Users with no event in the days before, and some after',
      [
        `${did} = 0`,
        `count(*) FILTER (WHERE local_date(ts) >= ${before} AND local_date(ts) < ${start}) = 0`,
        `max(local_date(ts)) >= ${start}`,
      ],
      '1 user has no event in the days before the start',
      '{n} users have no event in the days before the start',
    ),
  ]
}
