import type { AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { FUNNELS } from '../../sources'
import { STEPS } from '../../../bench/asked'
import { attemptParameters, breakdownParameters, funnelBreakdown, optionsArbitrary, STEP_IS_A_PLACE } from './questions'
import { funnelReference, type ReferenceOptions } from './reference'

export const analysisCase: AnalysisCase<readonly LogEvent[], ReferenceOptions> = {
  log: FUNNELS,
  choices: optionsArbitrary,
  asked: (question) => ({ ...attemptParameters(question), ...breakdownParameters(question), more_columns: true }),
  reference: (log, question) =>
    funnelReference(log, question).map(({ group, step, users, lost, median, p90, mean }, _, rows) => {
      const first = rows.find((row) => row.group === group && row.step === 1)!.users
      return { group, step, users, lost, pct_first: first === 0 ? null : (100 * users) / first, median, p90, mean }
    }),
  told: (rows, question) =>
    rows.map((row) => ({
      group: question.breakdown ? row['plan'] : null,
      step: row['step'],
      users: row['users'],
      lost: row['lost'],
      pct_first: row['pct_first'],
      median: row['median_seconds'],
      p90: row['p90_seconds'],
      mean: row['mean_seconds'],
    })),
  behind: STEP_IS_A_PLACE,
  breakdown: {
    ...funnelBreakdown(['step'], ['users', 'lost']),
    divided: (question) => {
      const both = funnelBreakdown(['step'], ['users', 'lost']).divided(question)
      return both === null
        ? null
        : { divided: { ...both.divided, more_columns: true }, whole: { ...both.whole, more_columns: true } }
    },
  },
  bench: { steps: STEPS },
}
