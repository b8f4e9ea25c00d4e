import type { Cte } from '../../src-renderer/query/sql/statement'
import { filterOf } from './filterOf'

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
        ...counted.map((one) => `bit_or(1::UBIGINT << (entity & 63)::UBIGINT)${filterOf(one.is)} AS seen_${one.name}`),
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
