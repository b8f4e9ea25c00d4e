import { withModel } from '../../query/analysis/withModel'
import { withPeople } from '../../query/analysis/withPeople'
import { withReads } from '../../query/analysis/withReads'
import { readParameters } from '../../query/analysis/parameters'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import type { SegmentRule } from '../../query/contract/segment'
import { PEOPLE } from '../../query/sql/people'
import { COMMON_PARAMETERS, scope } from '../../query/sql/source'
import type { RawValues } from '../analysis/parameterErrors'

/** Counted as analyses count: by the model, people where they are known, test users left out, users with an event. */
const size: Analysis = withPeople(
  withModel(
    withReads({
      name: 'segment-size',
      title: 'Size of a segment',
      about: 'How many users a segment holds, and of how many.',
      grain: 'one row',
      definition: '',
      parameters: COMMON_PARAMETERS,
      columns: [
        { name: 'users', format: 'integer', about: 'Users of the segment' },
        { name: 'everyone', format: 'integer', about: 'Users in all' },
      ],
      reads: 'events',
      plan(values, catalog, source) {
        const members = scope(values, catalog, source)
        const everyone = scope({ ...values, segment: null }, catalog, source)
        return {
          sql: `SELECT
  count(*) FILTER (${members.userWhere})::BIGINT AS users,
  count(*) FILTER (${everyone.userWhere})::BIGINT AS everyone
FROM (SELECT DISTINCT user_key FROM ${members.from})`,
          ...(members.timezone === null ? {} : { timezone: members.timezone }),
          notes: everyone.notes,
        }
      },
    }),
  ),
)

/** What the size of a segment is asked by: the parameters of all analyses of events. */
export const SIZE_PARAMETERS = size.parameters

/**
 * How many users a rule holds, and of how many: `users` and `everyone`, the numbers that an analysis counts which is
 * narrowed to it. `given` are the bar's choices. Throws `bad-parameter` and `not-found`.
 */
export function segmentSizePlan(rule: SegmentRule, catalog: Catalog, given: RawValues = {}): QueryPlan {
  return size.plan(readParameters(SIZE_PARAMETERS, { ...given, segment: { ...rule } }), catalog, null)
}

/** Whether persons count rather than accounts. */
export function countsPeople({ model }: Catalog, given: RawValues): boolean {
  return model !== undefined && model.people !== null && given[PEOPLE.name] !== 'accounts'
}
