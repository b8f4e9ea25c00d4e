import { sorted, type AnalysisCase } from '../../case'
import type { RandomLog } from '../../randomLog'
import { CROWD } from '../../sources'
import { comparedChoices, comparedParameters, type Compared } from '../sides'
import { referenceDiff } from './reference'

const PERIODS = [1, 3]

/** It rests on the lists of retention summary and funnel, which the loop over all drills holds to their figures. */
export const analysisCase: AnalysisCase<RandomLog, Compared> = {
  log: CROWD,
  choices: comparedChoices,
  fits: (log) => log.events.length > 0,
  asked: (compared) => ({
    ...comparedParameters(compared),
    figures: compared.analysis === 'retention' ? PERIODS.join(', ') : null,
  }),
  reference: async (_log, compared, db) => sorted(await referenceDiff(db, compared, PERIODS)),
  told: (rows) => sorted(rows.map(({ figure, user_id, in_a, in_b, rule }) => ({ figure, user_id, in_a, in_b, rule }))),
  // Its SQL holds up to thirty lists, and DuckDB takes some 40 ms to plan each.
  fewer: 6,
  bench: {},
  without: { drill: 'its rows are users, and no figure is a count: definition-diff.test.ts lists behind its bars' },
}
