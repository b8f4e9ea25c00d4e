import type { AnalysisCase } from '../../case'
import type { RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { askedPair, pairChoice, type PairChoice } from '../pairChoice'
import { referenceScatter } from './reference'

export const analysisCase: AnalysisCase<RandomLog, PairChoice> = {
  log: TRENDS,
  choices: pairChoice,
  asked: askedPair,
  reference: referenceScatter,
  bench: { measures: [{ event: 'page_view' }, { event: 'purchase', measure: 'sum', column: 'value' }] },
}
