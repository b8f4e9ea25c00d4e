/** What a list of events behind a figure shows of each: whose, what, when, and the file and line that it came from. */
export const EVENT_ROW = 'user_id, event, ts, _file, _line'

/** SQL of the user_id of a row that knows its user by key alone. */
export function userIdSql(relation: string): string {
  return `(SELECT user_id FROM main.all_users users WHERE users.user_key = ${relation}.user_key)`
}

/** The column user_id of a list that knows its users by key alone. */
export function userIdOf(relation: string): string {
  return `${userIdSql(relation)} AS user_id`
}
