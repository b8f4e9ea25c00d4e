import type { ParameterValues } from '../../src-renderer/query/contract/parameter'

/** Why analyses of elapsed times take no zone of each event: clocks that differ would make the times between them wrong. */
export const ofElapsedTime = (): string => 'it measures the time between events, which is the same in every zone'

/** Why analyses of what happens between users take no zone of each event. */
export const ofOneMoment = (): string => 'its users act on one another, and at one moment in every zone'

/** Of analyses that have a clock of calendar days and one of whole days of 24 hours. */
export const ofRollingDays = ({ clock }: ParameterValues): string | null =>
  clock === 'rolling' ? ofElapsedTime() : null
