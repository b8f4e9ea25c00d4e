import type { Family } from '../../src-renderer/query/contract/family'
import { definitionDiff } from './definition-diff'
import { definitionFigures } from './definition-figures'
import { reconcile } from './reconcile'

export const definitionsFamily: Family = {
  name: 'definitions',
  panels: [
    {
      name: 'definition-diff',
      title: 'Definition diff',
      icon: 'compare',
      about:
        'Why two tools give two numbers: who is counted differently, and by which rule; and in what two logs differ.',
      group: 'Definitions',
      tabs: [definitionDiff, definitionFigures, reconcile],
      sample: 'newsfeed',
    },
  ],
}
