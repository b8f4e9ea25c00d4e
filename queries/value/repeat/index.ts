import { ofElapsedTime } from '../../events/oneZone'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { retentionLeftOut, retentionPopulation } from '../../retention/leftOut'
import { eventText } from '../question'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill } from './drill'
import { readRepeat, repeatSql } from './sql'

/** The n-th time that users do an event: who reaches it, who in time, and how soon. */
export const repeat: Analysis = {
  name: 'repeat',
  title: 'Repeat',
  about: 'How many users did an event a second, third or nth time, within a number of days.',
  grain: 'one row per time that users did it: the first, the second …',
  definition,
  parameters: [
    {
      name: 'event',
      type: 'event',
      label: 'Event',
      default: null,
      suggest: 'conversion',
      help: 'What is done again, such as a purchase; empty for any event.',
    },
    {
      name: 'within_days',
      type: 'integer',
      label: 'Within days',
      default: 30,
      min: 1,
      max: 3660,
      help: 'How soon after the time before it must be done again to count, in days of 24 hours.',
    },
    {
      name: 'most',
      type: 'integer',
      label: 'Times shown',
      default: 10,
      min: 2,
      max: 1000,
      more: true,
      help: 'Up to which time is looked at.',
    },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['reached', 'eligible', 'users'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: (values, catalog, source) =>
    retentionPopulation({ ...values, start_event: values['event'] ?? null }, catalog, source),
  plan(values, catalog, source) {
    const question = readRepeat(values, catalog, source)
    const { cohorts, withinDays } = question
    return {
      ...scopedPlan(cohorts.scope, repeatSql(question), undefined, [
        `done: ${eventText(values, 'event')}`,
        `within: ${withinDays} days of 24 hours`,
      ]),
      leftOut: retentionLeftOut(cohorts),
    }
  },
  drill,
  charts,
  kpis,
}
