import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { SHARES } from '../../sources'
import { referenceGenerations } from './reference'

export const analysisCase: AnalysisCase<RandomLog, RandomScope> = {
  log: SHARES,
  choices: randomScope,
  asked: (scope) => ({ ...scope }),
  reference: referenceGenerations,
  without: { bench: 'the generated log has no chains of shares' },
}
