import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import type { Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceDrivers } from './reference'

export const analysisCase: AnalysisCase<Service, ServiceChoice & { least: number }> = {
  log: SERVICE,
  choices: fc.tuple(serviceChoice, fc.integer({ min: 1, max: 4 })).map(([choice, least]) => ({ ...choice, least })),
  asked: ({ least, ...rest }) => ({ ...withFilter(rest), min_deliveries: least }),
  // Rounding may swap rows whose delays are equal but for it.
  reference: (service, { from, to, batches, only, least }) =>
    sorted(referenceDrivers(service, from, to, least, { batches, only })),
  told: (rows) => sorted(rows),
  orderedBy: { column: 'batched_delay_minutes' },
  without: OF_PLAIN_TABLES,
}
