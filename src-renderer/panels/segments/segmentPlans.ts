import type { Catalog, QueryPlan } from '../../query/contract/definition'
import type { SegmentRule } from '../../query/sql/segment'
import { segmentSql } from '../../query/sql/segmentSql'
import { eventSource } from '../../query/sql/source'

/** How many users a rule holds, and of how many: `users` and `everyone`, test users left out as analyses do. Throws `bad-parameter` and `not-found`. */
export function segmentSizePlan(rule: SegmentRule, catalog: Catalog): QueryPlan {
  const members = segmentSql(rule, {
    events: eventSource(catalog, null),
    ownZone: catalog.timezone,
    zone: catalog.timezone,
  })
  const counted = catalog.hasTestUsers ? '\nWHERE NOT is_test' : ''
  return {
    sql: `SELECT count(*) FILTER (user_key IN (${members}))::BIGINT AS users, count(*)::BIGINT AS everyone\nFROM main.users${counted}`,
  }
}
