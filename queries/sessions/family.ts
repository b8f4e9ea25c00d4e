import type { Family } from '../../src-renderer/query/contract/family'
import { engagementHealth } from './engagement-health'
import { sessionCompletion } from './session-completion'
import { sessionDepth } from './session-depth'
import { sessionEntries } from './session-entries'
import { sessionGaps } from './session-gaps'
import { sessionList } from './session-list'
import { sessionPace } from './session-pace'
import { sessions } from './sessions'

export const sessionsFamily: Family = {
  name: 'sessions',
  panels: [
    {
      name: 'sessions',
      title: 'Sessions',
      icon: 'clock',
      about: 'How visits begin and end, how deep they go, and how healthy they are.',
      group: 'Analyses',
      tabs: [
        sessions,
        sessionEntries,
        sessionDepth,
        sessionGaps,
        sessionCompletion,
        sessionPace,
        engagementHealth,
        sessionList,
      ],
      sample: 'newsfeed',
    },
  ],
}
