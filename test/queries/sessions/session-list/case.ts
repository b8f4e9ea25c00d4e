import type { AnalysisCase } from '../../case'
import { sorted, toldColumns } from '../../case'
import { countedEvents } from '../../countedEvents'
import { localDate } from '../../localCalendar'
import { analysisCase as ofSessions, type SessionChoice, type SessionLog } from '../sessions/case'
import { cutSessions } from '../sessions/reference'

/** Sessions by the definition, one by one: those that began on a date shown. */
function reference(log: SessionLog, { scope, gap, cuts }: SessionChoice): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const minutes = gap ?? (log.ids ? null : 30)
  return cutSessions(counted.events, minutes, cuts).flatMap((session): readonly object[] => {
    const [first, last] = [session[0]!, session.at(-1)!]
    const date = localDate(first.micros, scope.timezone ?? log.timezone)
    if ((scope.from !== null && date < scope.from) || (scope.to !== null && date > scope.to)) return []
    return [
      {
        user_id: first.user,
        start_ts: first.micros,
        end_ts: last.micros,
        seconds: (last.micros - first.micros) / 1e6,
        events: session.length,
        first_event: first.event,
        last_event: last.event,
        session: minutes === null ? first.session : null,
      },
    ]
  })
}

export const analysisCase: AnalysisCase<SessionLog, SessionChoice> = {
  log: ofSessions.log,
  choices: ofSessions.choices,
  asked: (choice) => ofSessions.asked(choice),
  reference: (log, choice) => sorted(reference(log, choice)),
  told: (rows, choice, expected) => sorted(toldColumns(rows, choice, expected)),
  orderedBy: { column: 'start_ts' },
  bench: {},
}
