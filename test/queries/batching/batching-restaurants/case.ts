import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { SERVICE } from '../../sources'
import type { Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceRestaurants } from './reference'

interface Choice extends ServiceChoice {
  readonly least: number
  readonly fast: number
}

export const analysisCase: AnalysisCase<Service, Choice> = {
  log: SERVICE,
  choices: fc
    .tuple(serviceChoice, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 8 }))
    .map(([choice, least, fast]) => ({ ...choice, least, fast })),
  asked: ({ least, fast, ...rest }) => ({ ...withFilter(rest), min_orders: least, fast_pickup: fast }),
  reference: (service, { from, to, batches, only, least, fast }) =>
    sorted(referenceRestaurants(service, from, to, least, fast, { batches, only })),
  told: (rows) => sorted(rows),
  orderedBy: { column: 'batched_fast_pickup_pct', isDescending: true },
  without: OF_PLAIN_TABLES,
}
