import type { AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import type { Service } from '../service'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceAlgorithms } from './reference'

export const analysisCase: AnalysisCase<Service, ServiceChoice> = {
  log: SERVICE,
  choices: serviceChoice,
  asked: (choice) => ({ ...choice }),
  reference: (service, { from, to, batches }) => referenceAlgorithms(service, from, to, { batches }),
  without: OF_PLAIN_TABLES,
}
