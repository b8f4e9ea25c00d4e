import type { Analysis } from '../src-renderer/query/definition'
import { activeUsers } from './active-users'
import { activeUsersSlices } from './active-users-slices'
import { attribution } from './attribution'
import { attributionPaths } from './attribution-paths'
import { batchingAlgorithms } from './batching-algorithms'
import { batchingComparison } from './batching-comparison'
import { batchingDrivers } from './batching-drivers'
import { batchingRestaurants } from './batching-restaurants'
import { batchingRoutes } from './batching-routes'
import { funnel } from './funnel'
import { lifecycle } from './lifecycle'
import { retention } from './retention'
import { retentionSummary } from './retention-summary'
import { sessions } from './sessions'
import { stickiness } from './stickiness'

/** Every analysis, in the order in which lists show them. Adding one is a folder here and a line in this list. */
export const analyses: readonly Analysis[] = [
  activeUsers,
  activeUsersSlices,
  retention,
  retentionSummary,
  lifecycle,
  stickiness,
  sessions,
  funnel,
  attribution,
  attributionPaths,
  batchingComparison,
  batchingAlgorithms,
  batchingRoutes,
  batchingDrivers,
  batchingRestaurants,
]
