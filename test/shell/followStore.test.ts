// @vitest-environment happy-dom
/* eslint-disable @typescript-eslint/require-await -- the fake answers at once */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { firstLook } from '../../src-renderer/host/following/followedFile'
import type { FollowedFile } from '../../src-renderer/host/following/savedFollowing'
import type { Look } from '../../src-renderer/host/following/looks'
import type { WorkspaceState } from '../../src-renderer/host/workbench'
import { LatheError } from '../../src-renderer/model/error'
import { createFollowing } from '../../src-renderer/shell/following'

const NOTHING: Look = {
  ...{ restarted: null, isThere: true, report: null, bytes: 10 },
  ...{ newColumns: [], hasCommitted: false, step: null },
}
const rowsOf = (rows: number): Look => ({
  ...NOTHING,
  hasCommitted: true,
  report: {
    ...{ table: 'app', files: 1, rows, duplicates: 0, rejected: 0, partitions: 1, users: 1, rowsWithoutUser: 0 },
    ...{ minTs: null, maxTs: null, elapsedMs: 1, remarks: [] },
  },
})
const FILE = firstLook({ id: 'f1', name: 'app.log' }, 5, { table: 'app', rows: 2 })

const workspace = shallowRef<WorkspaceState | null>(null)
let stored: readonly FollowedFile[] = []
let answer: () => Promise<Look> = async () => NOTHING
let log: string[] = []
let scope = effectScope()
let isAllowed = true

function begin(): ReturnType<typeof createFollowing> {
  const store = scope.run(() =>
    createFollowing(
      {
        readFollowing: async () => stored,
        keepFollowing: async (files) => {
          stored = files
        },
        look: (file, handle) => {
          log.push(`look ${file.name} by ${String(handle)}`)
          return answer()
        },
        endLooks: () => undefined,
      },
      {
        canFollow: () => true,
        choose: null,
        keep: async () => 'f1',
        handleOf: async (id, name) => {
          if (isAllowed) return `handle of ${id}`
          throw new LatheError('bad-file', `${name} may not be read.`, { file: name })
        },
        allow: async () => (isAllowed = true),
        forget: async (id) => void log.push(`forget ${id}`),
      },
      {
        workspace,
        notify: ({ text, tone }) => void log.push(`${tone ?? 'neutral'}: ${text}`),
        reportError: (error) => void log.push(String(error)),
        reload: async () => void log.push('reload'),
      },
    ),
  )
  if (store === undefined) throw new Error('no store')
  return store
}
const show = (id: string | null, readOnly = false): void => {
  workspace.value = id === null ? null : ({ info: { id }, ...(readOnly ? { readOnly } : {}) } as WorkspaceState)
}
/** Modules that are fetched on the way come between timers. */
async function later(ms: number): Promise<void> {
  for (let left = ms; left >= 0; left -= 1000) {
    await vi.advanceTimersByTimeAsync(Math.min(left, 1000))
    await vi.dynamicImportSettled()
    await vi.advanceTimersByTimeAsync(0)
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  scope.stop()
  scope = effectScope()
  workspace.value = null
  stored = [FILE]
  answer = async () => NOTHING
  isAllowed = true
  log = []
})
afterEach(() => {
  vi.useRealTimers()
})

describe('what a window follows', () => {
  it('is looked at in its rhythm while its workspace is open, and what came is shown and kept', async () => {
    const store = begin()
    await later(20_000)
    expect(log).toEqual([])
    show('w')
    await later(0)
    expect(log).toEqual(['look app.log by handle of f1'])
    expect([...store.own.value]).toEqual(['f1'])
    answer = async () => rowsOf(3)
    await later(5000)
    expect(log.slice(1)).toEqual(['look app.log by handle of f1', 'reload'])
    expect(stored).toMatchObject([{ rows: 5, last: { rows: 3 }, problem: null, remarks: [] }])
    await store.setRhythm('f1', 60)
    log = []
    await later(59_000)
    expect(log).toEqual([])
    show(null)
    await later(600_000)
    expect(log).toEqual([])
    expect(store.all.value).toEqual([])
  })

  it('is not looked at where the workspace is read only, nor while it is paused', async () => {
    const store = begin()
    show('w', true)
    await later(60_000)
    expect(log).toEqual([])
    stored = [{ ...FILE, isPaused: true }]
    show('v')
    await later(60_000)
    expect(log).toEqual([])
    await store.resume('f1')
    await later(5000)
    expect(log).toHaveLength(2)
    await store.pause('f1')
    await later(60_000)
    expect(log).toHaveLength(2)
  })

  it('tells a file that is gone once, and goes on when it is back', async () => {
    answer = async () => ({ ...NOTHING, isThere: false })
    begin()
    show('w')
    await later(15_000)
    const told = 'bad: app.log is not there; it is looked for every 5 seconds.'
    expect(log.filter((entry) => entry === told)).toHaveLength(1)
    expect(stored).toMatchObject([{ isPaused: false, problem: told.slice('bad: '.length) }])
    answer = async () => rowsOf(1)
    await later(5000)
    expect(stored).toMatchObject([{ problem: null, rows: 3 }])
  })

  it('waits for others without a word, and stops with the reason at what cannot be read, until somebody goes on', async () => {
    const locked = new LatheError('workspace-locked', 'Somebody works on it.', { workspace: 'w' })
    answer = () => Promise.reject(locked)
    const store = begin()
    show('w')
    await later(10_000)
    expect(new Set(log)).toEqual(new Set(['look app.log by handle of f1']))
    answer = () => Promise.reject(new LatheError('bad-file', 'Most lines cannot be read.', { file: 'app.log' }))
    await later(5000)
    expect(log.at(-1)).toBe('bad: Following app.log is paused: Most lines cannot be read.')
    expect(stored).toMatchObject([
      { isPaused: true, problem: 'Most lines cannot be read.', remarks: [{ text: 'Most lines cannot be read.' }] },
    ])
    log = []
    await later(60_000)
    expect(log).toEqual([])
    answer = async () => rowsOf(1)
    await store.resume('f1')
    expect(stored).toMatchObject([{ isPaused: false, problem: null, rows: 3, remarks: [{}] }])
  })

  it('asks for leave anew where the browser wants that', async () => {
    isAllowed = false
    const store = begin()
    show('w')
    await later(0)
    expect(store.all.value).toMatchObject([{ isPaused: true, problem: 'app.log may not be read.' }])
    await store.resume('f1')
    expect(log.at(-1)).toBe('look app.log by handle of f1')
  })

  it('is added after an import, follows its table to another name, and is forgotten when it is stopped', async () => {
    stored = []
    const store = begin()
    show('w')
    await later(0)
    await store.add([FILE])
    await later(0)
    expect(stored).toEqual([FILE])
    await store.renameTable('app', 'visits')
    expect(stored).toMatchObject([{ table: 'visits' }])
    // Another window has changed the list meanwhile: its file stays.
    stored = [...stored, { ...FILE, id: 'f2', name: 'other.log' }]
    await store.stop('f1')
    expect(stored.map(({ id }) => id)).toEqual(['f2'])
    expect(log.slice(-2)).toEqual(['forget f1', 'neutral: app.log is not followed any more. Its rows stay.'])
    log = []
    await later(60_000)
    expect(log).toEqual([])
  })
})
