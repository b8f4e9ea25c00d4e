import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FORMATS } from '../../src-renderer/ingest/formats/index'
import { runs } from '../runs'
import { buildFuzzer } from './build.mjs'

const INPUTS = runs(5_000)
const folder = mkdtempSync(join(tmpdir(), 'lathe-fuzz-watch-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
/** `npm run fuzz` tries others. */
const SEED = 20_261_127

describe('damaged files', () => {
  it(`end in rows, rejects or a clear error: ${INPUTS} of them, in every format`, async () => {
    const { fuzzReaders, script } = await buildFuzzer('fuzz-test')
    const counts = await fuzzReaders(script, { seed: SEED, from: 0, to: INPUTS }, { mostFaults: 3 })
    expect(counts.faults).toEqual([])
    expect(counts.next).toBe(INPUTS)
    // Faults that all end at the first byte would try nothing: good parts of most files are read.
    expect(counts.rows).toBeGreaterThan(INPUTS)
    for (const format of [...FORMATS.map(({ name }) => name), 'import'])
      expect(counts.endings[`${format}: read`], format).toBeGreaterThan(INPUTS / 2000)
    for (const format of ['csv', 'ndjson', 'arrow', 'parquet'])
      expect(counts.endings[`${format}: bad-file`], format).toBeGreaterThan(INPUTS / 2000)
  })

  it('are found out when they hang, kill the process, or are waited for in vain', async () => {
    const script = join(folder, 'child.mjs')
    writeFileSync(
      script,
      `import { writeSync } from 'node:fs'
      process.once('message', ({ from, to }) => {
        for (let next = from; next < to; next++) {
          writeSync(3, String(next).padStart(12), 0)
          if (next === 2) for (;;);
          if (next === 5) process.abort()
          if (next === 6) return
        }
        process.send({ next: to, rows: 1, rejects: 0, endings: {}, faults: [], mostGrowthMb: 0 }, () => process.exit(0))
      })`,
    )
    const { fuzzReaders } = await buildFuzzer('fuzz-watch')
    const counts = await fuzzReaders(script, { seed: 1, from: 0, to: 10 }, { hangMs: 1000 })
    expect(counts.faults.map(({ input, message }) => [input, message.replace(/:[\s\S]*/, '')])).toEqual([
      [2, 'it hangs'],
      [5, 'the process died (SIGABRT)'],
      [6, 'what it waits for never comes'],
    ])
    expect([counts.next, counts.rows]).toEqual([10, 1])
  })
})
