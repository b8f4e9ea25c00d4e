import type { People } from '../../model/dataModel'
import { USERS } from '../../model/schema'
import type { ResultTable } from '../contract/result'
import { identifier, tableSql } from '../sql/literal'

/** How well a table of people fits the users of the logs. */
export interface PeopleFit {
  /** Accounts that the table names with a person, and those of them that no log has. */
  readonly accounts: number
  readonly orphans: number
  /** Users of the logs that it does not name: each is a person of its own. */
  readonly usersAlone: number
  readonly users: number
  /** Persons that the users of the logs are. */
  readonly persons: number
  /** Accounts that several of its rows give to different persons. */
  readonly torn: number
}

/** How many of the accounts that belong to several persons a problem names. */
const NAMED = 3

function fitSql({ table, account, person }: People): string {
  const [key, value] = [`${identifier(account)}::VARCHAR`, `nullif(${identifier(person)}::VARCHAR, '')`]
  return `WITH named AS (
  SELECT ${key} AS account, min(${value}) AS person, count(DISTINCT ${value}) AS persons
  FROM ${tableSql(table)} WHERE ${identifier(account)} IS NOT NULL GROUP BY 1
  HAVING count(${value}) > 0
),
joined AS (
  SELECT users.user_id, named.account, coalesce(named.person, users.user_id) AS person
  FROM ${tableSql(USERS)} users LEFT JOIN named ON named.account = users.user_id
)
SELECT
  (SELECT count(*) FROM named)::BIGINT AS accounts,
  (SELECT count(*) FROM named WHERE account NOT IN (SELECT user_id FROM ${tableSql(USERS)}))::BIGINT AS orphans,
  (SELECT count(*) FROM joined WHERE account IS NULL)::BIGINT AS alone,
  (SELECT count(*) FROM joined)::BIGINT AS users,
  (SELECT count(DISTINCT person) FROM joined)::BIGINT AS persons,
  (SELECT count(*) FROM named WHERE persons > 1)::BIGINT AS torn,
  (SELECT string_agg(account, ', ' ORDER BY account)
    FROM (SELECT account FROM named WHERE persons > 1 ORDER BY account LIMIT ${NAMED})) AS examples`
}

/** How a table of people fits, and what is wrong with it; null for nothing. */
export async function checkPeople(
  people: People,
  run: (sql: string) => Promise<ResultTable>,
): Promise<{ readonly fit: PeopleFit; readonly problem: string | null }> {
  const row = (await run(fitSql(people))).row(0)
  const fit: PeopleFit = {
    accounts: Number(row['accounts']),
    orphans: Number(row['orphans']),
    usersAlone: Number(row['alone']),
    users: Number(row['users']),
    persons: Number(row['persons']),
    torn: Number(row['torn']),
  }
  const problem =
    `${fit.torn} of ${fit.accounts} accounts in ${people.table} belong to several persons ` +
    `(${String(row['examples'])}${fit.torn > NAMED ? ' …' : ''}); keep one row for each account.`
  return { fit, problem: fit.torn === 0 ? null : problem }
}
