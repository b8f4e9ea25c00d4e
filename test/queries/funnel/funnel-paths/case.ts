import { STEPS } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { FUNNELS } from '../../sources'
import { attemptParameters, STEP_IS_A_PLACE, undividedOptions } from '../funnel/questions'
import type { ReferenceOptions } from '../funnel/reference'
import { pathsReference } from './reference'

export const analysisCase: AnalysisCase<readonly LogEvent[], ReferenceOptions> = {
  log: FUNNELS,
  choices: undividedOptions,
  asked: (question) => ({ ...attemptParameters(question), limit: 1000 }),
  reference: (log, question) => sorted(pathsReference(log, question)),
  told: (rows) =>
    sorted(
      rows.map(({ event: _event, ...row }) => {
        const { step, outcome, did, users, pct } = row
        return { step, outcome, did, users, pct }
      }),
    ),
  behind: STEP_IS_A_PLACE,
  bench: { steps: STEPS },
}
