import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reconcile } from '../../../../queries/definitions/reconcile'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const on = (day: number, code: string | null, event = 'view', more: LogEvent['more'] = {}): LogEvent => ({
  user: 'a',
  event,
  ts: Date.UTC(2024, 4, day, 12) * 1000,
  more: { code, ...more },
})
const ASKED = { first: 'stream', second: 'batch', key: 'code' }
const answer = (asked: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> => db.answer(reconcile, asked)
const load = (stream: readonly LogEvent[], batch: readonly LogEvent[]) =>
  db.load([
    { name: 'stream', events: stream, more: { code: 'string', plan: 'string', size: 'integer' } },
    { name: 'batch', events: batch, more: { code: 'string', plan: 'string', size: 'double', extra: 'string' } },
  ])

describe('reconcile', () => {
  it('tells lost, repeated, changed and not yet reached events apart, worked by hand', async () => {
    await load(
      [
        on(1, '1', 'view', { plan: 'pro', size: 2 }),
        on(1, '1', 'view', { plan: 'pro', size: 2 }),
        on(1, '2', 'view', { plan: 'pro', size: 3 }),
        on(2, '4', 'paid'),
        on(2, null),
      ],
      [
        on(1, '1', 'view', { plan: 'pro', size: 2, extra: 'is not compared' }),
        on(1, '2', 'view', { plan: 'free', size: 3.5 }),
        on(1, '3'),
        on(3, '5', 'paid'),
      ],
    )
    const none = {
      in_both: 0,
      changed: 0,
      only_first: 0,
      only_second: 0,
      not_reached: 0,
      late_first: null,
      late_second: null,
      again_first: 0,
      again_second: 0,
    }
    expect(await answer(ASKED)).toEqual([
      {
        ...none,
        date: '2024-05-01',
        event: 'view',
        first_rows: 3,
        second_rows: 3,
        in_both: 2,
        changed: 1,
        only_second: 1,
        again_first: 1,
      },
      { ...none, date: '2024-05-02', event: 'paid', first_rows: 1, second_rows: 0, only_first: 1 },
      { ...none, date: '2024-05-03', event: 'paid', first_rows: 0, second_rows: 1, only_second: 1, not_reached: 1 },
    ])
    const [row] = await answer(ASKED)
    const changed = reconcile.drill!(
      { row: row!, column: 'changed' },
      readParameters(reconcile.parameters, ASKED),
      db.catalog,
      null,
    )
    expect(await db.run(changed!.plan)).toEqual([{ id: '2', first_rows: 1, second_rows: 1, differs_in: 'plan, size' }])
  })

  it('asks which logs and which id, and takes the only two there are', async () => {
    await load([on(1, '1')], [on(1, '1')])
    expect(await answer({ key: 'code' })).toMatchObject([{ in_both: 1, changed: 0 }])
    await expect(answer({})).rejects.toThrow('the logs have no event id')
    await expect(answer({ ...ASKED, second: 'stream' })).rejects.toThrow('choose another log than the first')
    await expect(answer({ ...ASKED, first: 'steam' })).rejects.toThrow('there is no log "steam"')
    await expect(answer({ ...ASKED, key: 'cod' })).rejects.toThrow('cod')
    await db.load({ name: 'log', events: [on(1, '1')] })
    await expect(answer(ASKED)).rejects.toThrow('two logs are compared')
  })
})
