import { PERSON_KEY } from '../../model/madeColumns'
import { USERS } from '../../model/schema'
import type { CountedAs } from '../contract/catalog'
import type { ParameterSpec } from '../contract/parameter'
import { modelSql } from './literal'

/** Who a user is: the account that the log names, or the person whom it belongs to. */
export const PEOPLE: ParameterSpec = {
  name: 'users',
  type: 'choice',
  label: 'Users are',
  default: null,
  emptyMeans: 'People, where the model has a table of them',
  options: [
    { value: 'people', label: 'People', help: "Accounts that the model's table of people puts together count once." },
    { value: 'accounts', label: 'Accounts', help: 'Each user of the log counts.' },
  ],
  help: 'Who counts as one: a person, once the model says which accounts belong to one, or each account.',
  more: true,
}

/** Who a query counts; accounts where nothing is said. */
interface Counting {
  readonly counted?: CountedAs | undefined
}

/** Events with the key of the person in the place of the account's. */
export function eventsOfPeople(events: string): string {
  return `(
  SELECT account_events.* REPLACE (people.${PERSON_KEY} AS user_key)
  FROM ${events} account_events
  LEFT JOIN ${modelSql(USERS)} people ON people.user_key = account_events.user_key
)`
}

/**
 * The users that a query counts, to put after FROM: user_key, user_id, is_test of each account, with the person's key
 * where people count, which several accounts then share.
 */
export function usersSql({ counted }: Counting): string {
  if (counted !== 'people') return `main.${USERS}`
  return `(SELECT ${PERSON_KEY} AS user_key, user_id, is_test FROM ${modelSql(USERS)})`
}

/** SELECT of the keys that count, for keys of accounts that a query gives: a person is in it with any account. */
export function countedKeys(sql: string, { counted }: Counting): string {
  return counted === 'people'
    ? `SELECT ${PERSON_KEY} AS user_key FROM ${modelSql(USERS)} WHERE user_key IN (\n${sql}\n)`
    : sql
}
