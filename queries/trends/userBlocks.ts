import type { Cte } from '../../src-renderer/query/sql/statement'
import { whereClause } from '../events/eventsInScope'
import { filterOf } from './filterOf'

/** Those of a block who are seen, a bit each. */
const SEEN = 'bit_or(1::UBIGINT << (entity & 63)::UBIGINT)'

/** Different users to count: the column that the answer has for them, and the condition on events. */
export interface CountedUsers {
  readonly name: string
  readonly is: string
}

/**
 * WITH queries `<name>_blocks` and `<name>` (the columns `by`, and a count for each of `counted`, 0 where there is
 * none): how many different users events of `from` are of, for each combination of `by` that events have. `entity` must
 * be the number of a user: users are numbered from 0 on without gaps (store/manifest), so that 64 neighbours are the bits
 * of one integer, and there are far fewer blocks to tell apart than users. Exact.
 */
export function userCounts(
  name: string,
  from: string,
  by: readonly string[],
  counted: readonly CountedUsers[],
): readonly Cte[] {
  const columns = (rows: readonly string[]): string => rows.map((row) => `\n  ${row}`).join(',')
  const keys = by.join(', ')
  return [
    {
      name: `${name}_blocks`,
      about: 'Who is seen, by blocks of 64 users: each is a bit of an integer',
      sql: `SELECT${columns([
        ...by,
        'entity >> 6 AS block',
        ...counted.map((one) => `${SEEN}${filterOf(one.is)} AS seen_${one.name}`),
      ])}
FROM ${from}
GROUP BY ${keys}, block`,
    },
    {
      name,
      about: 'How many different users these are',
      sql: `SELECT${columns([
        ...by,
        ...counted.map((one) => `coalesce(sum(bit_count(seen_${one.name})), 0) AS ${one.name}`),
      ])}
FROM ${name}_blocks
GROUP BY ${keys}`,
      adds: { by, sums: counted.map((one) => one.name) },
    },
  ]
}

/**
 * WITH queries `<name>_blocks` and `<name>` (bucket, place, users): how many different users have events of
 * `grouped_events` for which `is` holds in the window of so many buckets that ends with each. Users as for userCounts().
 */
export function windowUsers(name: string, window: number, is: string): readonly Cte[] {
  return [
    {
      name: `${name}_blocks`,
      about: 'Who is seen, by blocks of 64 users: each is a bit of an integer',
      sql: `SELECT
  bucket,
  place,
  entity >> 6 AS block,
  ${SEEN} AS seen
FROM grouped_events${whereClause('entity IS NOT NULL', is)}
GROUP BY bucket, place, block`,
    },
    {
      name,
      about: `How many different users the window of ${window} that ends with each has`,
      sql: `SELECT bucket, place, sum(bit_count(seen)) AS users
FROM (
  SELECT bucket, place, bit_or(seen) AS seen
  FROM (
    SELECT unnest(range(bucket, bucket + ${window})) AS bucket, place, block, seen
    FROM ${name}_blocks
  )
  GROUP BY bucket, place, block
)
GROUP BY bucket, place`,
      adds: { by: ['bucket', 'place'], sums: ['users'] },
    },
  ]
}
