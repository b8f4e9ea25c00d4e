import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import { unitNumberSql } from '../../events/calendarUnit'
import { scopedPlan } from '../../events/scopedPlan'
import { retentionPlan } from '../../retention/drill'
import { readValueQuestion } from '../question'
import { valuedEvents } from './sql'

/** Which periods a column is about: the one of the row, or all up to it. */
const SPAN: Readonly<Record<string, 'period' | 'so-far' | 'cohort'>> = {
  size: 'cohort',
  users: 'period',
  sum: 'period',
  per_user: 'period',
  cumulative_per_user: 'so-far',
  low: 'so-far',
  high: 'so-far',
}

/** The users of a cohort, or those of them who brought something in the period, or up to it, with how much. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const span = SPAN[column]
  const { cohort, period } = row
  if (span === undefined || typeof cohort !== 'string' || typeof period !== 'number') return null
  const question = readValueQuestion(values, catalog, source)
  const { cohorts } = question
  const { unit, scope } = cohorts
  const periods = span === 'period' ? `period = ${period}` : `period <= ${period}`
  const name = unit === 'month' ? cohort.slice(0, 7) : cohort
  const when = span === 'period' ? `in ${unit} ${period}` : `up to ${unit} ${period}`
  const { range } = retentionPlan(cohorts, '')
  return {
    title:
      span === 'cohort'
        ? `Users of cohort ${name}`
        : `Users of cohort ${name} who brought ${question.column.name} ${when}`,
    kind: 'users',
    plan: scopedPlan(
      scope,
      statement(
        [
          ...valuedEvents(question),
          {
            name: 'brought',
            about: `What users of the cohort brought ${when}`,
            sql: `SELECT user_key, sum(amount) AS amount, count(*) AS events
FROM valued_events
WHERE ${periods}
GROUP BY user_key`,
          },
        ],
        `SELECT
  user_key,
  local_time(entry_ts) AS started,
  coalesce(amount, 0)::DOUBLE AS amount,
  coalesce(events, 0)::BIGINT AS valued_events
FROM observed_entries
${span === 'cohort' ? 'LEFT JOIN' : 'JOIN'} brought USING (user_key)
WHERE cohort_unit = ${unitNumberSql(dateLiteral(cohort), unit, cohorts.catalog)}
ORDER BY amount DESC, user_key`,
      ),
      range,
    ),
  }
}
