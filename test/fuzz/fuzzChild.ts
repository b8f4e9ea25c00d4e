import { writeSync } from 'node:fs'
import { inspect } from 'node:util'
import { useParquetFile } from '../../src-renderer/host/terminal/parquetFile'
import { startedInstances } from '../../src-renderer/ingest/bytes/parquetWasm'
import { inputOf } from './inputs'
import { importOne, readOne } from './readOne'
import { seedFiles } from './seedFiles'

/** What a child is told: the inputs [from, to) of a seed. */
export interface FuzzOrder {
  readonly seed: number
  readonly from: number
  readonly to: number
}

export interface FuzzFault {
  readonly input: number
  readonly file: string
  readonly message: string
}

export interface FuzzCounts {
  /** The first input that was not read. */
  next: number
  rows: number
  rejects: number
  /** Times by "format: how it ended". */
  readonly endings: Record<string, number>
  readonly faults: FuzzFault[]
  /** The most that one input added to the process' memory, in MB. */
  mostGrowthMb: number
}

const MOST_GROWTH_MB = 256
/** Each trap leaves a spent wasm behind, which only the process' end gives back. */
const MOST_INSTANCES = 100
/** Where the child says which input it is at. */
const PROGRESS = 3

const peakMb = (): number => process.resourceUsage().maxRSS / 1024

async function run({ seed, from, to }: FuzzOrder): Promise<FuzzCounts> {
  useParquetFile()
  const seeds = await seedFiles()
  const counts: FuzzCounts = { next: from, rows: 0, rejects: 0, endings: {}, faults: [], mostGrowthMb: 0 }
  let loose: unknown = null
  process.on('unhandledRejection', (error) => {
    loose = error
  })
  process.on('uncaughtException', (error) => {
    loose = error
  })
  for (; counts.next < to && counts.faults.length === 0 && startedInstances() < MOST_INSTANCES; counts.next++) {
    writeSync(PROGRESS, String(counts.next).padStart(12), 0)
    const { format, source, encoding, imports } = inputOf(seed, counts.next, seeds)
    const before = peakMb()
    try {
      const { ending, code, rows, rejects } = imports
        ? await importOne(source)
        : await readOne(format, source, encoding)
      const key = `${imports ? 'import' : format}: ${code ?? ending}`
      counts.endings[key] = (counts.endings[key] ?? 0) + 1
      counts.rows += rows
      counts.rejects += rejects
      const growth = peakMb() - before
      counts.mostGrowthMb = Math.max(counts.mostGrowthMb, growth)
      if (growth > MOST_GROWTH_MB) throw new Error(`it took ${Math.round(growth)} MB of memory`)
      if (loose !== null) throw new Error('an error belongs to nobody', { cause: loose })
    } catch (error) {
      counts.faults.push({
        input: counts.next,
        file: `${source.name} as ${format}${imports ? ', imported' : ''}`,
        message: inspect(error),
      })
    }
  }
  return counts
}

process.once('message', (order: FuzzOrder) => {
  void run(order).then((counts) => {
    process.send?.(counts, () => {
      process.exit(0)
    })
  })
})
