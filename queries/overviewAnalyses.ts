import type { Analysis } from '../src-renderer/query/contract/analysis'
import { activeUsers } from './activity/active-users'
import { lifecycle } from './activity/lifecycle'
import { complete } from './complete'
import { entities } from './entities/entities'
import { retentionSummary } from './retention/retention-summary'
import { sessions } from './sessions/sessions'
import { trends } from './trends/trends'

/**
 * The analyses that the overview asks (host/overview/overviewQuestions), as they are in the list of all: the window's
 * first page fetches no others.
 */
export const overviewAnalyses: readonly Analysis[] = [
  activeUsers,
  trends,
  sessions,
  lifecycle,
  retentionSummary,
  entities,
].map(complete)
