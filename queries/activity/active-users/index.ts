import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { partitionRange, readActive } from '../../events/activeDays'
import { daySequence } from '../../events/activeDayPass'
import { activePopulation } from '../../events/populations'
import { addedPlan } from '../../events/scopedPlan'
import { DATED_SEARCH } from '../otherTools'
import { activeSide } from './changeSide'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill } from './drill'
import { kpis, planKpis } from './kpis'
import { activeUsersSql, MONTH, WEEK } from './sql'

export const ACTIVE_EVENTS: ParameterSpec = {
  name: 'active_events',
  type: 'events',
  label: 'Active events',
  default: [],
  help: 'Events that count as activity; empty for any event.',
  emptyMeans: 'Any event',
}

export const activeUsers: Analysis = {
  name: 'active-users',
  title: 'Active users',
  about: 'Users active on each day, and in the 7 and 30 days up to it.',
  grain: 'one row per local date',
  definition,
  parameters: [ACTIVE_EVENTS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['dau', 'wau', 'mau'], kpis: ['users'] },
  reads: 'events',
  population: activePopulation(),
  otherTools: DATED_SEARCH,
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readActive(values)
    return {
      ...addedPlan(asked, activeUsersSql(asked, active)),
      range: partitionRange(asked, MONTH - 1, 0),
      ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
      notes: [...asked.notes, active.length === 0 ? 'active: any event' : `active: ${active.length} chosen events`],
      ...daySequence(asked, active, {
        analysis: 'active-users',
        values,
        range: partitionRange(asked, MONTH - 1, 0),
        rule: `Each user's active days are walked once in order: a day counts its user on it, and in the windows of ${WEEK} and ${MONTH} days until it is too long ago or the next one comes.`,
      }),
    }
  },
  kernel: async (run) => (await import('./kernel')).countActive(run),
  drill,
  changeSide: activeSide,
  charts,
  kpis,
  kpiPlan: planKpis,
}
