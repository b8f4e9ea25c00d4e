import type { Family } from '../../src-renderer/query/contract/family'
import { concentration } from './concentration'
import { distribution } from './distribution'
import { quadrants } from './quadrants'
import { quartiles } from './quartiles'
import { scatter } from './scatter'

export const distributionFamily: Family = {
  name: 'distribution',
  panels: [
    {
      name: 'distribution',
      title: 'Distribution',
      icon: 'bars',
      about: 'How values are spread over events and users, and who holds most of them.',
      group: 'Analyses',
      tabs: [distribution, quartiles, concentration, scatter, quadrants],
      sample: 'newsfeed',
      shared: ['column', 'measure', 'event', 'measures', 'x_cut', 'y_cut', 'who'],
    },
  ],
}
