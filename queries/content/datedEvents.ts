import { dateLiteral } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'

/** The condition for events of users on the dates asked for: scope.where, and the local dates where any are chosen. */
export function datedWhere(scope: Scope): string {
  return [
    scope.where,
    ...(scope.fromDate === null ? [] : [`local_date(ts) >= ${dateLiteral(scope.fromDate, 'from')}`]),
    ...(scope.toDate === null ? [] : [`local_date(ts) <= ${dateLiteral(scope.toDate, 'to')}`]),
  ].join(' AND ')
}
