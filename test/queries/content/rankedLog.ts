import type { Source } from '../case'
import { crowdLog } from '../crowdLog'
import type { RandomLog } from '../randomLog'

const ITEMS = ['i1', 'i2', 'i3', 'i4', null]
const LISTS = ['l1', 'l2', null]
const PLACES = [0, 1, 1, 2, 3, 4, 5, null]
const of = <T>(list: readonly T[], number: number): T => list[number % list.length]!

/** The crowd's events with items, lists, ranks, places and lengths, which are mixed by a fixed rule. */
export const RANKED: Source<RandomLog> = {
  arbitrary: crowdLog.map((log) => ({
    ...log,
    events: log.events.map((event, at) => ({
      ...event,
      more: {
        ...event.more,
        item_id: of(ITEMS, at * 7 + 3),
        list_id: of(LISTS, at * 5 + (at >> 2)),
        rank: of(PLACES, at * 3 + (at >> 3)),
        seconds: of(PLACES, at * 11 + (at >> 1)),
        length: of([0, 4, 5, 8, null], at * 13 + (at >> 2)),
        tenths: of([0.1, 0.3, 0.7, 0.30000000000000004, 2.9, null], at * 5 + (at >> 2)),
      },
    })),
  })),
  load: (db, log) =>
    db.load(
      {
        name: 'log',
        events: log.events,
        more: {
          plan: 'string',
          item_id: 'string',
          list_id: 'string',
          rank: 'integer',
          seconds: 'integer',
          length: 'integer',
          tenths: 'double',
        },
      },
      log,
    ),
}
