import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Family } from '../../src-renderer/query/contract/family'
import { batchingAlgorithms } from './batching-algorithms'
import { batchingBatches } from './batching-batches'
import { batchingComparison } from './batching-comparison'
import { batchingDeliveries } from './batching-deliveries'
import { batchingDrivers } from './batching-drivers'
import { batchingIntervals } from './batching-intervals'
import { batchingReplay } from './batching-replay'
import { batchingRestaurants } from './batching-restaurants'
import { batchingRouteMap } from './batching-route-map'
import { batchingRoutes } from './batching-routes'
import { batchingStakeholders } from './batching-stakeholders'
import { batchingTimeline } from './batching-timeline'
import { NEEDS_DELIVERIES } from './deliveryTables'
import { deliveryTimes } from './delivery-times'

function ofDeliveries(analysis: Analysis): Analysis {
  return { ...analysis, needs: NEEDS_DELIVERIES }
}

export const batchingFamily: Family = {
  name: 'batching',
  panels: [
    {
      name: 'batching',
      title: 'Batching',
      icon: 'box',
      about: 'What it costs and saves to carry several orders on one trip.',
      group: 'Analyses',
      tabs: [
        ...[
          batchingComparison,
          batchingStakeholders,
          batchingAlgorithms,
          batchingIntervals,
          batchingRoutes,
          batchingRouteMap,
          batchingTimeline,
          batchingReplay,
          batchingDrivers,
          batchingRestaurants,
        ].map(ofDeliveries),
        { ...deliveryTimes, needs: { what: 'a list of driver actions', of: 'any', tables: ['actions'], columns: [] } },
        ...[batchingDeliveries, batchingBatches].map(ofDeliveries),
      ],
      sample: 'order-batching',
      beyondSample: ['delivery-times'],
    },
  ],
}
