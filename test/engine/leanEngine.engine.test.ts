import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { leanEngine, withoutUnusedExports } from '../../src-main/leanEngine'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'

// Engines of another file than those that tests share.
vi.unmock('../../src-renderer/engine/nodeWorker')

/** What goes through many parts of the engine: types, functions, joins, windows, sorts, errors. */
const STATEMENTS = [
  `SELECT g, s, count(*)::INTEGER AS n, count(DISTINCT i)::INTEGER AS d, median(i) AS m, quantile_cont(i, 0.9) AS q,
    approx_count_distinct(i)::INTEGER AS a, stddev(i) AS sd, string_agg(s, ',' ORDER BY i)[:20] AS t
    FROM (SELECT i, i % 7 AS g, 'x' || (i % 3) AS s FROM range(20000) t(i)) GROUP BY ALL ORDER BY ALL`,
  `SELECT i, lead(i, 2) OVER (PARTITION BY i % 5 ORDER BY -i) AS l, sum(i) OVER (ORDER BY i ROWS 3 PRECEDING)::DOUBLE AS w
    FROM range(100) t(i) ORDER BY i`,
  `SELECT regexp_replace('a1b22', '[0-9]+', '#', 'g') AS r, strftime(TIMESTAMP '2024-03-10 01:02:03.456', '%Y %j %a') AS f,
    date_trunc('week', DATE '2024-03-10') AS w, date_diff('day', DATE '2024-01-01', DATE '2024-03-10')::INTEGER AS dd,
    (170141183460469231731687303715884105727::HUGEINT)::VARCHAR AS h, (1.005::DECIMAL(20, 3) * 3)::VARCHAR AS c,
    list_sort([3, 1, 2])::VARCHAR AS li, {'a': [1, NULL]}::VARCHAR AS st, md5('x') AS md, hash('x')::VARCHAR AS ha,
    levenshtein('kitten', 'sitting')::INTEGER AS le, sqrt(2) AS sq, ln(3) AS ln, power(1.1, 30) AS po, 0.1 + 0.2::DOUBLE AS su`,
  `SELECT a.i, b.j FROM range(50) a(i) ASOF JOIN (SELECT range * 7 AS j FROM range(9)) b ON a.i >= b.j ORDER BY 1`,
  `WITH RECURSIVE f(n, v) AS (SELECT 1, 1::BIGINT UNION ALL SELECT n + 1, v * n FROM f WHERE n < 15) SELECT * FROM f`,
  `PIVOT (SELECT i % 3 AS a, i % 4 AS b, i FROM range(60) t(i)) ON b USING sum(i)::DOUBLE GROUP BY a ORDER BY a`,
  `SELECT * FROM given ORDER BY n DESC LIMIT 5`,
  `SELECT list(n ORDER BY n)[:3]::VARCHAR AS l FROM given SEMI JOIN range(10, 20) t(i) ON n = i`,
]
const REFUSED = [`SELECT 'x'::INTEGER`, 'SELECT nothing FROM given', 'SELEC 1', "SELECT error('no')"]

const folder = mkdtempSync(join(tmpdir(), 'lathe-lean-'))
const wasm = join(folder, 'duckdb-eh.wasm')
writeFileSync(wasm, leanEngine('duckdb-node-eh.worker.cjs'))
const lean = new Engine({ ...nodeAssets(), wasm })
const whole = new Engine(nodeAssets())
const insert = (engine: Engine): Promise<void> =>
  engine.insert(
    'given',
    new Uint8Array(tableToIPC(tableFromArrays({ n: Int32Array.from({ length: 5000 }, (_, i) => i) }), 'stream')),
  )

beforeAll(async () => {
  await Promise.all([insert(lean), insert(whole)])
})
afterAll(() => {
  lean.close()
  whole.close()
  rmSync(folder, { recursive: true })
})

describe('the engine without the exports that nothing asks for', () => {
  it('answers and refuses as the whole one does', async () => {
    for (const sql of STATEMENTS)
      expect(readArrowResult((await lean.query(sql)).ipc).rows(), sql).toEqual(
        readArrowResult((await whole.query(sql)).ipc).rows(),
      )
    for (const sql of REFUSED) {
      const refusal = await whole.query(sql).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Error)
      await expect(lean.query(sql), sql).rejects.toThrow((refusal as Error).message)
    }
    expect(lean.generation).toBe(1)
  })
})

/** A wasm file's sections, in their order. */
function sections(bytes: Uint8Array): readonly { readonly id: number; readonly body: Buffer }[] {
  const found = []
  let at = 8
  while (at < bytes.byteLength) {
    const id = bytes[at++]!
    let length = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++]!
      length += (byte & 127) * shift
      if (byte < 128) break
    }
    found.push({ id, body: Buffer.from(bytes.subarray(at, at + length)) })
    at += length
  }
  return found
}

it('differs from the whole engine in the list of exports alone, of which it has a part', async () => {
  const before = readFileSync(nodeAssets().wasm)
  for (const script of ['duckdb-browser-eh.worker.js', 'duckdb-node-eh.worker.cjs'] as const) {
    const after = leanEngine(script)
    const [left, right] = [sections(before), sections(after)]
    expect(right.map(({ id }) => id)).toEqual(left.map(({ id }) => id))
    for (const [at, { id, body }] of left.entries()) expect(body.equals(right[at]!.body) || id === 7).toBe(true)
    const [all, kept] = await Promise.all(
      [before, after].map(async (bytes) =>
        WebAssembly.Module.exports(await WebAssembly.compile(new Uint8Array(bytes))),
      ),
    )
    const kinds = new Map(all!.map(({ name, kind }) => [name, kind]))
    for (const { name, kind } of kept!) expect(kinds.get(name)).toBe(kind)
    expect(kept!.length).toBeLessThan(1000)
  }
})

it('keeps what the script names, what the file imports by the script, and what names are put together', () => {
  // (module (import "env" "f" (func)) and a function under six names)
  const name = (text: string): number[] => [text.length, ...Buffer.from(text)]
  const names = ['f', 'orig$f', 'used', 'dynCall_v', 'unused', 'unused_too']
  const exports = [names.length, ...names.flatMap((one) => [...name(one), 0, 1])]
  const section = (id: number, body: readonly number[]): number[] => [id, body.length, ...body]
  const bytes = Uint8Array.from([
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(2, [1, ...name('env'), ...name('f'), 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, exports),
    ...section(10, [1, 2, 0, 0x0b]),
  ])
  const lean = withoutUnusedExports(bytes, 'x._used(unused_to)')
  expect(WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(lean))).map((one) => one.name)).toEqual([
    'f',
    'orig$f',
    'used',
    'dynCall_v',
  ])
})
