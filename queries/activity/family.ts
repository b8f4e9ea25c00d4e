import type { Family } from '../../src-renderer/query/contract/family'
import { activeUsers } from './active-users'
import { activeUsersSlices } from './active-users-slices'
import { l7 } from './l7'
import { lifecycle } from './lifecycle'
import { lifecycleStages } from './lifecycle-stages'
import { lifecycleTransitions } from './lifecycle-transitions'
import { powerUsers } from './power-users'
import { stickiness } from './stickiness'

export const activityFamily: Family = {
  name: 'activity',
  panels: [
    {
      name: 'active-users',
      title: 'Active users',
      icon: 'activity',
      about: 'How many users are active, how often, and who churns.',
      group: 'Analyses',
      tabs: [
        activeUsers,
        activeUsersSlices,
        lifecycle,
        lifecycleStages,
        lifecycleTransitions,
        stickiness,
        powerUsers,
        l7,
      ],
      sample: 'newsfeed',
    },
  ],
}
