import fc from 'fast-check'
import { STEPS } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { FUNNELS } from '../../sources'
import { attemptParameters, spanChoices, withoutCounting, type SpanChoice } from '../funnel/questions'
import { liftReference } from './reference'

interface Choice extends SpanChoice {
  readonly before: boolean
  readonly least: number
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: FUNNELS,
  choices: fc
    .tuple(spanChoices, fc.record({ before: fc.boolean(), least: fc.constantFrom(1, 3) }))
    .map(([span, rest]) => ({ ...span, question: { ...span.question, counting: 'users' }, ...rest })),
  asked: ({ question, from, to, before, least }) => ({
    ...withoutCounting(attemptParameters(question)),
    from_step: from,
    to_step: to,
    when: before ? 'before' : 'within',
    least,
    columns: ['plan'],
  }),
  reference: (log, { question, ...asked }) =>
    sorted(
      liftReference(log, question, asked).map((row) => {
        const share = (users: number, all: number): number | null => (all === 0 ? null : (100 * users) / all)
        const converted = share(row.converted_users, row.converted_all)
        const lost = share(row.lost_users, row.lost_all)
        return {
          kind: row.kind,
          value: row.value,
          converted_users: row.converted_users,
          converted_pct: converted,
          lost_users: row.lost_users,
          lost_pct: lost,
          lift: converted === null || lost === null || lost === 0 ? null : converted / lost,
        }
      }),
    ),
  told: (rows) =>
    sorted(
      rows.map(({ kind, value, converted_users, converted_pct, lost_users, lost_pct, lift }) => ({
        kind,
        value,
        converted_users,
        converted_pct,
        lost_users,
        lost_pct,
        lift,
      })),
    ),
  bench: { steps: STEPS },
}
