import { describe, expect, it } from 'vitest'
import type { Cell, RowBatch } from '../../src-renderer/ingest/contract'
import { IdSet } from '../../src-renderer/ingest/rows/dedupe'
import { importBatches } from '../../src-renderer/ingest/importBatches'
import type { BatchSource } from '../../src-renderer/ingest/importBatches'
import { freshWorkspace, planOf } from './importLog'

const EVENTS = ['open', 'view', 'like', 'share', 'comment', 'follow', 'close', 'purchase']
const BLOCK_ROWS = 2000

/** NDJSON blocks of a plain event log: 20,000 users, eight events, two weeks, in the order of time. */
function generateBlocks(rows: number): string[] {
  const blocks: string[] = []
  let [state, time] = [12345, Date.parse('2024-03-01T00:00:00Z')]
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const stepMs = (14 * 86_400_000) / rows
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const lines: string[] = []
    for (let i = from; i < Math.min(rows, from + BLOCK_ROWS); i++) {
      time += stepMs
      lines.push(
        `{"user_id":"user-${next(20_000)}","event":"${EVENTS[next(8)]!}","ts":"${new Date(time).toISOString()}","platform":"${next(3) === 0 ? 'ios' : 'web'}","item":${next(5000)},"score":${next(1000) / 8}}`,
      )
    }
    blocks.push(lines.join('\n'))
  }
  return blocks
}

/** Reads a block as one JSON array, into columns: what the ndjson reader does, without its care for bad lines. */
function parseBlock(block: string, firstLine: number): RowBatch {
  const objects = JSON.parse(`[${block.replaceAll('\n', ',')}]`) as Record<string, Cell>[]
  const names = Object.keys(objects[0]!)
  const cells = names.map((name) => objects.map((object) => object[name] ?? null))
  return {
    count: objects.length,
    names,
    cells,
    lines: Uint32Array.from(objects, (_, i) => firstLine + i),
    rejects: [],
    bytesRead: 0,
  }
}

describe('the speed of an import', () => {
  it('of a plain event log, parsing included, is in no danger of being slow', async () => {
    const rows = Number(process.env.LATHE_SPEED_ROWS ?? 100_000)
    const blocks = generateBlocks(rows)
    const workspace = await freshWorkspace('Europe/Berlin')
    let parseMs = 0
    const source: BatchSource = {
      name: 'speed',
      size: null,
      async *read() {
        for (const [index, block] of blocks.entries()) {
          const startedMs = performance.now()
          const batch = parseBlock(block, index * BLOCK_ROWS + 1)
          parseMs += performance.now() - startedMs
          yield await Promise.resolve(batch)
        }
      },
    }
    const types = { platform: 'string', item: 'integer', score: 'double' } as const
    const startedMs = performance.now()
    const startedCpu = process.cpuUsage()
    const report = await importBatches(
      planOf({ mapping: { user: 'user_id', event: 'event', time: 'ts' }, timeFormat: 'iso', types }),
      [source],
      workspace,
    )
    const elapsedMs = performance.now() - startedMs
    const used = process.cpuUsage(startedCpu)
    const cpuMs = (used.user + used.system) / 1000
    expect(report).toMatchObject({ rows, rejected: 0, partitions: 15 })
    const perSecond = Math.round(rows / (cpuMs / 1000))
    console.info(
      `${rows} rows in ${Math.round(elapsedMs)} ms (${perSecond} rows for each second of processor time), of ` +
        `which parsing JSON ${Math.round(parseMs)} ms`,
    )
    // Processor time, not the clock, and far below what is usual: a busy machine passes, a loop gone quadratic does
    // not.
    expect(perSecond).toBeGreaterThan(50_000)
  })

  it('of event ids is in no danger of being slow', () => {
    const count = Number(process.env.LATHE_SPEED_ROWS ?? 100_000)
    const ids = new IdSet()
    const startedMs = performance.now()
    for (let i = 0; i < count; i++) ids.add(`2f1c7d3e-9a54-4b6e-8c1f-${String(i).padStart(12, '0')}`)
    const elapsedMs = performance.now() - startedMs
    console.info(`${count} ids in ${Math.round(elapsedMs)} ms, ${Math.round(ids.bytes / 2 ** 20)} MB`)
    expect(ids.count).toBe(count)
    expect(count / (elapsedMs / 1000)).toBeGreaterThan(30_000)
  })
})
