import fc from 'fast-check'
import { crowdLog } from '../../crowdLog'
import type { Source } from '../../case'
import type { RandomLog } from '../../randomLog'

/** Users with events, a plan, an amount and a city; amounts of whole and half numbers, so that sums are exact. */
const TREND_TYPES = { plan: 'string', city: 'string', amount: 'double', paid: 'boolean' } as const

const CITIES = ['Rome', 'Oslo', 'Bern', 'Other', null]

export const TRENDS: Source<RandomLog> = {
  arbitrary: fc
    .tuple(crowdLog, fc.array(fc.nat({ max: 1000 }), { minLength: 8, maxLength: 8 }))
    .map(([log, seeds]) => ({
      ...log,
      events: log.events.map((event, index) => {
        const seed = (seeds[index % seeds.length] ?? 0) + index * 7
        return {
          ...event,
          more: {
            ...event.more,
            city: CITIES[seed % CITIES.length] ?? null,
            amount: seed % 4 === 0 ? null : ((seed % 19) - 3) / 2,
            paid: seed % 5 === 0 ? null : seed % 2 === 0,
          },
        }
      }),
    })),
  load: (db, log) => db.load({ name: 'log', events: log.events, more: TREND_TYPES }, log),
}
