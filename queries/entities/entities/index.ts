import { columnList, resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { scopedPlan } from '../../events/scopedPlan'
import { measureText } from '../../trends/question'
import { entitySide } from './changeSide'
import { charts } from './charts'
import definition from './definition.md?raw'
import { drill } from './drill'
import { entitiesSql, rangeOf } from './entitiesSql'
import { ENTITY_PARAMETERS } from './parameters'
import { readQuestion } from './question'
import type { Tier } from './scoring'

const COLUMNS = resultColumns({
  user_id: { about: 'Who; or the columns chosen. Behind it stand the columns of peers.', format: 'text', id: true },
  events: { about: 'The measure, by its name; so five columns for each.', format: 'decimal', nullable: true },
  events_before: { about: 'The same in the earlier period; empty without compare.', format: 'decimal', nullable: true },
  events_change: { about: 'The value less that before.', format: 'decimal', nullable: true },
  events_rank: { about: 'Place among peers, 1 for the highest; equals share one.', format: 'integer', nullable: true },
  events_percentile: { about: 'Percent of the other peers that lie below.', format: 'percent', nullable: true },
})

const tierText = ({ name, from }: Tier): string => (from === null ? name : `${name} from ${from}`)

/** Users, or values of columns, with measures of each, their change, and their place among peers. */
export const entities: Analysis = {
  name: 'entities',
  title: 'Entity table',
  about: 'One row per user, restaurant or thread: measures, change, rank among peers, score and tier.',
  grain: 'one row per user, or per combination of values of the columns chosen',
  definition,
  parameters: ENTITY_PARAMETERS,
  columns: columnList(COLUMNS),
  reads: 'events',
  standsAlone: true,
  refuses: {
    breakdown: 'each row is one of those counted; Peers names the columns that they are ranked within',
    breakdown_users: 'each row is one of those counted',
  },
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const { scope, parts, peers, before, weights, tiers, tierBy } = question
    return scopedPlan(scope, entitiesSql(question), rangeOf(question), [
      ...parts.map(({ measure }) => `${measure.name}: ${measureText(measure)}`),
      ...(peers.length === 0 ? [] : [`peers: the same ${peers.map(({ name }) => name).join(' and ')}`]),
      ...(weights.length === 0 ? [] : [`score: ${weights.map(({ measure, by }) => `${by} × ${measure}`).join(', ')}`]),
      ...(tiers.length === 0 ? [] : [`tiers of ${tierBy}: ${tiers.map(tierText).join(', ')}`]),
      ...(before === null ? [] : [`before: ${before.fromDate} to ${before.toDate}`]),
    ])
  },
  drill,
  changeSide: entitySide,
  charts,
}
