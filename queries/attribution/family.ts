import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Family } from '../../src-renderer/query/contract/family'
import { attribution } from './attribution'
import { attributionChain } from './attribution-chain'
import { attributionConversions } from './attribution-conversions'
import { attributionFlow } from './attribution-flow'
import { attributionIntervals } from './attribution-intervals'
import { attributionLag } from './attribution-lag'
import { attributionLength } from './attribution-length'
import { attributionLookbacks } from './attribution-lookbacks'
import { attributionPaths } from './attribution-paths'
import { attributionRoas } from './attribution-roas'
import { attributionTopPaths } from './attribution-top-paths'
import { attributionTouchTypes } from './attribution-touch-types'
import { NEEDS_CHANNEL } from './channelColumn'
import { incrementality } from './incrementality'

function ofTouches(analysis: Analysis): Analysis {
  return { ...analysis, needs: NEEDS_CHANNEL }
}

export const attributionFamily: Family = {
  name: 'attribution',
  panels: [
    {
      name: 'attribution',
      title: 'Attribution',
      icon: 'share',
      about: 'Which channels led to conversions.',
      group: 'Analyses',
      tabs: [
        ofTouches(attribution),
        ofTouches(attributionIntervals),
        ofTouches(attributionLookbacks),
        ofTouches(attributionTouchTypes),
        ofTouches(attributionRoas),
        attributionPaths,
        ofTouches(attributionConversions),
      ],
      sample: 'ads',
      beyondSample: ['attribution-paths'],
      shared: ['conversion', 'channel', 'lookback', 'touches', 'value'],
    },
    {
      name: 'journeys',
      title: 'Journeys',
      icon: 'route',
      about: 'The channel paths users take, converting or not.',
      group: 'Analyses',
      tabs: [attributionFlow, attributionTopPaths, attributionLength, attributionLag, attributionChain].map(ofTouches),
      sample: 'ads',
      shared: ['conversion', 'channel', 'lookback', 'touches', 'value', 'collapse'],
    },
    {
      name: 'incrementality',
      title: 'Incrementality',
      icon: 'trend',
      about: 'The conversions an ad caused.',
      group: 'Analyses',
      tabs: [incrementality],
      sample: 'lift-study',
    },
  ],
}
