// @vitest-environment happy-dom
/* eslint-disable @typescript-eslint/require-await -- the fake answers at once */
import { beforeEach, describe, expect, it } from 'vitest'
import type { FollowedFiles } from '../../src-renderer/host/following/followedFiles'
import type { Workbench, WorkspaceInfo, WorkspaceState } from '../../src-renderer/host/workbench'
import type { IngestPlan, IngestReport } from '../../src-renderer/ingest/contract'
import { LatheError } from '../../src-renderer/model/error'
import { createWindowMemory } from '../../src-renderer/shell/windowMemory'
import { createWorkspaceStore } from '../../src-renderer/shell/workspaceStore'

/** What was remembered to be followed, and forgotten. */
const kept: string[] = []
const followed: FollowedFiles = {
  canFollow: () => true,
  choose: null,
  keep: (workspace, file) => {
    kept.push(`keep ${file.name} for ${workspace}`)
    return Promise.resolve(`id of ${file.name}`)
  },
  handleOf: (id) => Promise.resolve(id),
  allow: () => Promise.resolve(true),
  forget: (id) => {
    kept.push(`forget ${id}`)
    return Promise.resolve()
  },
}

/** A workbench that keeps a list of workspaces, and fails the imports of tables called `bad`. */
function fakeWorkbench(): { workbench: Workbench; live: () => readonly string[] } {
  const infos = new Map<string, WorkspaceInfo>()
  const removed = new Set<string>()
  let open: string | null = null
  let clock = 0
  function state(id: string): WorkspaceState {
    const info = infos.get(id)
    if (info === undefined || removed.has(id))
      throw new LatheError('not-found', 'No such workspace.', { what: 'workspace', name: id })
    return {
      info,
      sources: [],
      damage: [],
      catalog: {
        timezone: 'UTC',
        weekStart: 1,
        hasTestUsers: false,
        tables: info.tables.map((name) => ({
          name,
          kind: 'events',
          columns: [],
          rows: 1,
          minTs: null,
          maxTs: null,
          minDate: null,
          maxDate: null,
        })),
      },
    }
  }
  const unused = (): never => {
    throw new Error('not part of this test')
  }
  const workbench: Workbench = {
    shareUsers: unused,
    readFollowing: () => Promise.resolve([]),
    keepFollowing: unused,
    look: unused,
    endLooks: () => undefined,
    listWorkspaces: async () => [...infos.values()].filter((info) => !removed.has(info.id)),
    async createWorkspace(name) {
      open = `id-${name}`
      infos.set(open, { id: open, name, openedAt: new Date(++clock * 1000).toISOString(), rows: 0, tables: [] })
      return state(open)
    },
    async openWorkspace(id) {
      const found = state(id)
      open = id
      infos.set(id, { ...found.info, openedAt: new Date(++clock * 1000).toISOString() })
      return state(id)
    },
    leaveFiles: unused,
    openReadOnly: async (id) => ({ ...state(id), readOnly: true }),
    archiveWorkspace: unused,
    unpackWorkspace: unused,
    renameWorkspace: async (id, name) => {
      infos.set(id, { ...infos.get(id)!, name })
    },
    removeWorkspace: async (id) => {
      removed.add(id)
    },
    restoreWorkspace: async (id) => {
      removed.delete(id)
    },
    refresh: async () => state(open ?? ''),
    async ingest(plan, _files, onProgress, signal) {
      onProgress({
        stage: 'reading',
        file: 'f',
        bytesRead: 1,
        bytesTotal: 2,
        rows: 1,
        rejected: 0,
        duplicates: 0,
        rowsPerSecond: 1,
        secondsLeft: 1,
      })
      if (signal.aborted) throw new DOMException('Cancelled', 'AbortError')
      if (plan.table === 'bad') throw new LatheError('bad-file', 'It cannot be read.', { file: 'f' })
      const info = infos.get(open ?? '')
      if (info !== undefined) infos.set(info.id, { ...info, tables: [...info.tables, plan.table], rows: info.rows + 1 })
      return {
        table: plan.table,
        files: 1,
        rows: 1,
        duplicates: 0,
        rejected: 0,
        partitions: 1,
        users: 1,
        rowsWithoutUser: 0,
        minTs: null,
        maxTs: null,
        elapsedMs: 1,
        remarks: [],
      } satisfies IngestReport
    },
    takeBackImports: async (count) => {
      const info = infos.get(open ?? '')
      if (info !== undefined)
        infos.set(info.id, { ...info, tables: info.tables.slice(0, -count), rows: info.rows - count })
      return state(open ?? '')
    },
    inspect: unused,
    checksum: unused,
    run: unused,
    export: unused,
    listQueries: unused,
    saveQuery: unused,
    removeQuery: unused,
    listDocuments: unused,
    replaceDocument: unused,
    removeDocument: unused,
    renameInViews: unused,
    listSegments: unused,
    saveSegment: unused,
    removeSegment: unused,
    listAnnotations: unused,
    saveAnnotations: unused,
    readChecks: unused,
    keepChecks: unused,
    readModelText: unused,
    replaceModelText: unused,
    restoreMissing: unused,
    renameTable: unused,
    deleteTable: unused,
    restoreTable: unused,
    remapTable: unused,
    reshapeTable: unused,
    previewDrop: unused,
    dropDays: unused,
    changeUser: unused,
    takeBackChange: unused,
    openedPacks: unused,
    openPack: unused,
  }
  return { workbench, live: () => [...infos.keys()].filter((id) => !removed.has(id)) }
}

