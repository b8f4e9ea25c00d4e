import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Family } from '../../src-renderer/query/contract/family'
import { diffInDiff } from './diff-in-diff'
import { experiment } from './experiment'
import { experimentAssignment } from './experiment-assignment'
import { experimentNovelty } from './experiment-novelty'
import { experimentPower } from './experiment-power'
import { matchedUsers } from './matched-users'
import { VARIANT_NAMES } from './question'
import { syntheticControl } from './synthetic-control'

function ofVariants(analysis: Analysis): Analysis {
  return { ...analysis, needs: { what: 'a column of variants', of: 'events', columns: [VARIANT_NAMES] } }
}

export const experimentsFamily: Family = {
  name: 'experiments',
  panels: [
    {
      name: 'experiments',
      title: 'Experiments',
      icon: 'flask',
      about: 'What a change did: variants compared, users needed, and launches and take-ups without a draw.',
      group: 'Analyses',
      tabs: [
        ...[experiment, experimentAssignment, experimentNovelty].map(ofVariants),
        experimentPower,
        diffInDiff,
        syntheticControl,
        matchedUsers,
      ],
      sample: 'experiment',
    },
  ],
}
