import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { nthSmallest } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import { eachSession } from '../sessionPass'

interface Listed {
  readonly user: number
  /** Rows of the timeline. */
  readonly first: number
  readonly last: number
  readonly events: number
}

/** The sessions that begin first: as many as asked for, and those that begin with the last of them; and how many there are. */
async function firstSessions(run: KernelRun, limit: number): Promise<{ listed: readonly Listed[]; all: number }> {
  const { at } = run.timeline
  const begins = new Numbers()
  await eachSession(run, (rows, from) => {
    begins.add(at[rows[from]!]!)
  })
  const all = begins.count
  const until = all <= limit ? Infinity : nthSmallest(begins.values(), limit - 1)
  const listed: Listed[] = []
  await eachSession(run, (rows, from, to, _day, user) => {
    const first = rows[from]!
    if (at[first]! <= until) listed.push({ user, first, last: rows[to - 1]!, events: to - from })
  })
  return { listed, all }
}

/** Sessions as they begin, the first `limit`; what their first and last events are is looked up. */
export async function listSessions(run: KernelRun, limit: number): Promise<ResultTable> {
  const { at, keys } = run.timeline
  const place = run.timeline.number('place')
  const { listed, all } = await firstSessions(run, limit)
  run.leaveOut('limit', Math.max(0, all - limit))
  const keyOf = (user: number, row: number): string => `${keys[user]!} ${place[row]!}`
  const looked = await run.lookUp(listed.flatMap(({ first, last }) => [place[first]!, place[last]!]))
  const known = new Map(looked.rows().map((row) => [`${Number(row['user_key'])} ${Number(row['place'])}`, row]))
  const own = run.columns.has('session')
  const rows = listed.map(({ user, first, last, events }) => {
    const [begin, end] = [known.get(keyOf(user, first)), known.get(keyOf(user, last))]
    return {
      user,
      user_id: begin?.['user_id'] ?? null,
      start_ts: at[first]!,
      end_ts: at[last]!,
      seconds: (at[last]! - at[first]!) / 1e6,
      events,
      first_event: begin?.['event'] ?? null,
      last_event: end?.['event'] ?? null,
      session: own ? (begin?.['session'] ?? null) : null,
      _file: begin?.['_file'] ?? null,
      _line: begin?.['_line'] ?? null,
    }
  })
  rows.sort((a, b) => a.start_ts - b.start_ts || a.user - b.user || byText(a.session, b.session))
  return computedResult(
    [
      { name: 'user_id', type: 'string' },
      { name: 'start_ts', type: 'timestamp' },
      { name: 'end_ts', type: 'timestamp' },
      { name: 'seconds', type: 'double' },
      { name: 'events', type: 'integer' },
      { name: 'first_event', type: 'string' },
      { name: 'last_event', type: 'string' },
      { name: 'session', type: 'string' },
      { name: '_file', type: 'string' },
      { name: '_line', type: 'integer' },
    ],
    rows.slice(0, limit),
  )
}

function byText(a: ResultValue, b: ResultValue): number {
  const [one, other] = [String(a), String(b)]
  return one < other ? -1 : one > other ? 1 : 0
}
