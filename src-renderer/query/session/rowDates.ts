import { identifier } from '../sql/literal'
import { isBlank, scanSql } from '../sql/scan'

/** The local date of a row's time as a column, which no column of a log is called. */
export const LOCAL_DATE = 'lathe local date'

/** SQL over a row in which its local date is a column, and how often it was asked for. */
export interface DatedSql {
  readonly sql: string
  readonly dates: number
}

/** SQL over a row with `local_date(time)` as the column LOCAL_DATE. What else it asks of local times stays. */
export function withRowDates(sql: string, time: string): DatedSql {
  const tokens = [...scanSql(sql)]
  const words = tokens.flatMap((token, index) => (isBlank(token) ? [] : [{ text: token.text.toLowerCase(), index }]))
  const call = ['local_date', '(', time, ')']
  const parts: string[] = []
  let [dates, from] = [0, 0]
  for (let word = 0; word < words.length; word += 1) {
    const isCall = call.every((text, nth) => words[word + nth]?.text === text) && words[word - 1]?.text !== '.'
    if (!isCall) continue
    parts.push(...tokens.slice(from, words[word]!.index).map(({ text }) => text), identifier(LOCAL_DATE))
    from = words[word + call.length - 1]!.index + 1
    dates += 1
  }
  return { sql: [...parts, ...tokens.slice(from).map(({ text }) => text)].join(''), dates }
}

/**
 * Rows to plan such SQL over: their local date is made of `user_key`, of which rows are told by nothing else then. It is
 * never asked.
 */
export function plannedRows(from: string): string {
  const date = `DATE '1970-01-01' + user_key AS ${identifier(LOCAL_DATE)}`
  return `(SELECT * EXCLUDE (user_key), ${date} FROM ${from})`
}
