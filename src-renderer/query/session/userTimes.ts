import type { RowTest } from '../../store/rowTest'
import { literal, tableSql } from '../sql/literal'
import { USERS } from '../../model/schema'

/** Between which times a user has events, in µs. */
export interface SeenTimes {
  readonly first: number
  readonly last: number
}

const USER_ID = 'user_id'

/** The ids of the users that a test of events names. */
export function namedUsers(test: RowTest): readonly string[] {
  if ('all' in test) return test.all.flatMap(namedUsers)
  if ('any' in test) return test.any.flatMap(namedUsers)
  const isNamed = test.column === USER_ID && test.is === '=' && test.value.type === 'text'
  return isNamed ? [String(test.value.value)] : []
}

/** When some users were seen; a row for each that there is. */
export function seenTimesSql(ids: readonly string[]): string {
  return `SELECT user_id, epoch_us(first_seen)::DOUBLE AS first, epoch_us(last_seen)::DOUBLE AS last
FROM ${tableSql(USERS)}
WHERE user_id IN (${ids.map((id) => literal(id)).join(', ')})`
}

/** The test with the times of the users that it names: which file may have a user's id its columns do not say. */
export function withSeenTimes(test: RowTest, seen: ReadonlyMap<string, SeenTimes>): RowTest {
  if ('all' in test) return { all: test.all.map((one) => withSeenTimes(one, seen)) }
  if ('any' in test) return { any: test.any.map((one) => withSeenTimes(one, seen)) }
  const [id] = namedUsers(test)
  if (id === undefined) return test
  const times = seen.get(id)
  // There is no such user.
  if (times === undefined) return { any: [] }
  return {
    all: [
      { column: 'ts', is: '>=', value: { type: 'time', value: times.first } },
      { column: 'ts', is: '<=', value: { type: 'time', value: times.last } },
    ],
  }
}
