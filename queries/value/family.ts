import type { Family } from '../../src-renderer/query/contract/family'
import { repeat } from './repeat'
import { valueRetention } from './value-retention'

export const valueFamily: Family = {
  name: 'value',
  panels: [
    {
      name: 'value',
      title: 'Value',
      icon: 'coins',
      about: 'What users bring over time, and how many come back to buy again.',
      group: 'Analyses',
      tabs: [valueRetention, repeat],
      sample: 'ads',
    },
  ],
}
