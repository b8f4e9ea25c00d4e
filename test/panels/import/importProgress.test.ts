import { describe, expect, it } from 'vitest'
import type { IngestPlan, IngestProgress, IngestReport } from '../../../src-renderer/ingest/contract'
import {
  createImportRun,
  fractionOf,
  progressText,
  type ImportProgress,
  type ImportTable,
} from '../../../src-renderer/panels/import/importRun'
import { LatheError } from '../../../src-renderer/model/error'
import { fileNamed } from './inspections'

const progress: ImportProgress = {
  stage: 'reading',
  file: 'log.csv',
  table: 'log',
  bytesRead: 1_500_000,
  bytesTotal: 3_000_000,
  rows: 5,
  rejected: 0,
  duplicates: 0,
  rowsPerSecond: 10,
  secondsLeft: 3,
  files: [],
}
const plan: IngestPlan = {
  table: 'log',
  kind: 'events',
  format: 'csv',
  mapping: {},
  timeFormat: 'iso',
  types: {},
  timezone: 'UTC',
}
const tables: readonly ImportTable[] = [
  { plan, files: [fileNamed('a', 300), fileNamed('a2', 100)] },
  { plan: { ...plan, table: 'other', kind: 'table' }, files: [fileNamed('b', 100)] },
]
const report: IngestReport = {
  table: 'log',
  files: 1,
  rows: 1200,
  duplicates: 0,
  rejected: 1,
  partitions: 1,
  users: 2,
  rowsWithoutUser: 0,
  minTs: null,
  maxTs: null,
  elapsedMs: 1,
  remarks: [],
}
const at: IngestProgress = {
  stage: 'reading',
  file: 'a',
  bytesRead: 200,
  bytesTotal: 400,
  rows: 20,
  rejected: 1,
  duplicates: 2,
  rowsPerSecond: 10,
  secondsLeft: 7,
}

/** The status line: how much is done, and what it says. */
function line() {
  const said: string[] = []
  const startTask = (label: string, cancel?: () => void) => {
    said.push(`${label}${cancel === undefined ? '' : ', can be cancelled'}`)
    return {
      progress: (fraction: number | null, text?: string) => {
        said.push(`${fraction ?? '?'} ${text ?? ''}`)
      },
      done: (text?: string) => {
        said.push(`done: ${text ?? ''}`)
      },
      fail: (text: string) => {
        said.push(`failed: ${text}`)
      },
      stop: () => {
        said.push('stopped')
      },
    }
  }
  return { said, run: createImportRun({ startTask }) }
}

