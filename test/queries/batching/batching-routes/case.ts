import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import type { Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceRoutes } from './reference'

interface Choice extends ServiceChoice {
  readonly by: 'algorithm' | 'batch'
}

/** Only recorded batches have a plan. */
export const analysisCase: AnalysisCase<Service, Choice> = {
  log: SERVICE,
  choices: fc
    .tuple(serviceChoice, fc.constantFrom<Choice['by']>('algorithm', 'batch'))
    .map(([choice, by]) => ({ ...choice, batches: 'recorded', by })),
  asked: withFilter,
  // Rounding may swap rows whose mean ratios are equal but for it.
  reference: (service, { from, to, by, only }) => sorted(referenceRoutes(service, from, to, by, only)),
  told: (rows) => sorted(rows),
  orderedBy: { column: 'distance_ratio' },
  without: OF_PLAIN_TABLES,
}
