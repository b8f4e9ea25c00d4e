import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { SHARES } from '../../sources'
import { referenceUplift } from './reference'

export const analysisCase: AnalysisCase<RandomLog, RandomScope> = {
  log: SHARES,
  choices: randomScope,
  asked: (scope) => ({ ...scope }),
  reference: referenceUplift,
  without: {
    bench: 'the generated log has no chains of shares',
    drill: 'its figures are of posts that a share made, which SQL alone cannot follow to their original',
  },
}
