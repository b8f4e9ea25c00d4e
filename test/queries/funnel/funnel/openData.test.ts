import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnel } from '../../../../queries/funnel/funnel'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb } from '../../nativeDuckdb'

/** The reference figures that come with the open data; they were computed by other programs than Lathe. */
interface FunnelReference {
  readonly steps: readonly string[]
  readonly order: string
  readonly results: readonly {
    readonly window_seconds: number | null
    readonly steps: Readonly<Record<string, number>>
  }[]
}

const folder = 'samples/open-data'
const referenceOf = <T>(set: string): T => JSON.parse(readFileSync(`${folder}/${set}/REFERENCE.json`, 'utf8')) as T

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

async function usersOf(
  parameters: Readonly<Record<string, ParameterValue>>,
  source: string | null = null,
): Promise<readonly number[]> {
  return (await duck.answer(funnel, parameters, source)).map((row) => row['users'] as number)
}

function ties(reference: FunnelReference): string {
  return reference.order.includes('>=') ? 'any' : 'strict'
}

function windowOf(seconds: number | null): string {
  return seconds === null ? 'none' : `${seconds} seconds`
}

describe('ecom_clickstream', () => {
  const reference = referenceOf<{ funnel: readonly FunnelReference[]; session_funnel: { results: FunnelReference } }>(
    'ecom_clickstream',
  )
  beforeAll(async () => {
    await duck.loadSelects({
      ecom: `SELECT user_id, event AS event, timestamp AS ts, session_id, platform, acquisition_channel FROM read_csv('${folder}/ecom_clickstream/ecom.csv.gz')`,
    })
  })

  it.each(
    reference.funnel.flatMap((one) =>
      one.results.map((result) => ({ one, result, name: `${one.order}, window ${windowOf(result.window_seconds)}` })),
    ),
  )('$name', async ({ one, result }) => {
    expect(await usersOf({ steps: one.steps, ties: ties(one), window: windowOf(result.window_seconds) })).toEqual(
      Object.values(result.steps),
    )
  })

  it('shows the figures that are named in the description of the data', async () => {
    const steps = ['product_view', 'add_to_cart', 'cart', 'shipping_details', 'payment_details', 'purchase']
    expect(await usersOf({ steps, ties: 'strict', window: 'none' })).toEqual([598, 517, 429, 329, 222, 114])
    expect(await usersOf({ steps, ties: 'strict', window: '1 hour' })).toEqual([598, 480, 321, 166, 67, 15])
  })

  it("counts sessions by the log's session id", async () => {
    const { steps, results } = reference.session_funnel.results
    for (const result of results) {
      expect(await usersOf({ steps, ties: 'strict', per: 'session', window: windowOf(result.window_seconds) })).toEqual(
        Object.values(result.steps),
      )
      expect(
        await usersOf({ steps, ties: 'strict', per: 'session_id', window: windowOf(result.window_seconds) }),
      ).toEqual(Object.values(result.steps))
    }
  })

  it('breaks down into parts that add up to the whole', async () => {
    const steps = ['product_view', 'add_to_cart', 'purchase']
    const whole = await usersOf({ steps })
    const rows = await duck.answer(funnel, { steps, breakdown: 'platform' })
    expect(rows.length).toBeGreaterThan(steps.length)
    expect(
      steps.map((_, index) =>
        rows.filter((row) => row['step'] === index + 1).reduce((sum, row) => sum + (row['users'] as number), 0),
      ),
    ).toEqual(whole)
  })
})

describe('gamelaunch', () => {
  const reference = referenceOf<{ funnel: readonly FunnelReference[] }>('gamelaunch')
  beforeAll(async () => {
    await duck.loadSelects({
      games: `SELECT userid AS user_id, eventName AS event, eventDate::TIMESTAMP AS ts FROM read_csv('${folder}/gamelaunch/gamelaunch.csv')`,
    })
  })

  it.each(
    reference.funnel.flatMap((one) =>
      one.results.map((result) => ({ one, result, name: `${one.order}, window ${windowOf(result.window_seconds)}` })),
    ),
  )('$name', async ({ one, result }) => {
    expect(await usersOf({ steps: one.steps, ties: ties(one), window: windowOf(result.window_seconds) })).toEqual(
      Object.values(result.steps),
    )
  })
})

describe('funneljoin', () => {
  const table = (name: string): string =>
    `SELECT user_id::VARCHAR AS user_id, '${name}' AS event, timestamp::TIMESTAMP AS ts FROM read_csv('${folder}/funneljoin/${name}.csv')`
  beforeAll(async () => {
    await duck.loadSelects({ landed: table('landed'), registered: table('registered') })
  })

  it('joins the first landing with the first registration at or after it, over two tables', async () => {
    const reference = referenceOf<{ 'first-firstafter': readonly unknown[]; users_landed: number }>('funneljoin')
    expect(await usersOf({ steps: ['landed', 'registered'], ties: 'any', entry: 'first', window: 'none' })).toEqual([
      reference.users_landed,
      reference['first-firstafter'].length,
    ])
    expect(await usersOf({ steps: ['landed', 'registered'], ties: 'any', window: 'none' })).toEqual([7, 6])
    expect(await usersOf({ steps: ['landed', 'registered'], ties: 'strict', window: 'none' })).toEqual([7, 5])
  })

  it("joins first with first, with steps that are each user's first", async () => {
    const reference = referenceOf<{
      'first-first': readonly { user_id: number; landed: string; registered: string }[]
      users_landed: number
    }>('funneljoin')
    const parameters = {
      steps: [
        { event: 'landed', first: true },
        { event: 'registered', first: true },
      ],
      ties: 'any',
      window: 'none',
    }
    expect(await usersOf(parameters)).toEqual([reference.users_landed, reference['first-first'].length])
    const values = readParameters(funnel.parameters, parameters)
    const drill = funnel.drill!({ row: { step: 2 }, column: 'users' }, values, duck.catalog, null)!
    const listed = await duck.query(
      `SELECT users.user_id::INTEGER AS user_id, strftime(entered, '%Y-%m-%d') AS landed, strftime(entered + to_seconds(seconds_from_previous), '%Y-%m-%d') AS registered FROM (${drill.plan.sql}) JOIN users USING (user_key) ORDER BY 1`,
    )
    expect(listed).toEqual([...reference['first-first']].sort((a, b) => a.user_id - b.user_id))
  })
})
