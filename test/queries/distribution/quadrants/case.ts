import { takenBy, type AnalysisCase } from '../../case'
import { quadrants } from '../../../../queries/distribution/quadrants'
import type { RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { askedPair, pairChoice, type PairChoice } from '../pairChoice'
import { referenceQuadrants } from './reference'

export const analysisCase: AnalysisCase<RandomLog, PairChoice> = {
  log: TRENDS,
  choices: pairChoice,
  asked: (choice) => takenBy(quadrants, askedPair(choice)),
  reference: referenceQuadrants,
  bench: { measures: [{ event: 'page_view' }, { event: 'purchase', measure: 'sum', column: 'value' }] },
}
