import type { Family } from '../../src-renderer/query/contract/family'
import { bursts } from './bursts'
import { dominantValue } from './dominant-value'
import { entropy } from './entropy'
import { firstTimes } from './first-times'

export const habitsFamily: Family = {
  name: 'habits',
  panels: [
    {
      name: 'habits',
      title: 'Habits',
      icon: 'repeat',
      about: 'What users do in bursts, for the first time, how varied it is, and which value they stay with.',
      group: 'Analyses',
      tabs: [bursts, firstTimes, entropy, dominantValue],
      sample: 'newsfeed',
    },
  ],
}
