import { CONTENT_TYPES, contentLog } from './content/content-engagement/contentLog'
import { SHARE_TYPES, shareLog } from './content/share-chains/shareLog'
import { crowdLog } from './crowdLog'
import { logArbitrary as journeys, MORE } from './attribution/attribution/randomJourneys'
import { randomExperiment } from './experiments/experiment/randomExperiment'
import { logArbitrary as funnelLog, tablesOf } from './funnel/funnel/questions'
import { loadService, services, type Service } from './batching/service'
import type { Source } from './case'
import type { LogEvent } from './nativeDuckdb'
import type { RandomLog } from './randomLog'

/** The random tables that cases share. */

/** Users with events x, y and z, and a plan; several small logs as one. */
export const CROWD: Source<RandomLog> = {
  arbitrary: crowdLog,
  load: (db, log) => db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log),
}

/** Views, likes, shares and comments of content with creators. */
export const CONTENT: Source<RandomLog> = {
  arbitrary: contentLog,
  load: (db, log) => db.load({ name: 'log', events: log.events, more: CONTENT_TYPES }, log),
}

/** Chains of shares, with cycles. */
export const SHARES: Source<RandomLog> = {
  arbitrary: shareLog,
  load: (db, log) => db.load({ name: 'log', events: log.events, more: SHARE_TYPES }, log),
}

/** Events A, B, C and X close together, as one table or two. */
export const FUNNELS: Source<readonly LogEvent[]> = { arbitrary: funnelLog, load: (db, log) => db.load(tablesOf(log)) }

/** Touches with a channel, and purchases with a value. */
export const JOURNEYS: Source<readonly LogEvent[]> = {
  arbitrary: journeys,
  load: (db, log) =>
    db.load({ name: 'log', events: log.map((event) => ({ ...event, value: event.value ?? null })), more: MORE }),
}

/** Exposures to variants, and what users did then. */
export const EXPERIMENT: Source<readonly LogEvent[]> = {
  arbitrary: randomExperiment,
  load: (db, events) =>
    db.load({
      name: 'log',
      events: events.map((event) => ({ ...event, value: event.value ?? null })),
      more: { variant: 'string', plan: 'string' },
    }),
}

/** The plain tables of a delivery service. */
export const SERVICE: Source<Service> = { arbitrary: services, load: loadService, main: 'deliveries' }
