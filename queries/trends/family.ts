import type { Family } from '../../src-renderer/query/contract/family'
import { anomalies } from './anomalies'
import { forecast } from './forecast'
import { trends } from './trends'

export const trendsFamily: Family = {
  name: 'trends',
  panels: [
    {
      name: 'trends',
      title: 'Trends',
      icon: 'trend',
      about: 'How much, how many and how often, over time.',
      group: 'Analyses',
      tabs: [trends, anomalies, forecast],
      sample: 'newsfeed',
    },
  ],
}
