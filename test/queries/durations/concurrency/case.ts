import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents, isComplete } from '../../countedEvents'
import { addDays, localDate } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { isAsked } from '../quantile'

interface Choice {
  readonly scope: RandomScope
  readonly from: string | null
  readonly to: string | null
  readonly starts: 'each' | 'last'
}

const HALF_HOUR = 1800e6

/** The moment at which a local date begins: clocks show midnight at half hours of UTC. */
function beginOf(date: string, zone: string): number {
  let moment = Date.parse(`${date}T00:00:00Z`) * 1000 - 48 * HALF_HOUR
  while (localDate(moment, zone) < date) moment += HALF_HOUR
  return moment
}

/** Each date gone through moment by moment: at every beginning, and at midnight. */
function reference(log: RandomLog, { scope, from, to, starts }: Choice): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const zone = scope.timezone ?? log.timezone
  const { events } = counted
  const intervals = [...new Set(events.map(({ user }) => user))].flatMap((user) => {
    const own = events.filter((one) => one.user === user)
    return own.flatMap((one, at) => {
      if (from !== null && one.event !== from) return []
      const end = own.findIndex((other, place) => place > at && (to === null || other.event === to))
      if (end < 0) return []
      const isLast = !own.some((other, place) => place > at && place < end && (from === null || other.event === from))
      return starts === 'last' && !isLast ? [] : [{ begins: one.micros, ends: own[end]!.micros, date: one.date }]
    })
  })
  const rows: object[] = []
  for (let date = counted.first; date <= counted.last; date = addDays(date, 1)) {
    if (!isAsked(date, scope)) continue
    const begin = beginOf(date, zone)
    const end = Math.min(beginOf(addDays(date, 1), zone), counted.now)
    const moments = [begin, ...intervals.map(({ begins }) => begins)].filter((one) => one >= begin && one < end)
    const at = (moment: number): number =>
      intervals.filter(({ begins, ends }) => begins <= moment && moment < ends).length
    const time = intervals.reduce(
      (sum, { begins, ends }) => sum + Math.max(0, Math.min(ends, end) - Math.max(begins, begin)),
      0,
    )
    rows.push({
      date,
      most: Math.max(0, ...moments.map(at)),
      mean: end > begin ? time / (end - begin) : null,
      begun: intervals.filter((one) => one.date === date).length,
      complete: isComplete(counted, date),
    })
  }
  return rows
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    from: fc.constantFrom('x', null),
    to: fc.constantFrom('y', null),
    starts: fc.constantFrom('each', 'last'),
  }),
  asked: ({ scope, from, to, starts }) => ({ ...scope, from_event: from, to_event: to, starts }),
  reference,
  behind: { most: { because: 'it is how many at one moment', heldBy: 'the reference' } },
  bench: { from_event: 'page_view', to_event: 'purchase' },
}
