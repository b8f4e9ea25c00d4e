import type { AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import type { Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceAlgorithms } from './reference'

export const analysisCase: AnalysisCase<Service, ServiceChoice> = {
  log: SERVICE,
  choices: serviceChoice,
  asked: withFilter,
  reference: (service, { from, to, batches, only }) =>
    referenceAlgorithms(service, from, to, { batches, only, unit: 'batch' }),
  without: OF_PLAIN_TABLES,
}
