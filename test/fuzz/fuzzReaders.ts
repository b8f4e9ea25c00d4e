import { fork } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FuzzCounts, FuzzFault, FuzzOrder } from './fuzzChild'

export interface FuzzOptions {
  /** An input that is read for longer than this hangs; it takes a millisecond. */
  readonly hangMs?: number
  /** The run ends at so many faults. */
  readonly mostFaults?: number
  /** Told of each fault when it is found. */
  readonly onFault?: (fault: FuzzFault) => void
}

const LOOK_MS = 500

/**
 * Reads the inputs [from, to) of a seed in processes of their own, one after the other. A process that stays at one
 * input is killed; that one, and an input at which the process dies or waits for what never comes, is a fault like any
 * other, and the run goes on behind it. `script` is the built fuzzChild.
 */
export async function fuzzReaders(
  script: string,
  { seed, from, to }: FuzzOrder,
  { hangMs = 60_000, mostFaults = 20, onFault }: FuzzOptions = {},
): Promise<FuzzCounts> {
  const all: FuzzCounts = { next: from, rows: 0, rejects: 0, endings: {}, faults: [], mostGrowthMb: 0 }
  while (all.next < to && all.faults.length < mostFaults) {
    const part = await runChild(script, { seed, from: all.next, to }, hangMs)
    all.next = part.next + part.faults.length
    all.rows += part.rows
    all.rejects += part.rejects
    for (const [ending, times] of Object.entries(part.endings)) all.endings[ending] = (all.endings[ending] ?? 0) + times
    all.faults.push(...part.faults)
    for (const fault of part.faults) onFault?.(fault)
    all.mostGrowthMb = Math.max(all.mostGrowthMb, part.mostGrowthMb)
  }
  return all
}

async function runChild(script: string, order: FuzzOrder, hangMs: number): Promise<FuzzCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-fuzz-'))
  const progress = join(folder, 'at')
  const file = openSync(progress, 'w')
  const inputNow = (): number => Math.max(order.from, Number(readFileSync(progress, 'utf8')))
  try {
    const child = fork(script, {
      stdio: ['ignore', 'ignore', 'pipe', file, 'ipc'],
      execArgv: ['--max-old-space-size=1024'],
    })
    let said = ''
    child.stderr?.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-2000)
    })
    let hangs = false
    let [stuckAt, stuckMs] = [-1, 0]
    const watch = setInterval(() => {
      const now = inputNow()
      stuckMs = now === stuckAt ? stuckMs + LOOK_MS : 0
      stuckAt = now
      if (stuckMs < hangMs) return
      hangs = true
      child.kill('SIGKILL')
    }, LOOK_MS)
    let counts: FuzzCounts | null = null
    child.on('message', (message) => {
      counts = message as FuzzCounts
    })
    child.send(order)
    const status = await new Promise<string>((resolve) => {
      child.on('exit', (code, signal) => {
        resolve(signal ?? String(code))
      })
    })
    clearInterval(watch)
    if (counts !== null) return counts
    const message = hangs
      ? `it hangs: it was being read for ${hangMs / 1000} s`
      : status === '0'
        ? 'what it waits for never comes'
        : `the process died (${status}): ${said}`
    return {
      next: inputNow(),
      rows: 0,
      rejects: 0,
      endings: {},
      faults: [{ input: inputNow(), file: 'see --only', message }],
      mostGrowthMb: 0,
    }
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  }
}
