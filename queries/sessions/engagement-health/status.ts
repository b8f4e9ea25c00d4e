/** How engaged a session is, the most engaged first. */
export const STATUSES = ['highly_engaged', 'moderately_engaged', 'lightly_engaged', 'at_risk'] as const
export type Status = (typeof STATUSES)[number]

/** What a session of each status has at least. */
export interface HealthLimits {
  readonly high_score: number
  readonly high_minutes: number
  readonly moderate_score: number
  readonly moderate_minutes: number
  readonly light_score: number
}

export function statusOf(score: number, minutes: number, limits: HealthLimits): Status {
  if (score >= limits.high_score && minutes >= limits.high_minutes) return 'highly_engaged'
  if (score >= limits.moderate_score && minutes >= limits.moderate_minutes) return 'moderately_engaged'
  return score >= limits.light_score ? 'lightly_engaged' : 'at_risk'
}
