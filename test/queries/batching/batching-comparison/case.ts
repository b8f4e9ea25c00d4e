import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import type { Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceComparison } from './reference'

export const analysisCase: AnalysisCase<Service, ServiceChoice & { slack: number }> = {
  log: SERVICE,
  choices: fc.tuple(serviceChoice, fc.integer({ min: 0, max: 12 })).map(([choice, slack]) => ({ ...choice, slack })),
  asked: ({ slack, ...rest }) => ({ ...withFilter(rest), on_time_slack: slack }),
  reference: (service, { from, to, batches, only, slack }) =>
    referenceComparison(service, from, to, { batches, only, slack }),
  without: OF_PLAIN_TABLES,
}
