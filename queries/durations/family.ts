import type { Family } from '../../src-renderer/query/contract/family'
import { durations } from './durations'
import { responseTimes } from './response-times'
import { timeInStatus } from './time-in-status'

export const durationsFamily: Family = {
  name: 'durations',
  panels: [
    {
      name: 'durations',
      title: 'Durations',
      icon: 'hourglass',
      about: 'How long things take: between events, in a status, until somebody answers.',
      group: 'Analyses',
      tabs: [durations, timeInStatus, responseTimes],
      sample: 'messenger',
    },
  ],
}
