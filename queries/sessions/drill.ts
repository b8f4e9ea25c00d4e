import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../src-renderer/query/sql/literal'
import { scope } from '../../src-renderer/query/sql/source'
import { statement } from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { userIdOf } from '../events/eventRows'
import { scopedPlan } from '../events/scopedPlan'
import { readCut } from './sessionEvents'
import { readsDerivedSessions, sessionList } from './sessionsSql'

/** What a list of sessions says of each, over user_key, start_ts, end_ts and events of a relation. */
export function sessionRow(relation: string): string {
  return `${userIdOf(relation)},
  start_ts,
  end_ts,
  (epoch_us(end_ts) - epoch_us(start_ts)) / 1e6 AS seconds,
  events::BIGINT AS events`
}

/** The sessions that began on a date, or the users who began them. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  if ((column !== 'sessions' && column !== 'users') || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  const cut = readCut(values, asked.source)
  const range = readsDerivedSessions(asked, cut)
    ? partitionRange({ ...asked, fromDate: date, toDate: date }, 0, 0)
    : undefined
  const list = sessionList(asked, cut)
  const where = `FROM session_list\nWHERE date = ${dateLiteral(date)}`
  return column === 'users'
    ? {
        title: `Users who began a session on ${date}`,
        kind: 'users',
        plan: scopedPlan(
          asked,
          statement(
            list,
            `SELECT user_key, count(*)::BIGINT AS sessions, min(start_ts) AS first_start
${where}
GROUP BY user_key`,
          ),
          range,
        ),
      }
    : {
        title: `Sessions that began on ${date}`,
        kind: 'rows',
        plan: scopedPlan(
          asked,
          statement(
            list,
            `SELECT
  ${sessionRow('session_list')}
${where}
ORDER BY start_ts, user_key`,
          ),
          range,
        ),
      }
}
