// @vitest-environment happy-dom
// @vitest-environment-options {"url":"http://127.0.0.1:1/"}
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tableToIPC, tableFromArrays } from 'apache-arrow'
import { createWorkbench, type Lender } from '../../src-renderer/host/browserWorkbench'
import { fileSource } from '../../src-renderer/host/browser/places'
import { ownScript } from '../../src-renderer/host/browser/startWorker'
import { serve, type Call, type CallContext } from '../../src-renderer/host/rpc'
import { isLatheError, LatheError } from '../../src-renderer/model/error'

// The build makes scripts of these.
vi.mock('../../src-renderer/host/browser/engine.worker.ts?worker&url', () => ({
  default: '/assets/engine.worker-1.js',
}))
vi.mock('../../src-renderer/host/browser/ingest.worker.ts?worker&url', () => ({
  default: '/assets/ingest.worker-1.js',
}))

/** What happened, in order: calls of workers by their script, and what was lent. */
const log: string[] = []
const workers: FakeWorker[] = []
/** Whatever a worker may be asked: these tests are about what crosses, not about what it means. */
type AnyCalls = Readonly<Record<string, Call<never, unknown, unknown>>>
type AnyHandler = (request: never, context: CallContext<unknown>) => Promise<unknown>
let answers: Readonly<Record<string, AnyHandler>> = {}

/** A worker that answers as the test says, over the same calls as a real one. */
class FakeWorker extends EventTarget {
  readonly script: string
  readonly #inner = new EventTarget()
  isEnded = false

  constructor(url: string) {
    super()
    this.script = /engine|ingest/.exec(url)?.[0] ?? url
    workers.push(this)
    const port = {
      postMessage: (message: unknown) => {
        if (!this.isEnded)
          queueMicrotask(() => {
            this.dispatchEvent(new MessageEvent('message', { data: message }))
          })
      },
      addEventListener: (type: string, listener: (event: MessageEvent) => void) => {
        this.#inner.addEventListener(type, listener as EventListener)
      },
    }
    const logged =
      (method: string): AnyHandler =>
      async (arg, context) => {
        log.push(`${this.script} ${method} ${JSON.stringify(arg)}`)
        return answers[method]?.(arg, context) ?? null
      }
    serve<AnyCalls>(
      port,
      new Proxy<Readonly<Record<string, AnyHandler>>>(
        {},
        {
          get: (_target, method) => logged(String(method)),
          getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: logged }),
        },
      ),
    )
  }

  postMessage(message: unknown): void {
    queueMicrotask(() => {
      this.#inner.dispatchEvent(new MessageEvent('message', { data: message }))
    })
  }

  terminate(): void {
    this.isEnded = true
    log.push(`${this.script} ended`)
  }
}

const state = (id: string): unknown => ({
  info: { id, name: id, openedAt: '', rows: 0, tables: [] },
  catalog: {},
  sources: [],
  damage: [],
})
const lender: Lender = {
  portToMain: () => 'port' as unknown as MessagePort,
  lendWorkspaces: (ids) => {
    log.push(`lend ${ids.join(' ')}`)
    return Promise.resolve()
  },
  lendEntry: (id) => {
    log.push(`entry ${id}`)
    return Promise.resolve()
  },
}

