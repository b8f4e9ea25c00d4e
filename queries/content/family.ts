import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Family } from '../../src-renderer/query/contract/family'
import { needsColumns } from '../events/contentColumns'
import { ageCurve } from './age-curve'
import { PLACE_NAMES } from './age-curve/sql'
import { contentEngagement } from './content-engagement'
import { contentRolling } from './content-rolling'
import { creatorGrowth } from './creator-growth'
import { ranking } from './ranking'
import { LIST_NAMES } from './ranking/sql'
import { shareChains } from './share-chains'
import { shareGenerations } from './share-generations'
import { shareUplift } from './share-uplift'
import { silentReactions } from './silent-reactions'
import { viral } from './viral'

function ofContent(analysis: Analysis): Analysis {
  return { ...analysis, needs: needsColumns('a column of contents', 'content') }
}
function ofShares(analysis: Analysis): Analysis {
  return { ...analysis, needs: needsColumns('columns of what is shared and what it becomes', 'child', 'parent') }
}

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
        ...[contentEngagement, contentRolling].map(ofContent),
        { ...creatorGrowth, needs: needsColumns('a column of creators', 'creator') },
        ofContent(viral),
        {
          ...ageCurve,
          needs: { what: 'a column with the place that a view got to', of: 'events', columns: [PLACE_NAMES] },
        },
        {
          ...ranking,
          needs: {
            what: 'columns of lists and of the items in them',
            of: 'events',
            columns: [LIST_NAMES, ...needsColumns('', 'content').columns],
          },
        },
        ...[shareChains, shareGenerations].map(ofShares),
        ...[shareUplift, silentReactions].map(ofContent),
      ],
      sample: 'newsfeed',
      beyondSample: ['age-curve', 'ranking'],
    },
  ],
}
