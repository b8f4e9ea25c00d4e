import type { Analysis } from '../src-renderer/query/definition'
import { withOpenRange } from '../src-renderer/query/openRange'
import { withComparison } from '../src-renderer/query/withComparison'
import { withLeftOut } from '../src-renderer/query/withLeftOut'
import { activeUsers } from './active-users'
import { activeUsersSlices } from './active-users-slices'
import { anomalies } from './anomalies'
import { attribution } from './attribution'
import { attributionFlow } from './attribution-flow'
import { attributionIntervals } from './attribution-intervals'
import { attributionLag } from './attribution-lag'
import { attributionLength } from './attribution-length'
import { attributionLookbacks } from './attribution-lookbacks'
import { attributionPaths } from './attribution-paths'
import { attributionRoas } from './attribution-roas'
import { attributionTopPaths } from './attribution-top-paths'
import { attributionTouchTypes } from './attribution-touch-types'
import { batchingAlgorithms } from './batching-algorithms'
import { batchingComparison } from './batching-comparison'
import { batchingDrivers } from './batching-drivers'
import { batchingIntervals } from './batching-intervals'
import { batchingReplay } from './batching-replay'
import { batchingRestaurants } from './batching-restaurants'
import { batchingRouteMap } from './batching-route-map'
import { batchingRoutes } from './batching-routes'
import { batchingStakeholders } from './batching-stakeholders'
import { batchingTimeline } from './batching-timeline'
import { definitionDiff } from './definition-diff'
import { definitionFigures } from './definition-figures'
import { contentEngagement } from './content-engagement'
import { contentRolling } from './content-rolling'
import { creatorGrowth } from './creator-growth'
import { engagementHealth } from './engagement-health'
import { deliveryTimes } from './delivery-times'
import { diffInDiff } from './diff-in-diff'
import { experiment } from './experiment'
import { experimentAssignment } from './experiment-assignment'
import { experimentNovelty } from './experiment-novelty'
import { experimentPower } from './experiment-power'
import { funnel } from './funnel'
import { funnelLift } from './funnel-lift'
import { funnelPaths } from './funnel-paths'
import { funnelTimes } from './funnel-times'
import { funnelTrend } from './funnel-trend'
import { incrementality } from './incrementality'
import { l7 } from './l7'
import { lifecycle } from './lifecycle'
import { lifecycleStages } from './lifecycle-stages'
import { lifecycleTransitions } from './lifecycle-transitions'
import { powerUsers } from './power-users'
import { retention } from './retention'
import { retentionSummary } from './retention-summary'
import { sessionCompletion } from './session-completion'
import { sessionDepth } from './session-depth'
import { sessionEntries } from './session-entries'
import { sessionGaps } from './session-gaps'
import { sessionPace } from './session-pace'
import { sessions } from './sessions'
import { shareChains } from './share-chains'
import { shareGenerations } from './share-generations'
import { shareUplift } from './share-uplift'
import { silentReactions } from './silent-reactions'
import { stickiness } from './stickiness'
import { viral } from './viral'

/** Every analysis, in the order in which lists show them. Adding one is a folder here and a line in this list. */
export const analyses: readonly Analysis[] = (
  [
    activeUsers,
    activeUsersSlices,
    retention,
    retentionSummary,
    definitionDiff,
    definitionFigures,
    lifecycle,
    lifecycleStages,
    lifecycleTransitions,
    stickiness,
    powerUsers,
    l7,
    anomalies,
    sessions,
    sessionEntries,
    sessionDepth,
    sessionGaps,
    sessionCompletion,
    sessionPace,
    engagementHealth,
    contentEngagement,
    contentRolling,
    creatorGrowth,
    viral,
    shareChains,
    shareGenerations,
    shareUplift,
    silentReactions,
    funnel,
    funnelTrend,
    funnelTimes,
    funnelLift,
    funnelPaths,
    attribution,
    attributionIntervals,
    attributionLookbacks,
    attributionTouchTypes,
    attributionRoas,
    attributionPaths,
    attributionFlow,
    attributionTopPaths,
    attributionLength,
    attributionLag,
    incrementality,
    experiment,
    experimentAssignment,
    experimentNovelty,
    experimentPower,
    diffInDiff,
    batchingComparison,
    batchingAlgorithms,
    batchingRoutes,
    batchingDrivers,
    batchingRestaurants,
    batchingIntervals,
    batchingRouteMap,
    batchingTimeline,
    batchingReplay,
    batchingStakeholders,
    deliveryTimes,
  ] satisfies readonly Analysis[]
)
  .map(withLeftOut)
  .map(withOpenRange)
  .map(withComparison)
