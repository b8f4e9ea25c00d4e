import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { someMeasure } from '../entityValues'
import { referenceConcentration, type ConcentrationChoice } from './reference'

export const analysisCase: AnalysisCase<RandomLog, ConcentrationChoice> = {
  log: TRENDS,
  choices: fc.record({ scope: randomScope, ofActive: fc.boolean(), measure: someMeasure }),
  asked: ({ scope, ofActive, measure }) => ({
    ...scope,
    who: ofActive ? 'active' : 'did',
    measure: [{ name: 'A', ...measure }],
  }),
  reference: referenceConcentration,
  bench: {},
}
