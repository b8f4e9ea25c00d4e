import fc from 'fast-check'
import { toldInEachRow, type AnalysisCase, type Source } from '../../case'
import { loadService, services, type Service } from '../service'
import { withFilter } from '../only'
import { OF_PLAIN_TABLES, serviceChoice, type ServiceChoice } from '../serviceCase'
import { referenceIntervals } from './reference'

/** Several small services side by side, each with deliveries, batches and drivers of its own, so that there is something to compare. */
const TOWNS: Source<Service> = {
  arbitrary: fc
    .array(services, { minLength: 5, maxLength: 5 })
    .map((list) => ({
      deliveries: list.flatMap((one, at) =>
        one.deliveries.map((delivery) => ({
          ...delivery,
          delivery_id: delivery.delivery_id + 100 * at,
          driver_id: delivery.driver_id === null ? null : delivery.driver_id + 100 * at,
        })),
      ),
      batches: list.flatMap((one, at) =>
        one.batches.map((batch) => ({ ...batch, batch_id: batch.batch_id + 100 * at })),
      ),
      members: list.flatMap((one, at) =>
        one.members.map((member) => ({
          ...member,
          batch_id: member.batch_id + 100 * at,
          delivery_id: member.delivery_id + 100 * at,
        })),
      ),
      waypoints: [],
    })),
  load: loadService,
  main: 'deliveries',
}

export const analysisCase: AnalysisCase<Service, ServiceChoice> = {
  log: TOWNS,
  choices: serviceChoice,
  asked: withFilter,
  reference: (service, { from, to, batches, only }) => referenceIntervals(service, from, to, { batches, only }),
  told: toldInEachRow,
  without: OF_PLAIN_TABLES,
}
