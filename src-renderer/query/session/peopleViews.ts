import type { People } from '../../model/dataModel'
import { PERSON_ID, PERSON_KEY } from '../../model/madeColumns'
import { USERS } from '../../model/schema'
import { identifier, literal, modelSql, tableSql } from '../sql/literal'

/** SELECT of (account, person), one row for each account that a model's table of people names a person of. */
function accountsSql({ table, account, person }: People): string {
  const [key, value] = [`${identifier(account)}::VARCHAR`, `nullif(${identifier(person)}::VARCHAR, '')`]
  const [before, after] = [`${table} names several persons for the ${account} `, '; an account belongs to one person.']
  return `SELECT
    ${key} AS account,
    CASE
      WHEN count(DISTINCT ${value}) > 1
      THEN error(${literal(before)} || ${key} || ${literal(after)})
      ELSE any_value(${value})
    END AS person
  FROM ${tableSql(table)}
  WHERE ${identifier(account)} IS NOT NULL
  GROUP BY ${key}`
}

/**
 * The users of the logs with the person that each is, as a SELECT that runs in any DuckDB shell: `person_id`, and
 * `person_key`, the key of the person's account that has the lowest. An account that the table does not name is a person
 * of its own.
 */
export function usersByPerson(people: People): string {
  return `SELECT row.*, min(row.user_key) OVER (PARTITION BY row.${PERSON_ID}) AS ${PERSON_KEY}
FROM (
SELECT row.*, coalesce(known.person, row.user_id) AS ${PERSON_ID}
FROM ${tableSql(USERS)} row
LEFT JOIN (
  ${accountsSql(people)}
) known ON known.account = row.user_id
) row`
}

/** Joins the person to each row of an event table `row`. */
export const personJoin =
  `LEFT JOIN (SELECT user_key, ${PERSON_ID} FROM ${modelSql(USERS)}) person ` + 'ON person.user_key = row.user_key'
