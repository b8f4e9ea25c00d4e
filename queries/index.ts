import type { Analysis } from '../src-renderer/query/contract/analysis'
import { withOpenRange } from '../src-renderer/query/analysis/openRange'
import { withComparison } from '../src-renderer/query/analysis/withComparison'
import { withLeftOut } from '../src-renderer/query/analysis/withLeftOut'
import { activeUsers } from './activity/active-users'
import { activeUsersSlices } from './activity/active-users-slices'
import { anomalies } from './activity/anomalies'
import { attribution } from './attribution/attribution'
import { attributionFlow } from './attribution/attribution-flow'
import { attributionIntervals } from './attribution/attribution-intervals'
import { attributionLag } from './attribution/attribution-lag'
import { attributionLength } from './attribution/attribution-length'
import { attributionLookbacks } from './attribution/attribution-lookbacks'
import { attributionPaths } from './attribution/attribution-paths'
import { attributionRoas } from './attribution/attribution-roas'
import { attributionTopPaths } from './attribution/attribution-top-paths'
import { attributionTouchTypes } from './attribution/attribution-touch-types'
import { batchingAlgorithms } from './batching/batching-algorithms'
import { batchingComparison } from './batching/batching-comparison'
import { batchingDrivers } from './batching/batching-drivers'
import { batchingIntervals } from './batching/batching-intervals'
import { batchingReplay } from './batching/batching-replay'
import { batchingRestaurants } from './batching/batching-restaurants'
import { batchingRouteMap } from './batching/batching-route-map'
import { batchingRoutes } from './batching/batching-routes'
import { batchingStakeholders } from './batching/batching-stakeholders'
import { batchingTimeline } from './batching/batching-timeline'
import { definitionDiff } from './definitions/definition-diff'
import { definitionFigures } from './definitions/definition-figures'
import { contentEngagement } from './content/content-engagement'
import { contentRolling } from './content/content-rolling'
import { creatorGrowth } from './content/creator-growth'
import { engagementHealth } from './sessions/engagement-health'
import { deliveryTimes } from './batching/delivery-times'
import { diffInDiff } from './experiments/diff-in-diff'
import { experiment } from './experiments/experiment'
import { experimentAssignment } from './experiments/experiment-assignment'
import { experimentNovelty } from './experiments/experiment-novelty'
import { experimentPower } from './experiments/experiment-power'
import { funnel } from './funnel/funnel'
import { funnelLift } from './funnel/funnel-lift'
import { funnelPaths } from './funnel/funnel-paths'
import { funnelTimes } from './funnel/funnel-times'
import { funnelTrend } from './funnel/funnel-trend'
import { incrementality } from './attribution/incrementality'
import { l7 } from './activity/l7'
import { lifecycle } from './activity/lifecycle'
import { lifecycleStages } from './activity/lifecycle-stages'
import { lifecycleTransitions } from './activity/lifecycle-transitions'
import { powerUsers } from './activity/power-users'
import { retention } from './retention/retention'
import { retentionSummary } from './retention/retention-summary'
import { sessionCompletion } from './sessions/session-completion'
import { sessionDepth } from './sessions/session-depth'
import { sessionEntries } from './sessions/session-entries'
import { sessionGaps } from './sessions/session-gaps'
import { sessionPace } from './sessions/session-pace'
import { sessions } from './sessions/sessions'
import { shareChains } from './content/share-chains'
import { shareGenerations } from './content/share-generations'
import { shareUplift } from './content/share-uplift'
import { silentReactions } from './content/silent-reactions'
import { stickiness } from './activity/stickiness'
import { viral } from './content/viral'

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
