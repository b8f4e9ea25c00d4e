import type { Family } from '../../src-renderer/query/contract/family'
import { contentEngagement } from './content-engagement'
import { contentRolling } from './content-rolling'
import { creatorGrowth } from './creator-growth'
import { shareChains } from './share-chains'
import { shareGenerations } from './share-generations'
import { shareUplift } from './share-uplift'
import { silentReactions } from './silent-reactions'
import { viral } from './viral'

export const contentFamily: Family = {
  name: 'content',
  panels: [
    {
      name: 'content',
      title: 'Content',
      icon: 'newspaper',
      about: 'Which content moves people, and how far they pass it on.',
      group: 'Analyses',
      tabs: [
        contentEngagement,
        contentRolling,
        creatorGrowth,
        viral,
        shareChains,
        shareGenerations,
        shareUplift,
        silentReactions,
      ],
      sample: 'newsfeed',
    },
  ],
}
