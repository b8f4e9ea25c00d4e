import type { Family } from '../../src-renderer/query/contract/family'
import { beforeAfter } from './before-after'
import { changePoint } from './change-point'
import { drivers } from './drivers'
import { explainChange } from './explain-change'

export const changeFamily: Family = {
  name: 'change',
  panels: [
    {
      name: 'change',
      title: 'Why it changed',
      icon: 'compare',
      about: 'What moved a figure between two periods, and what goes with what users do later.',
      group: 'Analyses',
      tabs: [explainChange, changePoint, beforeAfter, drivers],
      sample: 'newsfeed',
    },
  ],
}
