import type { Family } from '../../src-renderer/query/contract/family'
import { diffInDiff } from './diff-in-diff'
import { experiment } from './experiment'
import { experimentAssignment } from './experiment-assignment'
import { experimentNovelty } from './experiment-novelty'
import { experimentPower } from './experiment-power'

export const experimentsFamily: Family = {
  name: 'experiments',
  panels: [
    {
      name: 'experiments',
      title: 'Experiments',
      icon: 'flask',
      about: 'What a change did: variants compared, users needed, and launches without a draw.',
      group: 'Analyses',
      tabs: [experiment, experimentAssignment, experimentNovelty, experimentPower, diffInDiff],
      sample: 'experiment',
    },
  ],
}
