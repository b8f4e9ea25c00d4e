import { afterAll, describe, expect, it, vi } from 'vitest'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import type { startNodeWorker } from '../../src-renderer/engine/nodeWorker'
import { isLatheError } from '../../src-renderer/model/error'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'

// Engines that are ended and started anew: real ones.
vi.unmock('../../src-renderer/engine/nodeWorker')

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

async function rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return readArrowResult((await engine.query(sql)).ipc).rows()
}

/** Keeps one thread busy for minutes, in many small steps. */
const LONG = 'SELECT count(*)::INTEGER AS n FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3'

describe('the engine', () => {
  it('never looks for extensions on the network', async () => {
    expect(
      await rows(
        "SELECT current_setting('autoinstall_known_extensions') AS a, " +
          "current_setting('autoload_known_extensions') AS b",
      ),
    ).toEqual([{ a: false, b: false }])
    await expect(engine.query("SELECT * FROM read_parquet('x.parquet')")).rejects.toMatchObject({ code: 'bad-sql' })
  })

  it('keeps what is loaded in a compressed in-memory database', async () => {
    expect(await rows('SELECT current_database() AS name')).toEqual([{ name: 'lathe' }])
  })

  it('gives every type back exactly: large integers, decimals, microseconds, dates, lists, enums, nulls', async () => {
    const [row] = await rows(
      `SELECT 9007199254740993::BIGINT AS big, 12::BIGINT AS small, sum(x) AS huge, 12.345::DECIMAL(9,3) AS dec, -0.05::DECIMAL(9,2) AS neg,
      TIMESTAMP '2024-03-10 01:02:03.456789' AS ts, DATE '2024-03-10' AS d, [1,2] AS list, {'a': 1} AS st, 'b'::ENUM('a','b') AS e, NULL::INTEGER AS nothing, true AS yes, 1.5::DOUBLE AS f
      FROM (SELECT unnest([1,2]) AS x) GROUP BY ALL`.replace(' GROUP BY ALL', ''),
    )
    expect(row).toEqual({
      big: 9007199254740993n,
      small: 12,
      huge: 3,
      dec: 12.345,
      neg: -0.05,
      ts: Date.UTC(2024, 2, 10, 1, 2, 3) * 1000 + 456789,
      d: '2024-03-10',
      list: '[1,2]',
      st: '{"a":1}',
      e: 'b',
      nothing: null,
      yes: true,
      f: 1.5,
    })
  })

  it('streams many batches and counts the rows beyond a limit', async () => {
    const answer = await engine.query('SELECT range AS n FROM range(100000)', { limitRows: 5000 })
    expect(answer.rowCount).toBe(100_000)
    const table = readArrowResult(answer.ipc, 5000)
    expect(table.rowCount).toBe(5000)
    expect([table.value(0, 'n'), table.value(2048, 'n'), table.value(4999, 'n')]).toEqual([0, 2048, 4999])
  })

  it('cancels what would run for hours and goes on working with what is loaded', async () => {
    await engine.execute(['CREATE OR REPLACE TABLE kept AS SELECT 42 AS n'])
    for (let round = 0; round < 3; round++) {
      const controller = new AbortController()
      const query = engine.query(LONG, { signal: controller.signal })
      await new Promise((resolve) => {
        setTimeout(resolve, 300)
      })
      controller.abort()
      await expect(query).rejects.toMatchObject({ name: 'AbortError' })
    }
    expect(await rows('SELECT n FROM kept')).toEqual([{ n: 42 }])
  })

  it('ends a worker that does not stop when asked, and starts anew', async () => {
    const own = new Engine(nodeAssets())
    await own.start()
    await own.execute(['CREATE TABLE of_the_first AS SELECT 42 AS n'])
    const controller = new AbortController()
    // One call into one function: DuckDB cannot be interrupted in it.
    const query = own.query(
      "SELECT length(repeat('a', 400000000)) + length(replace(repeat('ab', 200000000), 'ab', 'ba')) AS n",
      { signal: controller.signal },
    )
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
    controller.abort()
    await expect(query).rejects.toMatchObject({ name: 'AbortError' })
    expect(readArrowResult((await own.query('SELECT 1 AS n')).ipc).rows()).toEqual([{ n: 1 }])
    // Another worker answers: had the first one been waited for, its table would still be there.
    await expect(own.query('FROM of_the_first')).rejects.toThrow('of_the_first does not exist')
    own.close()
  })

  it('says what is wrong with SQL, and where', async () => {
    const error: unknown = await engine.query('SELECT 1 AS a,\n  nothing AS b').catch((reason: unknown) => reason)
    expect(isLatheError(error, 'bad-sql')).toBe(true)
    if (isLatheError(error, 'bad-sql')) {
      expect(error.message).toContain('nothing')
      expect(error.payload.position).toBe(17)
    }
    expect(await rows('SELECT 7 AS n')).toEqual([{ n: 7 }])
  })

  it('recovers from a poisoned insert: bytes that are no Arrow stream', async () => {
    await engine.insert('broken', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])).catch(() => undefined)
    await engine.insert(
      'fine',
      tableToIPC(tableFromArrays({ n: Int32Array.of(1, 2, 3) }), 'stream') as Uint8Array<ArrayBuffer>,
    )
    expect(await rows('SELECT sum(n)::INTEGER AS n FROM fine')).toEqual([{ n: 6 }])
  })

  it('is rebuilt when its worker dies under a query', async () => {
    let worker: ReturnType<typeof startNodeWorker> | undefined
    const assets = nodeAssets()
    const own = new Engine({
      ...assets,
      startWorker: () => {
        worker = assets.startWorker()
        return worker
      },
    })
    await own.start()
    expect(own.generation).toBe(1)
    const query = own.query(LONG)
    await new Promise((resolve) => {
      setTimeout(resolve, 200)
    })
    worker!.terminate()
    await expect(query).rejects.toMatchObject({ code: 'engine-crashed' })
    expect(readArrowResult((await own.query('SELECT 5 AS n')).ipc).rows()).toEqual([{ n: 5 }])
    expect(own.generation).toBe(2)
    own.close()
  })

  it('forgets its tables for another workspace, and keeps running and refusing', async () => {
    let started = 0
    const assets = nodeAssets()
    const own = new Engine({ ...assets, startWorker: () => (started++, assets.startWorker()) })
    const { generation } = await own.start().then(() => own)
    await own.execute([
      'CREATE SCHEMA stored',
      'CREATE TABLE stored.log AS SELECT 1 AS n',
      'CREATE VIEW log AS FROM stored.log',
    ])
    await own.clear()
    expect([own.generation, started]).toEqual([generation + 1, 1])
    await expect(own.query('FROM log')).rejects.toMatchObject({ code: 'bad-sql' })
    await own.execute(['CREATE SCHEMA stored', 'CREATE TABLE stored.log AS SELECT 2 AS n'])
    expect(readArrowResult((await own.query('FROM stored.log')).ipc).rows()).toEqual([{ n: 2 }])
    await expect(own.query("FROM read_csv('/etc/passwd')")).rejects.toMatchObject({ code: 'bad-sql' })
    await expect(own.query("SET memory_limit = '1GB'")).rejects.toMatchObject({ code: 'bad-sql' })
    own.close()
  })

  it('ends the worker instead where it is at work', async () => {
    const own = new Engine(nodeAssets())
    await own.start()
    const query = own.query(LONG)
    const failed = expect(query).rejects.toMatchObject({ code: 'engine-crashed' })
    await new Promise((resolve) => {
      setTimeout(resolve, 200)
    })
    await own.clear()
    expect(readArrowResult((await own.query('SELECT 5 AS n')).ipc).rows()).toEqual([{ n: 5 }])
    await failed
    own.close()
  })

  it('ends the worker instead where it held much memory', async () => {
    let started = 0
    const assets = nodeAssets()
    const own = new Engine({ ...assets, startWorker: () => (started++, assets.startWorker()) })
    await own.execute(['CREATE TABLE many AS SELECT hash(range) AS n FROM range(40_000_000)'])
    await own.clear()
    expect(readArrowResult((await own.query('SELECT 5 AS n')).ipc).rows()).toEqual([{ n: 5 }])
    expect([own.generation, started]).toEqual([2, 2])
    own.close()
  })

  it('gives up when it does not start in time', async () => {
    const own = new Engine(
      {
        ...nodeAssets(),
        startWorker: () => ({
          postMessage: () => undefined,
          addEventListener: () => undefined,
          removeEventListener: () => undefined,
          terminate: () => undefined,
        }),
      },
      { startTimeoutMs: 200 },
    )
    await expect(own.query('SELECT 1')).rejects.toMatchObject({ code: 'engine-start' })
  })

  it('reports memory that runs out and lives on', async () => {
    const own = new Engine(nodeAssets(), { memoryLimit: '50MB' })
    await expect(
      own.query('SELECT count(DISTINCT (range * 7919)::VARCHAR)::INTEGER AS n FROM range(5000000)'),
    ).rejects.toMatchObject({ code: 'engine-memory' })
    expect(readArrowResult((await own.query('SELECT 5 AS n')).ipc).rows()).toEqual([{ n: 5 }])
    own.close()
  })
})
