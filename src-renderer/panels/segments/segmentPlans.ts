import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import type { SegmentRule } from '../../query/contract/segment'
import { segmentSql } from '../../query/sql/segmentSql'
import { modelCatalog } from '../../query/sql/modelCatalog'
import { eventSource } from '../../query/sql/eventSource'

/**
 * How many users a rule holds, and of how many: `users` and `everyone`, test users left out as analyses do. Throws
 * `bad-parameter` and `not-found`.
 */
export function segmentSizePlan(rule: SegmentRule, catalog: Catalog): QueryPlan {
  const members = segmentSql(rule, {
    events: eventSource(modelCatalog(catalog), null),
    counted: catalog.counted,
    ownZone: catalog.timezone,
    zone: catalog.timezone,
  })
  const counted = catalog.hasTestUsers ? '\nWHERE NOT is_test' : ''
  return {
    sql: `SELECT count(*) FILTER (user_key IN (${members}))::BIGINT AS users, count(*)::BIGINT AS everyone
FROM main.users${counted}`,
  }
}
