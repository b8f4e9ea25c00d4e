import { describe, expect, it } from 'vitest'
import { computedIpc } from '../../src-renderer/query/analysis/computedResult'
import type { SequenceRequest } from '../../src-renderer/query/contract/plan'
import { Timelines } from '../../src-renderer/query/session/timelines'

const ROWS = [
  { user: 2, at: 20, place: 1, name: 'b', bought: true, amount: 2.5 },
  { user: 1, at: 30, place: 2, name: null, bought: false, amount: null },
  { user: 2, at: 10, place: 3, name: 'a', bought: null, amount: -1 },
  { user: 1, at: 30, place: 4, name: 'b', bought: true, amount: 0 },
]

function request(columns: SequenceRequest['columns'], from = 'log'): SequenceRequest {
  return { analysis: 'any', values: {}, from, where: 'TRUE', columns, rule: 'No rule.' }
}

/** Answers reads from ROWS, in an order that may change, and says what was read. */
function source(): { read: string[][]; rows: typeof ROWS; answer: Parameters<Timelines['get']>[2] } {
  const own = {
    read: [] as string[][],
    rows: [...ROWS],
    answer: (sql: string) => {
      const names = [...sql.matchAll(/AS timeline_(\w+)/g)].map((one) => one[1]!)
      own.read.push(names)
      const types = {
        user: 'integer',
        at: 'double',
        place: 'double',
        name: 'string',
        bought: 'boolean',
        amount: 'double',
      } as const
      const columns = names.map((name) => ({ name: `timeline_${name}`, type: types[name as keyof typeof types] }))
      const rows = own.rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [`timeline_${name}`, value])),
      )
      return Promise.resolve({ ipc: computedIpc(columns, rows), truncated: false })
    },
  }
  return own
}

const NAME = { name: { kind: 'text', sql: 'name' } } as const
const BOUGHT = { bought: { kind: 'flag', sql: 'bought' } } as const
const AMOUNT = { amount: { kind: 'number', sql: 'amount' } } as const

describe('timelines', () => {
  it('have their columns in order of user, time and place: texts as codes, flags 0 for NULL, numbers NaN', async () => {
    const timeline = (await new Timelines().get(request({ ...NAME, ...BOUGHT, ...AMOUNT }), '', source().answer))!
    expect([...timeline.keys]).toEqual([1, 2])
    expect([...timeline.starts]).toEqual([0, 2, 4])
    expect([...timeline.at]).toEqual([30, 30, 10, 20])
    const { codes, texts } = timeline.text('name')
    expect([...codes].map((code) => texts[code] ?? null)).toEqual([null, 'b', 'a', 'b'])
    expect([...timeline.flag('bought')]).toEqual([0, 1, 0, 1])
    expect([...timeline.number('amount')]).toEqual([NaN, 0, -1, 2.5])
    expect(() => timeline.flag('other')).toThrow('no column other')
  })

  it('keep what was made of columns, until these or what it is made by are others', async () => {
    const kept = new Timelines()
    let made = 0
    const ask = async (columns: SequenceRequest['columns'], id: string): Promise<readonly ArrayLike<number>[]> => {
      const timeline = (await kept.get(request(columns), '', source().answer))!
      return timeline.once(id, Object.keys(columns), () => {
        made += 1
        return Promise.resolve([Int32Array.of(made)])
      })
    }
    expect(await ask(NAME, 'a')).toEqual([Int32Array.of(1)])
    expect(await ask(NAME, 'a')).toEqual([Int32Array.of(1)])
    expect(await ask(NAME, 'b')).toEqual([Int32Array.of(2)])
    expect(await ask({ name: BOUGHT.bought }, 'a')).toEqual([Int32Array.of(3)])
    expect(await ask({ ...NAME, ...AMOUNT }, 'a')).toEqual([Int32Array.of(4)])
    kept.clear()
    expect(await ask(NAME, 'a')).toEqual([Int32Array.of(5)])
  })

  it('grow by a column without reading the others again', async () => {
    const timelines = new Timelines()
    const log = source()
    await timelines.get(request(NAME), '', log.answer)
    const grown = (await timelines.get(request({ ...NAME, ...AMOUNT }), '', log.answer))!
    expect([...grown.number('amount')]).toEqual([NaN, 0, -1, 2.5])
    await timelines.get(request(AMOUNT), '', log.answer)
    expect(log.read).toEqual([
      ['user', 'at', 'place', 'name'],
      ['place', 'amount'],
    ])
  })

  it('are read anew where a further column comes in another order', async () => {
    const timelines = new Timelines()
    const log = source()
    await timelines.get(request(NAME), '', log.answer)
    log.rows = ROWS.toReversed()
    const grown = (await timelines.get(request({ ...NAME, ...AMOUNT }), '', log.answer))!
    expect([...grown.number('amount')]).toEqual([NaN, 0, -1, 2.5])
    expect(log.read.at(-1)).toEqual(['user', 'at', 'place', 'name', 'amount'])
  })

  it('are of other events under another FROM or key, and are forgotten when data change', async () => {
    const timelines = new Timelines()
    const log = source()
    for (const [from, key] of [
      ['log', 'a'],
      ['log', 'b'],
      ['other', 'a'],
      ['log', 'a'],
    ] as const)
      await timelines.get(request(NAME, from), key, log.answer)
    expect(log.read).toHaveLength(3)
    timelines.clear()
    await timelines.get(request(NAME), 'a', log.answer)
    expect(log.read).toHaveLength(4)
  })

  it('are none where there are too many events, and are not tried again', async () => {
    const timelines = new Timelines()
    const log = source()
    const tooMany: typeof log.answer = async (sql, limit) => ({ ...(await log.answer(sql, limit)), truncated: true })
    expect(await timelines.get(request(NAME), '', tooMany)).toBeNull()
    expect(await timelines.get(request(NAME), '', tooMany)).toBeNull()
    expect(log.read).toHaveLength(1)
  })

  it('of no events are empty', async () => {
    const log = source()
    log.rows = []
    const timeline = (await new Timelines().get(request({ ...NAME, ...BOUGHT, ...AMOUNT }), '', log.answer))!
    expect([timeline.users, timeline.rows, timeline.text('name').texts]).toEqual([0, 0, []])
  })
})
