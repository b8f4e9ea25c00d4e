import type { Family } from '../../src-renderer/query/contract/family'
import { explainChange } from './explain-change'

export const changeFamily: Family = {
  name: 'change',
  panels: [
    {
      name: 'change',
      title: 'Why it changed',
      icon: 'compare',
      about: 'What moved a figure between two periods.',
      group: 'Analyses',
      tabs: [explainChange],
      sample: 'newsfeed',
    },
  ],
}
