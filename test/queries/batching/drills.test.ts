import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { batchingAlgorithms } from '../../../queries/batching/batching-algorithms'
import { batchingComparison } from '../../../queries/batching/batching-comparison'
import { batchingDrivers } from '../../../queries/batching/batching-drivers'
import { batchingRestaurants } from '../../../queries/batching/batching-restaurants'
import { batchingRoutes } from '../../../queries/batching/batching-routes'
import { expectDrills } from '../expectDrills'
import { NativeDuckdb } from '../nativeDuckdb'
import { loadService, services } from './service'
import { runs } from '../../runs'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('what is behind batching figures', () => {
  it.each([
    ['comparison', batchingComparison, {}, ['deliveries', 'batches']],
    ['algorithms', batchingAlgorithms, {}, ['deliveries', 'batches', 'cancelled_batches']],
    ['routes by batch', batchingRoutes, { by: 'batch' }, ['batches']],
    ['routes', batchingRoutes, {}, ['batches']],
    [
      'drivers',
      batchingDrivers,
      { min_deliveries: 1 },
      ['deliveries', 'individual_deliveries', 'batched_deliveries', 'batches'],
    ],
    ['restaurants', batchingRestaurants, { min_orders: 1 }, ['orders', 'batched_orders']],
  ] as const)('lists as many rows as the figure says: %s', async (_name, analysis, more, columns) => {
    let cells = 0
    const dates = fc.constantFrom(null, '2024-06-03', '2024-06-04')
    await fc.assert(
      fc.asyncProperty(
        services,
        dates,
        dates,
        fc.constantFrom('auto', 'recorded', 'derived'),
        async (service, from, to, batches) => {
          await loadService(db, service)
          const parameters = { from, to, batches, ...more }
          cells += await expectDrills(db, analysis, parameters, await db.answer(analysis, parameters), columns)
        },
      ),
      { numRuns: runs(20) },
    )
    expect(cells).toBeGreaterThan(0)
  })
})
