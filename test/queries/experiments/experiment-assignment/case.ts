import fc from 'fast-check'
import { EXPERIMENT_BENCH } from '../../../bench/asked'
import { toldColumns, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { EXPERIMENT } from '../../sources'
import { referenceUsers } from '../experiment/reference'

interface Choice {
  readonly windowHours: number
  readonly from: string | null
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: EXPERIMENT,
  choices: fc.record({ windowHours: fc.constantFrom(24, 120), from: fc.constantFrom(null, '2024-05-03') }),
  asked: ({ windowHours, from }) => ({ exposure: 'seen', window: `${windowHours} hours`, from }),
  reference: (events, { windowHours, from }) => {
    const users = referenceUsers(events, {
      metric: 'paid',
      measure: 'converted',
      ratio: { over: 'events', by: 'seen', under: 'events' },
      guardrails: [],
      margins: null,
      windowHours,
      pre_days: 0,
      include_recent: false,
      from,
      to: null,
      include_test: false,
      onlyPro: false,
    })
    const all = users.filter((user) => !user.inSeveral).length
    return [...new Set(users.map((user) => user.variant))].sort().map((variant) => {
      const own = users.filter((user) => user.variant === variant)
      const compared = own.filter((user) => !user.inSeveral)
      return {
        variant,
        users: compared.length,
        share_pct: all === 0 ? null : (100 * compared.length) / all,
        too_recent: compared.filter((user) => user.tooRecent).length,
        in_several: own.length - compared.length,
      }
    })
  },
  told: toldColumns,
  bench: EXPERIMENT_BENCH,
}
