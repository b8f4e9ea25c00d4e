import type { Family } from '../../src-renderer/query/contract/family'
import { retention } from './retention'
import { retentionSummary } from './retention-summary'

export const retentionFamily: Family = {
  name: 'retention',
  panels: [
    {
      name: 'retention',
      title: 'Retention',
      icon: 'grid',
      about: 'How many of those who started came back.',
      group: 'Analyses',
      tabs: [retention, retentionSummary],
      sample: 'newsfeed',
      sameParameters: true,
    },
  ],
}
