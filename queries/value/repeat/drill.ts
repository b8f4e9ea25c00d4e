import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { statement } from '../../../src-renderer/query/sql/statement'
import { pluralText } from '../../events/texts'
import { scopedPlan } from '../../events/scopedPlan'
import { againSql, readRepeat, times } from './sql'

/** Who did it so many times, who of those before could have done it again, and who did. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { nth } = row
  if (typeof nth !== 'number' || (row[column] ?? null) === null) return null
  const question = readRepeat(values, catalog, source)
  const before = pluralText(nth - 1, 'time')
  const days = `within ${pluralText(question.withinDays, 'day')}`
  const member = {
    reached: { at: nth, where: 'TRUE', title: `Users who did it ${pluralText(nth, 'time')}` },
    eligible: { at: nth - 1, where: 'is_known', title: `Users who did it ${before} and had their days since then` },
    users: { at: nth - 1, where: againSql(question), title: `Users who did it ${before}, and again ${days}` },
  }[column === 'pct' || column === 'median_days' ? 'users' : column]
  if (member === undefined) return null
  return {
    title: member.title,
    kind: 'users',
    plan: scopedPlan(
      question.cohorts.scope,
      statement(
        times(question),
        `SELECT
  user_key,
  local_time(ts) AS ${member.at === nth ? 'done' : 'before'},
  local_time(next_ts) AS next
FROM times
WHERE nth = ${member.at}
  AND ${member.where}
ORDER BY ts, user_key`,
      ),
      undefined,
    ),
  }
}
