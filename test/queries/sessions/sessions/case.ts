import fc from 'fast-check'
import type { AnalysisCase, Source } from '../../case'
import { CROWD } from '../../sources'
import { toMicros } from '../../nativeDuckdb'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { referenceSessions, type Cuts } from './reference'

export interface SessionLog extends RandomLog {
  /** Whether the file has session ids. */
  readonly ids: boolean
}
export interface SessionChoice {
  readonly scope: RandomScope
  readonly gap: number | null
  readonly cuts: Cuts
}

/** Half of the logs have session ids, on some of their events. */
const LOG: Source<SessionLog> = {
  arbitrary: fc
    .tuple(CROWD.arbitrary, fc.boolean())
    .map(([log, ids]) => ({
      ...log,
      ids: ids && log.events.length > 0,
      events: ids
        ? log.events.map((event) => ({
            ...event,
            session: event.event === 'z' ? null : `${event.event}${toMicros(event.ts) % 7 === 0 ? 1 : 2}`,
          }))
        : log.events,
    })),
  load: CROWD.load,
}

export const analysisCase: AnalysisCase<SessionLog, SessionChoice> = {
  log: LOG,
  choices: fc.record({
    scope: randomScope,
    gap: fc.constantFrom(null, null, 30, 0, 1, 720, 0.5, 5000),
    cuts: fc.record({ midnight: fc.boolean(), day: fc.boolean() }),
  }),
  asked: ({ scope, gap, cuts }) => ({ ...scope, gap_minutes: gap, cut_midnight: cuts.midnight, cut_day: cuts.day }),
  reference: (log, { scope, gap, cuts }) => referenceSessions(log, scope, gap ?? (log.ids ? null : 30), cuts),
  bench: {},
}
