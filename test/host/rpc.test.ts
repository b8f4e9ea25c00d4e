import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import {
  connect,
  plainError,
  revive,
  serve,
  Transferred,
  type Call,
  type Caller,
  type Handlers,
  type Port,
  type ServeOptions,
} from '../../src-renderer/host/rpc'
import { LatheError } from '../../src-renderer/model/error'

const open: MessageChannel[] = []
afterEach(() => {
  for (const channel of open.splice(0)) channel.port1.close()
})

/** The calls of these tests; a test serves those that it makes. */
interface TestCalls {
  readonly wait: Call<number, number>
  readonly known: Call<null, void>
  readonly bug: Call<null, void>
  readonly long: Call<null, void>
  readonly work: Call<number, Uint8Array, number>
}

function link(handlers: Partial<Handlers<TestCalls>>, options: ServeOptions<TestCalls> = {}): Caller<TestCalls> {
  const channel = new MessageChannel()
  open.push(channel)
  const [left, right] = [channel.port1, channel.port2] as unknown as [
    Port & { start(): void },
    Port & { start(): void },
  ]
  serve(right, handlers as Handlers<TestCalls>, options)
  const call = connect<TestCalls>(left)
  left.start()
  right.start()
  return call
}

describe('calls over a port', () => {
  it('answer, also out of order', async () => {
    const call = link({
      wait: async (ms) => {
        await new Promise((resolve) => {
          setTimeout(resolve, ms)
        })
        return ms
      },
    })
    expect(await Promise.all([call('wait', 30), call('wait', 1)])).toEqual([30, 1])
  })

  it('carry a LatheError whole, and other errors by name and message', async () => {
    const call = link({
      known: () =>
        Promise.reject(
          new LatheError(
            'not-found',
            'There is no table "x".',
            { what: 'table', name: 'x', candidates: ['y'] },
            { cause: new Error('deep') },
          ),
        ),
      bug: () => Promise.reject(new TypeError('x is undefined')),
    })
    const known: unknown = await call('known', null).catch((error: unknown) => error)
    expect(known).toBeInstanceOf(LatheError)
    expect(known).toMatchObject({
      code: 'not-found',
      message: 'There is no table "x".',
      payload: { what: 'table', name: 'x', candidates: ['y'] },
      cause: { message: 'deep' },
    })
    await expect(call('bug', null)).rejects.toMatchObject({ name: 'TypeError', message: 'x is undefined' })
    // Also one that every object has.
    for (const name of ['nothing', 'constructor'])
      await expect(call(name as 'bug', null)).rejects.toThrow(`No method ${name}`)
    // What a fault's report shows is where it happened, not where it was heard of.
    const bug = new TypeError('x is undefined')
    expect([
      revive(plainError(bug)).stack,
      revive({ name: 'Odd', message: 'm', stack: undefined }).name,
      plainError('text'),
    ]).toEqual([bug.stack, 'Odd', { name: 'Error', message: 'text', stack: undefined }])
    expect([
      revive({ name: 'AbortError', message: 'm', stack: '' }) instanceof DOMException,
      revive(plainError(new DOMException('m', 'AbortError'))).name,
    ]).toEqual([true, 'AbortError'])
  })

  it('are cancelled at once on this side, and told on the other', async () => {
    let told = false
    const call = link({
      long: async (_request, { signal }) => {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            told = true
            resolve()
          })
        })
      },
    })
    const controller = new AbortController()
    const work = call('long', null, { signal: controller.signal })
    controller.abort()
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => told).toBe(true)
    await expect(call('long', null, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('are told nothing once they are answered, whatever ends afterwards', async () => {
    const sent: unknown[] = []
    let hear: (event: MessageEvent) => void = () => undefined
    const call = connect<{ work: Call<null, number> }>({
      postMessage: (message) => {
        sent.push(message)
      },
      addEventListener: (_type, listener) => {
        hear = listener
      },
    })
    for (const [id, reply] of [
      [1, { value: 5 }],
      [2, { error: { name: 'Error', message: 'no', stack: undefined } }],
    ] as const) {
      const controller = new AbortController()
      const work = call('work', null, { signal: controller.signal }).catch((error: unknown) => (error as Error).message)
      hear(new MessageEvent('message', { data: { id, ...reply } }))
      expect(await work).toBe('value' in reply ? 5 : 'no')
      controller.abort()
    }
    expect(sent).toEqual([1, 2].map((id) => ({ id, method: 'work', arg: null })))
    // An answer that nobody waits for, and one that comes twice.
    expect(() => {
      for (const id of [1, 99]) hear(new MessageEvent('message', { data: { id, value: 0 } }))
    }).not.toThrow()
  })

  it('tell progress, and move buffers', async () => {
    const call = link({
      work: (size, { progress }) => {
        progress(1)
        progress(2)
        const bytes = new Uint8Array(size)
        return Promise.resolve(new Transferred(bytes, [bytes.buffer]))
      },
    })
    const seen: number[] = []
    const bytes = await call('work', 8, { onProgress: (value) => seen.push(value) })
    expect([bytes.byteLength, seen]).toEqual([8, [1, 2]])
  })

  it('are read before they are handled, where the other side is not trusted, and faults are told', async () => {
    const faults: unknown[] = []
    const call = link(
      { wait: (ms) => (ms === 2 ? Promise.reject(new Error('two')) : Promise.resolve(ms)) },
      {
        read: (method, request) => {
          if (typeof request !== 'number') throw new Error(`${method} takes a number`)
          return request + 1
        },
        onFault: (method, error) => faults.push([method, (error as Error).message]),
      },
    )
    expect(await call('wait', 4)).toBe(5)
    await expect(call('wait', 1)).rejects.toThrow('two')
    await expect(call('wait', 'x' as unknown as number)).rejects.toThrow('wait takes a number')
    await expect(call('bug', null)).rejects.toThrow('No method bug')
    expect(faults).toEqual([
      ['wait', 'two'],
      ['wait', 'wait takes a number'],
    ])
  })
})