function table(name: string): { plan: IngestPlan; files: [] } {
  return {
    plan: { table: name, kind: 'events', format: 'csv', mapping: {}, timeFormat: 'iso', types: {}, timezone: 'UTC' },
    files: [],
  }
}
const target = (name: string): { name: string; timezone: string; weekStart: number } => ({
  name,
  timezone: 'UTC',
  weekStart: 1,
})
const never = new AbortController().signal

beforeEach(() => {
  localStorage.clear()
})

describe('the workspace store', () => {
  it('imports tables into a new workspace, tells progress by table, and remembers what is open', async () => {
    const { workbench } = fakeWorkbench()
    const memory = createWindowMemory(localStorage)
    const store = createWorkspaceStore(workbench, memory, followed)
    const seen: number[] = []
    const reports = await store.importTables(
      target('logs'),
      [table('a'), table('b')],
      (index) => seen.push(index),
      never,
    )
    expect(reports.map((report) => report.table)).toEqual(['a', 'b'])
    expect(seen).toEqual([0, 1])
    expect(store.current.value?.catalog.tables.map((entry) => entry.name)).toEqual(['a', 'b'])
    expect(memory.readWorkspace()).toBe('id-logs')
    await store.importTables('current', [table('c')], () => undefined, never)
    expect(store.current.value?.info.tables).toEqual(['a', 'b', 'c'])
    expect(store.recent.value).toHaveLength(1)
  })

  it('takes a new workspace away again when its first import fails or is cancelled, and goes back to the old one', async () => {
    const { workbench, live } = fakeWorkbench()
    const store = createWorkspaceStore(workbench, createWindowMemory(localStorage), followed)
    await expect(store.importTables(target('x'), [table('bad')], () => undefined, never)).rejects.toThrow(
      'It cannot be read.',
    )
    expect(live()).toEqual([])
    expect(store.current.value).toBeNull()
    await store.importTables(target('old'), [table('a')], () => undefined, never)
    await expect(store.importTables(target('y'), [table('a')], () => undefined, AbortSignal.abort())).rejects.toThrow()
    expect(live()).toEqual(['id-old'])
    expect(store.current.value?.info.id).toBe('id-old')
  })

  it('imports all tables or none: what was committed before a later one failed is taken back', async () => {
    const { workbench, live } = fakeWorkbench()
    const store = createWorkspaceStore(workbench, createWindowMemory(localStorage), followed)
    await expect(store.importTables(target('x'), [table('a'), table('bad')], () => undefined, never)).rejects.toThrow()
    expect([live(), store.current.value]).toEqual([[], null])
    await store.importTables(target('old'), [table('a')], () => undefined, never)
    const part = [table('b'), table('c'), table('bad')]
    await expect(store.importTables('current', part, () => undefined, never)).rejects.toThrow('It cannot be read.')
    expect(store.current.value?.info.tables).toEqual(['a'])
  })

  it('says which tables stay where they cannot be taken back', async () => {
    const { workbench } = fakeWorkbench()
    const changed = (): Promise<never> =>
      Promise.reject(new LatheError('workspace-changed', 'Changed.', { workspace: 'old' }))
    const store = createWorkspaceStore(
      { ...workbench, takeBackImports: changed },
      createWindowMemory(localStorage),
      followed,
    )
    await store.importTables(target('old'), [table('a')], () => undefined, never)
    await expect(store.importTables('current', [table('b'), table('bad')], () => undefined, never)).rejects.toThrow(
      'what it had brought into b stays',
    )
    expect(store.current.value?.info.tables).toEqual(['a', 'b'])
  })

  it('takes the last import back, all its tables, and once; a workspace made for it is put away', async () => {
    const { workbench, live } = fakeWorkbench()
    const store = createWorkspaceStore(workbench, createWindowMemory(localStorage), followed)
    await store.importTables(target('old'), [table('a')], () => undefined, never)
    await store.importTables('current', [table('b'), table('c')], () => undefined, never)
    await store.takeBackImport()
    expect(store.current.value?.info.tables).toEqual(['a'])
    await store.takeBackImport()
    expect(store.current.value?.info.tables).toEqual(['a'])
    await store.importTables(target('new'), [table('d')], () => undefined, never)
    await store.takeBackImport()
    expect(live()).toEqual(['id-old'])
    expect(store.current.value?.info.id).toBe('id-old')
  })

  it('has files followed that were to be, and forgets those of an import that failed', async () => {
    const { workbench } = fakeWorkbench()
    const store = createWorkspaceStore(workbench, createWindowMemory(localStorage), followed)
    kept.length = 0
    const grows = { ...table('a'), files: [{ name: 'a.log', bytes: 1, handle: null }], everySeconds: 30 }
    await store.importTables(target('logs'), [grows, table('b')], () => undefined, never)
    expect(kept).toEqual(['keep a.log for id-logs'])
    expect(store.begun()).toMatchObject([{ id: 'id of a.log', name: 'a.log', table: 'a', everySeconds: 30, rows: 1 }])
    await expect(store.importTables('current', [grows, table('bad')], () => undefined, never)).rejects.toThrow()
    expect(kept.slice(1)).toEqual(['keep a.log for id-logs', 'forget id of a.log'])
    await store.importTables('current', [table('c')], () => undefined, never)
    expect(store.begun()).toEqual([])
  })

  it('closes a workspace that is removed, brings it back on undo, and lists the newest first', async () => {
    const { workbench } = fakeWorkbench()
    const memory = createWindowMemory(localStorage)
    const store = createWorkspaceStore(workbench, memory, followed)
    await store.importTables(target('one'), [table('a')], () => undefined, never)
    await store.importTables(target('two'), [table('a')], () => undefined, never)
    expect(store.recent.value.map((info) => info.name)).toEqual(['two', 'one'])
    await store.open('id-one')
    expect(store.recent.value.map((info) => info.name)).toEqual(['one', 'two'])
    await store.remove('id-one')
    expect([store.current.value, memory.readWorkspace(), store.recent.value.length]).toEqual([null, null, 1])
    await store.restore('id-one')
    expect(store.recent.value).toHaveLength(2)
    await expect(store.open('id-none')).rejects.toThrow('No such workspace.')
    expect(store.opening.value).toBeNull()
  })
})
