import fc from 'fast-check'
import { toldColumns, type AnalysisCase, type Source } from '../../case'
import { OF_PLAIN_TABLES } from '../serviceCase'
import { referenceTimes, type Action } from './reference'

interface Day {
  readonly actions: readonly Action[]
  /** Minutes from each of P, Q and R to each, row by row; null where not known. */
  readonly minutes: readonly (number | null)[]
}

const PLACES = ['P', 'Q', 'R'] as const
const minutesOf =
  ({ minutes }: Day) =>
  (from: string, to: string): number | null =>
    minutes[3 * PLACES.findIndex((one) => one === from) + PLACES.findIndex((one) => one === to)]!

const DAYS: Source<Day> = {
  arbitrary: fc.record({
    actions: fc.array(
      fc.record({
        driver: fc.constantFrom('A', 'B'),
        order_no: fc.constantFrom('1', '2', '3', '4'),
        action_type: fc.constantFrom('pick_up', 'drop_off', 'drop_off', 'wait'),
        location: fc.constantFrom(...PLACES),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    minutes: fc.array(fc.option(fc.integer({ min: 1, max: 20 }), { freq: 6 }), { minLength: 9, maxLength: 9 }),
  }),
  load: async (db, day) => {
    db.forget()
    await db.loadPlain(
      'actions',
      day.actions.map((one) => ({ ...one })),
      { driver: 'string', order_no: 'string', action_type: 'string', location: 'string' },
    )
    await db.loadPlain('travel_times', [
      ...PLACES.flatMap((from_location) =>
        PLACES.map((to_location) => ({
          from_location,
          to_location,
          minutes: minutesOf(day)(from_location, to_location),
        })),
      ),
      { from_location: 'x', to_location: 'y', minutes: 1 },
    ])
  },
}

export const analysisCase: AnalysisCase<Day, null> = {
  log: DAYS,
  choices: fc.constant(null),
  asked: () => ({}),
  reference: (day) => referenceTimes(day.actions, minutesOf(day)),
  told: toldColumns,
  without: {
    ...OF_PLAIN_TABLES,
    names: 'it finds its tables by their names, actions and travel_times, which must stay',
    drill: 'each row is one order, and it has no list behind it',
  },
}
