import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { required } from '../../../src-renderer/base/required'
import { Engine } from '../../../src-renderer/engine/engine'
import { nodeAssets } from '../../../src-renderer/engine/nodeAssets'
import { runPlan } from '../../../src-renderer/host/runPlan'
import type { Cell } from '../../../src-renderer/ingest/contract'
import { readDataModel } from '../../../src-renderer/model/readDataModel'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { readArrowResult } from '../../../src-renderer/query/session/arrowResult'
import { catalogOf } from '../../../src-renderer/query/session/catalog'
import { Session } from '../../../src-renderer/query/session/session'
import { MemoryFiles } from '../../../src-renderer/store/memoryFiles'
import { Workspace } from '../../../src-renderer/store/workspace'
import { importRows } from '../../query/smallLog'

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
let workspace: Workspace
const plain = { kind: 'table', mapping: {} } as const

/** Driver 1 (Bern) carries deliveries a and b at once, driver 2 (Rome) c, driver 9, whom no table knows, d. */
const DELIVERIES: readonly (readonly Cell[])[] = [
  ['a', '1', '2024-06-03T12:00:00Z', '2024-06-03T12:30:00Z', '3'],
  ['b', '1', '2024-06-03T12:10:00Z', '2024-06-03T12:50:00Z', '1'],
  ['c', '2', '2024-06-03T13:00:00Z', '2024-06-03T13:20:00Z', '2'],
  ['d', '9', '2024-06-04T13:00:00Z', '2024-06-04T13:30:00Z', '5'],
]

beforeAll(async () => {
  workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1 })
  await importRows(
    workspace,
    'deliveries.csv',
    DELIVERIES,
    {
      ...plain,
      table: 'deliveries',
      types: {
        delivery_id: 'string',
        driver_id: 'integer',
        picked_up_at: 'timestamp',
        delivered_at: 'timestamp',
        items: 'integer',
      },
    },
    ['delivery_id', 'driver_id', 'picked_up_at', 'delivered_at', 'items'],
  )
  await importRows(
    workspace,
    'staff.csv',
    [
      ['1', 'Bern'],
      ['2', 'Rome'],
    ],
    { ...plain, table: 'staff', types: { driver_id: 'integer', city: 'string' } },
    ['driver_id', 'city'],
  )
})
afterAll(() => {
  engine.close()
})

const { model } = readDataModel(
  JSON.stringify({
    relations: [{ from: 'deliveries.driver_id', to: 'staff.driver_id' }],
    columns: [{ name: 'is_large', table: 'deliveries', type: 'boolean', sql: 'items >= 3' }],
  }),
)

async function ask(name: string, given: ParameterValues): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const analysis = required(analyses.find((one) => one.name === name))
  const plan = analysis.plan(readParameters(analysis.parameters, given), catalogOf(workspace.manifest, model), null)
  const session = new Session(workspace, engine, () => Promise.resolve(model))
  return readArrowResult((await runPlan(session, plan)).ipc).rows()
}

describe('columns of the model in analyses of deliveries', () => {
  it('divide deliveries and batches, those without a partner under none', async () => {
    const kinds = await ask('batching-comparison', { breakdown: ['staff.city', 'is_large'] })
    expect(kinds.map((row) => [row['staff.city'], row['is_large'], row['delivery_type'], row['deliveries']])).toEqual([
      ['Bern', 'false', 'batched', 1],
      ['Bern', 'true', 'batched', 1],
      ['Rome', 'false', 'individual', 1],
      [null, 'true', 'individual', 1],
    ])
    const batches = await ask('batching-batches', { breakdown: ['is_large'] })
    expect(batches.map((row) => [row['is_large'], row['batch_id'], row['deliveries']])).toEqual([
      ['true', 'driver 1, trip 1', 2],
    ])
  })

  it('filter without taking batches apart', async () => {
    const small = await ask('batching-deliveries', { filter: [{ column: 'is_large', op: '=', value: false }] })
    expect(small.map((row) => [row['delivery_id'], row['delivery_type']])).toEqual([
      ['b', 'batched'],
      ['c', 'individual'],
    ])
    const rome = await ask('batching-comparison', { filter: [{ column: 'staff.city', op: '=', value: 'Rome' }] })
    expect(rome.map((row) => [row['delivery_type'], row['deliveries'], row['mean_minutes']])).toEqual([
      ['individual', 1, 20],
    ])
  })

  it('stand beside what Lathe knows of each delivery', async () => {
    const days = await ask('batching-comparison', { breakdown: ['weekday', 'day_part'], breakdown_limit: 1 })
    expect(days.map((row) => [row['weekday'], row['day_part'], row['delivery_type'], row['deliveries']])).toEqual([
      ['1', 'afternoon', 'batched', 2],
      ['1', 'afternoon', 'individual', 1],
      ['Other', 'Other', 'individual', 1],
    ])
  })
})
