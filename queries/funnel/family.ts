import type { Family } from '../../src-renderer/query/contract/family'
import { funnel } from './funnel'
import { funnelLift } from './funnel-lift'
import { funnelPaths } from './funnel-paths'
import { funnelTimes } from './funnel-times'
import { funnelTrend } from './funnel-trend'
import { sequenceStates } from './sequence-states'

export const funnelFamily: Family = {
  name: 'funnel',
  panels: [
    {
      name: 'funnel',
      title: 'Funnel',
      icon: 'filter',
      about: 'How far users get on the way, and where they stop.',
      group: 'Analyses',
      tabs: [funnel, funnelTrend, funnelTimes, funnelLift, funnelPaths, sequenceStates],
      sample: 'newsfeed',
      shared: ['steps', 'window', 'order', 'entry', 'ties', 'per', 'exclude', 'exclusion_effect'],
    },
  ],
}
