import { EXPERIMENT_BENCH } from '../../../bench/asked'
import { toldInEachRow, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { EXPERIMENT } from '../../sources'
import { experimentChoices, experimentParameters } from './choices'
import { referenceExperiment, type ExperimentChoices } from './reference'

export const analysisCase: AnalysisCase<readonly LogEvent[], ExperimentChoices> = {
  log: EXPERIMENT,
  choices: experimentChoices,
  asked: experimentParameters,
  reference: referenceExperiment,
  told: toldInEachRow,
  bench: EXPERIMENT_BENCH,
}