describe('how far an import is', () => {
  it('is known of each file: those before are read, those after wait', async () => {
    const { run } = line()
    const seen: unknown[] = []
    await run.start(tables, (tell) => {
      for (const [index, bytesRead] of [
        [0, 350],
        [1, 40],
      ] as const) {
        tell(index, { ...at, bytesRead })
        const { state } = run
        if (state.value.stage === 'running')
          seen.push(state.value.progress.files.map((file) => [file.name, file.table, file.bytesRead]))
      }
      return Promise.resolve([report, report])
    })
    expect(seen).toEqual([
      [
        ['a', 'log', 300],
        ['a2', 'log', 50],
        ['b', 'other', 0],
      ],
      [
        ['a', 'log', 300],
        ['a2', 'log', 100],
        ['b', 'other', 40],
      ],
    ])
  })

  it('is a share while files are read, and words', () => {
    expect([
      fractionOf(progress),
      fractionOf({ ...progress, bytesRead: 9e9 }),
      fractionOf({ ...progress, bytesTotal: 0 }),
      fractionOf({ ...progress, stage: 'starting' }),
      fractionOf({ ...progress, stage: 'deriving' }),
    ]).toEqual([0.5, 1, null, null, null])
    expect(progressText(progress)).toMatch(/^Reading log\.csv · 1\.\d MB of [23](\.\d)? MB$/)
    expect(
      ['starting', 'deriving', 'committing'].map((stage) =>
        progressText({ ...progress, stage: stage as ImportProgress['stage'] }),
      ),
    ).toEqual(['Starting…', 'Working out sessions and active days…', 'Writing to the workspace…'])
  })

  it('begins with the first file, adds up, and knows how long the last table takes', async () => {
    const { said, run } = line()
    const states: unknown[] = []
    await run.start(tables, (tell) => {
      states.push(run.state.value)
      for (const [index, one] of [
        [0, at],
        [0, { ...at, rows: 0 }],
        [0, { ...at, rowsPerSecond: 0 }],
        [1, { ...at, file: 'b', bytesRead: 50 }],
      ] as const) {
        tell(index, one)
        states.push(run.state.value)
      }
      return Promise.resolve([report, { ...report, rows: 34 }])
    })
    const running = (more: object): unknown =>
      expect.objectContaining({
        stage: 'running',
        isCancelling: false,
        progress: expect.objectContaining(more) as unknown,
      })
    expect(states).toEqual([
      running({
        stage: 'starting',
        file: 'a',
        table: 'log',
        bytesRead: 0,
        bytesTotal: 500,
        rows: 0,
        secondsLeft: null,
      }),
      // 20 rows at 10 a second took 2 s for 200 bytes; 300 are left.
      running({
        stage: 'reading',
        file: 'a',
        table: 'log',
        bytesRead: 200,
        bytesTotal: 500,
        rows: 20,
        rejected: 1,
        duplicates: 2,
        rowsPerSecond: 10,
        secondsLeft: 3,
      }),
      running({ rows: 0, secondsLeft: null }),
      running({ rows: 20, secondsLeft: null }),
      running({ file: 'b', table: 'other', bytesRead: 450, rows: 40, rejected: 2, duplicates: 4, secondsLeft: 7 }),
    ])
    expect(run.state.value).toMatchObject({ stage: 'done', kinds: ['events', 'table'] })
    expect([
      said[0],
      said[1],
      said[4]!.startsWith('0.9 Reading b'),
      said.at(-1)!.startsWith('done: Imported 1,234 rows in '),
    ]).toEqual(['Importing, can be cancelled', expect.stringMatching(/^0\.4 Reading a · /), true, true])
  })

  it('is not asked about an empty import', async () => {
    const { run } = line()
    await run.start([], () => {
      expect(run.state.value).toMatchObject({ progress: { file: '', table: '' } })
      return Promise.resolve([])
    })
    expect(run.state.value.stage).toBe('done')
  })
})

describe('an import that ends otherwise', () => {
  it('says that nothing was changed where it was cancelled, and what failed', async () => {
    const { said, run } = line()
    run.cancel()
    expect(run.state.value.stage).toBe('idle')
    await run.start(tables, () => Promise.reject(new DOMException('x', 'AbortError')))
    expect([run.state.value.stage, said.at(-1)]).toEqual(['idle', 'done: Import cancelled; nothing was changed'])
    await run.start(tables, () => Promise.reject(new LatheError('bad-file', 'It is broken.', { file: 'a' })))
    expect([run.state.value, said.at(-1)]).toEqual([
      { stage: 'failed', message: 'It is broken.' },
      'failed: The import failed',
    ])
    await expect(run.start(tables, () => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug')
    expect([run.state.value, said.at(-1)]).toEqual([
      { stage: 'failed', message: 'The import stopped because of a fault in Lathe. Nothing was changed.' },
      'failed: The import failed',
    ])
  })

  it('is not started twice, nor put away while it runs', async () => {
    const { run } = line()
    let finish: (reports: readonly IngestReport[]) => void = () => undefined
    const first = run.start(
      tables,
      () =>
        new Promise((resolve) => {
          finish = resolve
        }),
    )
    let other = 0
    await run.start(tables, () => {
      other++
      return Promise.resolve([])
    })
    run.reset()
    expect([other, run.state.value.stage]).toEqual([0, 'running'])
    finish([report])
    await first
    run.reset()
    expect(run.state.value.stage).toBe('idle')
  })
})
