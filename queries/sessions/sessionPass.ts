import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { shownPlaces } from '../events/shownDays'
import { cutOf } from './sessionEvents'
import { SessionUnits } from './sessionUnits'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** Told of one user's sessions; `dayOf` is the number of the date shown on which one began, -1 where that is not shown. */
export type VisitUser = (units: SessionUnits, dayOf: (unit: number) => number, user: number) => void

/** Goes through all sessions, user by user. */
export async function eachUserSessions(run: KernelRun, visit: VisitUser): Promise<void> {
  const { timeline, pace } = run
  const units = new SessionUnits(timeline, cutOf(run.values, run.columns.has('session')))
  const { rows, starts } = units
  const date = timeline.number('date')
  const placeOf = shownPlaces(run)
  const dayOf = (unit: number): number => placeOf(date[rows[starts[unit]!]!]!)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    units.load(user)
    visit(units, dayOf, user)
  }
}

/**
 * Told of a session: its events are rows[from] to rows[to], the end left out, in order of time; `day` is the number of
 * the date shown on which it began.
 */
export type VisitSession = (rows: Int32Array, from: number, to: number, day: number, user: number) => void

/** Goes through all sessions that began on a date shown, user by user, in the order in which they begin. */
export async function eachSession(run: KernelRun, visit: VisitSession): Promise<void> {
  await eachUserSessions(run, ({ rows, starts, first, end }, dayOf, user) => {
    for (let unit = first; unit < end; unit += 1) {
      const day = dayOf(unit)
      if (day >= 0) visit(rows, starts[unit]!, starts[unit + 1]!, day, user)
    }
  })
}
