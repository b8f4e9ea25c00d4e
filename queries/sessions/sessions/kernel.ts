import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantileOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import { shownDays } from '../../events/shownDays'
import { eachSession } from '../sessionPass'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 4096

/** Told of a session on a date shown: how long it lasted, and whether one event is all. */
type VisitTimed = (day: number, micros: number, isBounce: boolean, user: number) => void

/** Goes through the sessions that are stored, a row of the timeline each. */
async function eachStored({ timeline, beside, pace }: KernelRun, visit: VisitTimed): Promise<void> {
  const [date, end, bounce] = [timeline.number('date'), timeline.number('end'), timeline.flag('bounce')]
  const { at } = timeline
  const days = beside?.rowCount ?? 0
  const first = days === 0 ? 0 : Number(beside?.value(0, 'day'))
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) {
      const day = date[row]! - first
      if (day >= 0 && day < days) visit(day, end[row]! - at[row]!, bounce[row] === 1, user)
    }
  }
}

async function eachTimed(run: KernelRun, visit: VisitTimed): Promise<void> {
  if (run.columns.has('end')) return eachStored(run, visit)
  const { at } = run.timeline
  await eachSession(run, (rows, from, to, day, user) => {
    visit(day, at[rows[to - 1]!]! - at[rows[from]!]!, to - from === 1, user)
  })
}

/** Sessions by the date on which they began: how many, whose, how long, and those of a single event. */
export async function countSessions(run: KernelRun): Promise<ResultTable> {
  const days = shownDays(run)
  const micros = days.map(() => new Numbers())
  const [users, bounces, sums] = [0, 1, 2].map(() => new Float64Array(days.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const latest = new Int32Array(days.length).fill(-1)
  await eachTimed(run, (day, lasted, isBounce, user) => {
    micros[day]!.add(lasted)
    sums[day]! += lasted
    if (isBounce) bounces[day]! += 1
    if (latest[day] === user) return
    latest[day] = user
    users[day]! += 1
  })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'sessions', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'mean_seconds', type: 'double' },
      { name: 'median_seconds', type: 'double' },
      { name: 'bounce_pct', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    days.map(({ date, complete }, day) => {
      const { count } = micros[day]!
      const of = (figure: () => number): number | null => (count === 0 ? null : figure())
      return {
        date,
        sessions: count,
        users: users[day]!,
        mean_seconds: of(() => sums[day]! / count / 1e6),
        median_seconds: of(() => quantileOf(micros[day]!.values(), 0.5) / 1e6),
        bounce_pct: of(() => (100 * bounces[day]!) / count),
        complete,
      }
    }),
  )
}
