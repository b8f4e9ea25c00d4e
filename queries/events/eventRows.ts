/** What a list of events behind a figure shows of each: whose, what, when, and the file and line that it came from. */
export const EVENT_ROW = 'user_id, event, ts, _file, _line'