beforeEach(() => {
  log.length = 0
  workers.length = 0
  answers = {
    open: (id: never) => Promise.resolve(state(id)),
    create: () => Promise.resolve(state('made')),
    refresh: () => Promise.resolve(state('made')),
  }
  vi.stubGlobal('Worker', FakeWorker)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** A commit of an import, as the worker that made it says. */
const STEP = { before: { tables: {}, sources: [], users: null }, from: 1, revision: 2 }

describe("the window's workbench", () => {
  it('lends a workspace before it is opened, both while it turns to another, and then that one alone', async () => {
    const bench = createWorkbench(lender)
    await bench.openWorkspace('a')
    expect(log).toEqual(['engine begin "port"', 'lend a', 'engine warmUp null', 'engine open "a"', 'lend a'])
    log.length = 0
    await bench.openWorkspace('b')
    expect(log).toEqual(['lend a b', 'engine open "b"', 'lend b'])
    log.length = 0
    expect((await bench.createWorkspace('made', { timezone: 'UTC', weekStart: 1 })).info.id).toBe('made')
    expect(log).toEqual(['engine create {"name":"made","timezone":"UTC","weekStart":1}', 'lend made'])
    log.length = 0
    await bench.removeWorkspace('b')
    await bench.restoreWorkspace('b')
    expect(log).toEqual(['entry b', 'engine remove "b"', 'entry b', 'engine restore "b"'])
  })

  it('turns to one workspace after the other, and stays lent to the one that is open where another cannot be opened', async () => {
    const bench = createWorkbench(lender)
    await bench.openWorkspace('a')
    log.length = 0
    answers = {
      ...answers,
      open: (id: never) =>
        id === 'gone'
          ? Promise.reject(new LatheError('not-found', 'It is gone.', { what: 'workspace', name: 'gone' }))
          : Promise.resolve(state(id)),
    }
    const failed = bench.openWorkspace('gone').catch((error: unknown) => isLatheError(error, 'not-found'))
    const opened = bench.openWorkspace('c')
    expect([await failed, (await opened).info.id]).toEqual([true, 'c'])
    expect(log).toEqual(['lend a gone', 'engine open "gone"', 'lend a', 'lend a c', 'engine open "c"', 'lend c'])
  })

  it('needs nobody to lend in a browser', async () => {
    const bench = createWorkbench()
    await bench.openWorkspace('a')
    await bench.removeWorkspace('a')
    expect(log).toEqual(['engine begin null', 'engine warmUp null', 'engine open "a"', 'engine remove "a"'])
  })

  it('imports into the open workspace in a worker of its own, which ends with the import, also where it fails', async () => {
    const bench = createWorkbench()
    const plan = { table: 't' } as never
    const { signal } = new AbortController()
    await expect(bench.ingest(plan, [], () => undefined, signal)).rejects.toMatchObject({ code: 'not-found' })
    await bench.openWorkspace('a')
    log.length = 0
    answers = {
      ...answers,
      ingest: (_request, { progress }) => {
        progress({ rows: 5 })
        return Promise.resolve({ report: { rows: 7 }, step: STEP })
      },
    }
    const told: unknown[] = []
    expect(
      await bench.ingest(
        plan,
        [{ name: 'f', bytes: 1, handle: 'h' }],
        (progress) => {
          told.push(progress)
        },
        signal,
      ),
    ).toEqual({ rows: 7 })
    expect(told).toEqual([{ rows: 5 }])
    expect(log).toEqual([
      'ingest begin null',
      'ingest ingest {"plan":{"table":"t"},"files":[{"handle":"h"}],"workspace":"a","replaces":false}',
      'ingest ended',
    ])
    answers = { ...answers, ingest: () => Promise.reject(new LatheError('bad-file', 'Bad.', { file: 'f' })) }
    await expect(bench.ingest(plan, [], () => undefined, signal)).rejects.toMatchObject({ code: 'bad-file' })
    expect(log.at(-1)).toBe('ingest ended')
    // What was imported is taken back once, by the worker that holds the workspace.
    answers = { ...answers, takeBack: () => Promise.resolve({ info: { id: 'a' } }) }
    await bench.takeBackImports(1)
    expect(log.at(-1)).toBe(`engine takeBack ${JSON.stringify(STEP)}`)
    await expect(bench.takeBackImports(1)).rejects.toMatchObject({ code: 'workspace-changed' })
    expect(workers.filter((worker) => worker.script === 'ingest')).toHaveLength(2)
  })

  it('looks at followed files in one worker that stays, also for their first import, which can be taken back', async () => {
    const bench = createWorkbench()
    await bench.openWorkspace('a')
    log.length = 0
    const { signal } = new AbortController()
    const look = { restarted: null, isThere: true, bytes: 9, newColumns: [] }
    let found: unknown = { ...look, report: { rows: 2 }, hasCommitted: true, step: STEP }
    const state = (): Promise<unknown> => Promise.resolve({ info: { id: 'a' } })
    answers = { ...answers, look: () => Promise.resolve(found), takeBack: state, refresh: state }
    const begin = (): Promise<unknown> =>
      bench.ingest({ table: 't' } as never, [{ name: 'f', bytes: 1, handle: 'h' }], () => undefined, signal, {
        follows: { id: '1', handle: 'lasting' },
      })
    expect(await begin()).toEqual({ rows: 2 })
    await bench.look({ id: '1', name: 'f', table: 't' } as never, 'lasting', signal)
    const asked = '"id":"1","handle":"lasting","workspace":"a","name":"f","table":"t"'
    expect(log.slice(0, 2)).toEqual(['ingest begin null', `ingest look {${asked},"plan":{"table":"t"}}`])
    expect(JSON.parse(log[2]!.slice('ingest look '.length))).toMatchObject({ plan: null, waitMs: 0, table: 't' })
    // A first look that brought nothing leaves nothing to take back, and no other import is.
    found = { ...look, report: { rows: 0 }, hasCommitted: false, step: null }
    await begin()
    await bench.takeBackImports(1)
    expect(log.at(-1)).toBe('engine refresh null')
    await bench.takeBackImports(1)
    expect(log.at(-1)).toBe(`engine takeBack ${JSON.stringify(STEP)}`)
    bench.endLooks()
    expect(log.filter((entry) => entry === 'ingest ended')).toHaveLength(1)
  })

  it('reads what is missing again in such a worker too', async () => {
    const bench = createWorkbench()
    const { signal } = new AbortController()
    await expect(bench.restoreMissing([], signal)).rejects.toMatchObject({ code: 'not-found' })
    await bench.openWorkspace('a')
    log.length = 0
    answers = { ...answers, restoreMissing: () => Promise.resolve({ restored: [] }) }
    expect(await bench.restoreMissing([{ name: 'f', bytes: 1, handle: 'h' }], signal)).toEqual({ restored: [] })
    expect(log).toEqual([
      'ingest begin null',
      'ingest restoreMissing {"files":[{"handle":"h"}],"workspace":"a"}',
      'ingest ended',
    ])
  })

  it('passes on what is asked, and gives what is answered', async () => {
    const bench = createWorkbench()
    await bench.openWorkspace('a')
    log.length = 0
    const { signal } = new AbortController(),
      rule = { did: 'pay' } as const
    answers = new Proxy(answers, {
      get: (known, method: string) => known[method] ?? (() => Promise.resolve(`of ${method}`)),
    })
    const given = [
      await bench.listWorkspaces(),
      await bench.listQueries(),
      await bench.saveQuery('q', 'SELECT 1'),
      await bench.removeQuery('q'),
      await bench.listSegments(),
      await bench.saveSegment('s', { about: '', rule }),
      await bench.removeSegment('s'),
      await bench.listAnnotations(),
      await bench.saveAnnotations([]),
      await bench.readChecks(),
      await bench.readModelText(),
      await bench.inspect({ name: 'f', bytes: 1, handle: 'h' }, { format: 'csv' }),
      await bench.export({ sql: 'SELECT 1' }, 'csv', { safe: true, signal }),
    ]
    expect(given).toEqual(
      [
        'list',
        'listQueries',
        'saveQuery',
        'removeQuery',
        'listSegments',
        'saveSegment',
        'removeSegment',
        'listAnnotations',
        'saveAnnotations',
        'readChecks',
        'readModelText',
        'inspect',
        'export',
      ].map((method) => `of ${method}`),
    )
    expect(log.filter((line) => !line.includes(' begin '))).toEqual([
      'engine list null',
      'engine listQueries null',
      'engine saveQuery {"name":"q","text":"SELECT 1"}',
      'engine removeQuery "q"',
      'engine listSegments null',
      'engine saveSegment {"name":"s","segment":{"about":"","rule":{"did":"pay"}}}',
      'engine removeSegment "s"',
      'engine listAnnotations null',
      'engine saveAnnotations []',
      'engine readChecks null',
      'engine readModelText null',
      'ingest inspect {"file":{"handle":"h"},"options":{"format":"csv"}}',
      'engine export {"plan":{"sql":"SELECT 1"},"format":"csv","safe":true}',
    ])
    expect((await bench.refresh()).info.id).toBe('made')
  })

  it('tells of a worker that dies, starts another, and opens there what was open', async () => {
    const bench = createWorkbench(lender)
    await bench.openWorkspace('a')
    answers = { ...answers, run: () => new Promise(() => undefined) }
    const { signal } = new AbortController()
    const waiting = bench.run({ sql: 'SELECT 1' }, { signal })
    await vi.waitFor(() => {
      expect(log.at(-1)).toContain('engine run')
    })
    const event = new Event('error', { cancelable: true })
    workers[0]!.dispatchEvent(Object.assign(event, { message: 'boom' }))
    await expect(waiting).rejects.toMatchObject({ code: 'engine-crashed', payload: { detail: 'boom' } })
    expect([event.defaultPrevented, workers[0]!.isEnded]).toEqual([true, true])
    log.length = 0
    const ipc = tableToIPC(tableFromArrays({ n: Int32Array.from([1, 2, 3]) }))
    answers = {
      ...answers,
      run: () =>
        Promise.resolve({
          ipc,
          rowCount: 3,
          elapsedMs: 5,
          sql: 's',
          shellSql: 'x',
          rowsRead: 9,
          filesRead: { read: 1, of: 3 },
          truncated: true,
          tables: [],
          notes: [],
        }),
    }
    const { table, ...rest } = await bench.run({ sql: 'SELECT 1' }, { limit: 2, signal })
    expect(log).toEqual(['engine begin "port"', 'engine open "a"', 'engine run {"plan":{"sql":"SELECT 1"},"limit":2}'])
    expect([table.rows(), rest]).toEqual([
      [{ n: 1 }, { n: 2 }],
      {
        elapsedMs: 5,
        sql: 's',
        shellSql: 'x',
        rowsRead: 9,
        filesRead: { read: 1, of: 3 },
        truncated: true,
        tables: [],
        notes: [],
      },
    ])
  })
})

describe("a worker's script", () => {
  it("is one of the window's own", () => {
    const base = 'app://lathe/assets/index.js'
    expect(ownScript('engine.worker-1.js', base)).toBe('app://lathe/assets/engine.worker-1.js')
    expect(ownScript('http://127.0.0.1:1/assets/x.js', 'http://127.0.0.1:1/#/sql')).toBe(
      'http://127.0.0.1:1/assets/x.js',
    )
    for (const url of [
      'https://example.com/x.js',
      'app://other/x.js',
      'http://lathe/x.js',
      '//other/x.js',
      'blob:app://lathe/1.js',
      'data:text/javascript,1.js',
      'x.html',
      'x.csv',
      'javascript:1.js',
      'a%2fx.js',
      'app://lathe:1/x.js',
    ]) {
      expect(() => ownScript(url, base), url).toThrow(TypeError)
    }
  })
})

describe('a file that the window holds', () => {
  it('is read in pieces, and says what to do where it changed since it was chosen', async () => {
    const bytes = new Uint8Array(2 ** 20 + 5).map((_, at) => at & 255)
    const source = fileSource(new File([bytes], 'log.csv'))
    const pieces: number[] = []
    let last = -1
    for await (const piece of source.open()) {
      pieces.push(piece.length)
      last = piece.at(-1)!
    }
    expect([source.name, source.size, pieces, last]).toEqual(['log.csv', bytes.length, [2 ** 20, 5], 4])
    const changed = Object.assign(new File(['x'], 'log.csv'), {
      slice: () => ({
        arrayBuffer: () => Promise.reject(new DOMException('The requested file could not be read', 'NotReadableError')),
      }),
    })
    await expect(
      (async () => {
        for await (const piece of fileSource(changed).open()) expect(piece).toBeDefined()
      })(),
    ).rejects.toMatchObject({
      code: 'bad-file',
      message:
        'log.csv changed since it was chosen, or cannot be read; choose it again, or a copy where something still ' +
        'writes to it.',
    })
  })
})
