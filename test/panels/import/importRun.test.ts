/* eslint-disable @typescript-eslint/require-await -- the fake answers at once */
import { describe, expect, it } from 'vitest'
import type { IngestPlan, IngestProgress, IngestReport } from '../../../src-renderer/ingest/contract'
import { LatheError } from '../../../src-renderer/model/error'
import {
  createImportRun,
  fractionOf,
  progressText,
  type ImportTable,
} from '../../../src-renderer/panels/import/importRun'
import { fileNamed } from './inspections'

const PLAN: IngestPlan = {
  table: 'a',
  kind: 'events',
  format: 'csv',
  mapping: {},
  timeFormat: 'iso',
  types: {},
  timezone: 'UTC',
}
const TABLES: readonly ImportTable[] = [
  { plan: PLAN, files: [fileNamed('a', 300)] },
  { plan: { ...PLAN, table: 'b' }, files: [fileNamed('b', 100)] },
]
const REPORT: IngestReport = {
  table: 'a',
  files: 1,
  rows: 30,
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
const AT: IngestProgress = {
  stage: 'reading',
  file: 'a',
  bytesRead: 150,
  bytesTotal: 300,
  rows: 15,
  rejected: 1,
  duplicates: 2,
  rowsPerSecond: 15,
  secondsLeft: 1,
}

function status(): {
  said: string[]
  startTask: () => {
    progress: (fraction: number | null) => void
    done: (text?: string) => void
    fail: (text: string) => void
    stop: () => void
  }
} {
  const said: string[] = []
  return {
    said,
    startTask: () => ({
      progress: (fraction) => said.push(`at ${fraction ?? '?'}`),
      done: (text) => said.push(`done: ${text ?? ''}`),
      fail: (text) => said.push(`fail: ${text}`),
      stop: () => said.push('stop'),
    }),
  }
}

describe('an import', () => {
  it('adds the progress of its tables up', async () => {
    const line = status()
    const run = createImportRun(line)
    await run.start(TABLES, async (onProgress) => {
      onProgress(0, AT)
      expect(run.state.value).toMatchObject({
        stage: 'running',
        progress: { bytesRead: 150, bytesTotal: 400, rows: 15, rejected: 1, secondsLeft: 250 / 150 },
      })
      onProgress(0, { ...AT, bytesRead: 300, rows: 30 })
      onProgress(1, { ...AT, file: 'b', bytesRead: 50, rows: 5, secondsLeft: 3 })
      expect(run.state.value).toMatchObject({
        progress: { table: 'b', bytesRead: 350, rows: 35, rejected: 2, duplicates: 4, secondsLeft: 3 },
      })
      onProgress(1, { ...AT, stage: 'committing', bytesRead: 100 })
      expect(run.state.value.stage === 'running' && fractionOf(run.state.value.progress)).toBeNull()
      return [REPORT, REPORT]
    })
    expect(run.state.value).toMatchObject({ stage: 'done', reports: [REPORT, REPORT] })
    expect(line.said[0]).toBe('at 0.375')
    expect(line.said.at(-1)).toMatch(/^done: Imported 60 rows in /)
  })

  it('says for whom it waits, until it has its turn', async () => {
    const run = createImportRun(status())
    const text = (): string => (run.state.value.stage === 'running' ? progressText(run.state.value.progress) : '')
    await run.start(TABLES, async (onProgress) => {
      onProgress(0, { ...AT, stage: 'waiting', waitingFor: 'Another window is at work.', bytesRead: 0, rows: 0 })
      expect(text()).toBe('Waiting: Another window is at work.')
      onProgress(0, AT)
      expect(text()).toBe('Reading a · 150 bytes of 400 bytes')
      return [REPORT]
    })
  })

  it('stops when it is cancelled, and can start again', async () => {
    const run = createImportRun(status())
    await run.start(
      TABLES,
      (_onProgress, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error)
          })
          run.cancel()
          expect(run.state.value).toMatchObject({ stage: 'running', isCancelling: true })
        }),
    )
    expect(run.state.value).toEqual({ stage: 'idle' })
    await run.start(TABLES, async () => [REPORT])
    expect(run.state.value.stage).toBe('done')
  })

  it('shows the sentence of a failure, and lets a bug through', async () => {
    const run = createImportRun(status())
    await run.start(TABLES, () =>
      Promise.reject(new LatheError('store-write', 'The disk is full: free some space.', { path: 'x' })),
    )
    expect(run.state.value).toEqual({ stage: 'failed', message: 'The disk is full: free some space.' })
    await expect(run.start(TABLES, () => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug')
    expect(run.state.value.stage).toBe('failed')
    run.reset()
    expect(run.state.value.stage).toBe('idle')
  })
})
