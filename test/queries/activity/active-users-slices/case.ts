import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import type { Unit } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceSlices } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly unit: Unit
  readonly dimensions: readonly ('plan' | 'event')[]
  readonly top: number | null
  readonly active: readonly string[]
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    unit: fc.constantFrom('day', 'week', 'month'),
    dimensions: fc.subarray(['plan', 'event']),
    top: fc.constantFrom(null, null, 1, 2),
    active: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
  }),
  asked: ({ scope, active, ...rest }) => ({ ...scope, ...rest, active_events: active }),
  reference: (log, { scope, unit, dimensions, top, active }) =>
    sorted(referenceSlices(log, scope, unit, dimensions, top, active)),
  told: (rows) =>
    sorted(
      rows.map(({ date, users, new_users, returning_users, events, complete, ...slice }) => ({
        date,
        slice: Object.values(slice),
        users,
        new_users,
        returning_users,
        events,
        complete,
      })),
    ),
  breakdown: {
    key: ['date'],
    // A user may have several plans in one unit, an event has one.
    adds: ['events'],
    divided: ({ scope, unit, active }) => {
      const rest = { ...scope, unit, active_events: active }
      return { divided: { ...rest, dimensions: ['plan'], top: 1 }, whole: { ...rest, dimensions: [] } }
    },
    // Empty is all values together.
    keep: (row) => row['plan'] !== null,
  },
  bench: { dimensions: ['platform', 'country'] },
}
