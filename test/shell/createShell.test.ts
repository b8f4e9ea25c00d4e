// @vitest-environment happy-dom
/* eslint-disable @typescript-eslint/require-await -- the fake answers at once */
import type { Annotation } from '../../src-renderer/model/annotation'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Workbench, WorkspaceInfo, WorkspaceState } from '../../src-renderer/host/workbench'
import type { Segment } from '../../src-renderer/query/contract/segment'
import { LatheError } from '../../src-renderer/model/error'
import { addWindowCommands } from '../../src-renderer/shell/commands/index'
import { createShell, type Shell } from '../../src-renderer/shell/createShell'
import { chosenFile } from '../../src-renderer/shell/openSample'
import { logInspection } from '../panels/import/inspections'

const infos = new Map<string, WorkspaceInfo>()
const removed = new Set<string>()
const queries = new Map<string, string>()
const segments = new Map<string, Segment>()
let annotations: readonly Annotation[] = []
let failOpen: LatheError | null = null

function stateOf(id: string): WorkspaceState {
  const info = infos.get(id)
  if (info === undefined) throw new LatheError('not-found', 'It is gone.', { what: 'workspace', name: id })
  return {
    info,
    sources: [],
    damage: [],
    catalog: {
      timezone: 'Asia/Tokyo',
      weekStart: 1,
      tables: [],
      hasTestUsers: false,
      segments: [...segments.values()],
    },
  }
}
const unused = (): never => {
  throw new Error('not part of this test')
}
/** What joins small files while a workspace opens, and is told to leave them. */
let gather: ((joined: (files: number) => void) => Promise<void>) | null = null
let leaveFiles: () => void = () => undefined

const workbench: Workbench = {
  shareUsers: unused,
  readFollowing: () => Promise.resolve([]),
  keepFollowing: unused,
  look: unused,
  endLooks: () => undefined,
  listWorkspaces: async () => [...infos.values()].filter((info) => !removed.has(info.id)),
  async createWorkspace(name) {
    infos.set(name, { id: name, name, openedAt: '2024-01-02', rows: 1, tables: ['visits'] })
    return stateOf(name)
  },
  async openWorkspace(id, onGather) {
    if (failOpen !== null) throw failOpen
    await gather?.((files) => onGather?.({ files, of: 10 }))
    return stateOf(id)
  },
  leaveFiles: async () => leaveFiles(),
  openReadOnly: async (id) => ({ ...stateOf(id), readOnly: true }),
  archiveWorkspace: unused,
  unpackWorkspace: async (name) => {
    infos.set(name, { id: name, name, openedAt: '2024-01-02', rows: 1, tables: ['visits'] })
    return stateOf(name)
  },
  renameWorkspace: async (id, name) => {
    infos.set(id, { ...stateOf(id).info, name })
  },
  removeWorkspace: async (id) => {
    removed.add(id)
  },
  restoreWorkspace: async (id) => {
    removed.delete(id)
  },
  refresh: async () => stateOf([...infos.keys()].at(-1) ?? ''),
  inspect: async (file, options) => logInspection(file.name, options),
  checksum: async () => '00000000',
  ingest: async (plan) => ({
    table: plan.table,
    files: 1,
    rows: 3,
    duplicates: 0,
    rejected: 0,
    partitions: 1,
    users: 2,
    rowsWithoutUser: 0,
    minTs: null,
    maxTs: null,
    elapsedMs: 1,
    remarks: [],
  }),
  takeBackImports: async () => stateOf([...infos.keys()].at(-1) ?? ''),
  run: unused,
  export: unused,
  listQueries: async () => [...queries].map(([name, text]) => ({ name, text })),
  saveQuery: async (name, text) => {
    queries.set(name, text)
    return name
  },
  removeQuery: async (name) => {
    queries.delete(name)
  },
  listDocuments: () => Promise.resolve([]),
  replaceDocument: (_kind, name) => Promise.resolve(name),
  removeDocument: () => Promise.resolve(),
  renameInViews: () => Promise.resolve([]),
  listSegments: async () => [...segments.values()],
  saveSegment: async (name, segment) => {
    segments.set(name, { name, ...segment })
    return name
  },
  listAnnotations: async () => [...annotations],
  saveAnnotations: async (next) => {
    annotations = next
  },
  readChecks: async () => ({ revision: 1, kept: null }),
  keepChecks: async () => undefined,
  readModelText: async () => null,
  replaceModelText: async () => stateOf([...infos.keys()].at(-1) ?? ''),
  renameTable: () => Promise.reject(new Error('not part of this test')),
  deleteTable: () => Promise.reject(new Error('not part of this test')),
  restoreTable: () => Promise.reject(new Error('not part of this test')),
  remapTable: () => Promise.reject(new Error('not part of this test')),
  reshapeTable: () => Promise.reject(new Error('not part of this test')),
  previewDrop: () => Promise.reject(new Error('not part of this test')),
  dropDays: () => Promise.reject(new Error('not part of this test')),
  changeUser: () => Promise.reject(new Error('not part of this test')),
  takeBackChange: () => Promise.reject(new Error('not part of this test')),
  openedPacks: () => Promise.reject(new Error('not part of this test')),
  openPack: () => Promise.reject(new Error('not part of this test')),
  restoreMissing: () => Promise.reject(new Error('not part of this test')),
  removeSegment: async (name) => {
    segments.delete(name)
  },
}

/** The window of a test; that of the test before does not go on watching the address. */
let scope = effectScope()

async function begin(hash = ''): Promise<Shell> {
  scope.stop()
  scope = effectScope()
  location.hash = hash
  const shell = scope.run(() => createShell(workbench, () => undefined))
  if (shell === undefined) throw new Error('no window')
  addWindowCommands(shell)
  await shell.begin()
  return shell
}

beforeEach(() => {
  localStorage.clear()
  infos.clear()
  removed.clear()
  queries.clear()
  segments.clear()
  failOpen = null
  infos.set('w', { id: 'w', name: 'logs', openedAt: '2024-01-01', rows: 5, tables: ['a'] })
})

describe('saved queries', () => {
  it('are read when a workspace opens, and have a command each while they are there', async () => {
    queries.set('by-day', '-- title: Events by day\nSELECT 1')
    const shell = await begin()
    expect(shell.queries.all.value).toBeNull()
    shell.openWorkspace('w')
    await flushPromises()
    const titles = (): readonly string[] =>
      shell.commands.all.value.filter((command) => command.id.startsWith('go:query/')).map((command) => command.title)
    expect(titles()).toEqual(['Query: Events by day'])
    expect(shell.commands.run('go:query/by-day')).toBe(true)
    await flushPromises()
    expect([shell.route.current.value, location.hash]).toEqual(['query/by-day', '#/query/by-day'])
    await shell.context.savedQueries.save('users', 'SELECT 2')
    expect(titles()).toEqual(['Query: Events by day', 'Query: users'])
    await shell.context.savedQueries.remove('by-day')
    expect(titles()).toEqual(['Query: users'])
    queries.set('from-outside', 'SELECT 3')
    await shell.queries.read()
    expect(titles()).toEqual(['Query: users', 'Query: from-outside'])
    const before = shell.queries.all.value
    await shell.queries.read()
    expect(shell.queries.all.value).toBe(before)
  })
})

describe('a workspace of many small files', () => {
  it('says how far it is with joining them, and is opened with the rest of them where that is cancelled', async () => {
    gather = (joined) =>
      new Promise((resolve) => {
        leaveFiles = resolve
        joined(2)
        joined(5)
      })
    const shell = await begin()
    shell.openWorkspace('w')
    await flushPromises()
    const task = shell.status.tasks.value.at(-1)
    expect([task?.text, task?.fraction]).toEqual(['Preparing the files of the workspace, once', 0.5])
    expect(shell.workspaces.current.value).toBeNull()
    expect(shell.status.cancelNewest()).toBe(true)
    gather = null
    await flushPromises()
    expect([shell.workspaces.current.value?.info.id, shell.status.tasks.value]).toEqual(['w', []])
  })
})

describe('the start', () => {
  it('shows the start page when nothing was open', async () => {
    const shell = await begin()
    expect([shell.route.current.value, shell.isStarting.value, shell.workspaces.recent.value.length]).toEqual([
      'start',
      false,
      1,
    ])
  })

  it('opens what was open last, where it was left', async () => {
    const first = await begin()
    first.openWorkspace('w')
    await flushPromises()
    expect(first.route.current.value).toBe('overview')
    first.route.go('funnel')
    await flushPromises()
    const second = await begin()
    expect([second.workspaces.current.value?.info.id, second.route.current.value]).toEqual(['w', 'funnel'])
    const third = await begin('#/sql')
    expect(third.route.current.value).toBe('sql')
    const fourth = await begin('#/no-such-panel')
    expect(fourth.route.current.value).not.toBe('no-such-panel')
  })

  it('says on the start page why the last workspace could not be opened', async () => {
    localStorage.setItem('lathe:workspace', 'w')
    failOpen = new LatheError('workspace-locked', 'Close the other window first.', { workspace: 'logs' })
    const shell = await begin()
    expect([shell.route.current.value, shell.problem.value, shell.workspaces.current.value]).toEqual([
      'start',
      'Close the other window first.',
      null,
    ])
  })

  it('shows the gallery without a workspace, and no other panel', async () => {
    expect((await begin('#/gallery')).route.current.value).toBe('gallery')
    expect((await begin('#/funnel')).route.current.value).toBe('start')
  })
})

describe('files', () => {
  it('go to the import page, and from there into a new workspace that stays open', async () => {
    const shell = await begin()
    shell.receiveFiles([chosenFile(new File(['x'], 'visits.csv'))])
    expect(shell.route.current.value).toBe('import')
    await flushPromises()
    expect(shell.drafts.tables.value.map((table) => [table.lead.inspection?.table, table.timezone])).toEqual([
      ['visits', 'UTC'],
    ])
    await shell.importTables({ name: 'visits', timezone: 'UTC', weekStart: 1 }, [
      {
        plan: {
          table: 'visits',
          kind: 'events',
          format: 'csv',
          mapping: {},
          timeFormat: 'iso',
          types: {},
          timezone: 'UTC',
        },
        files: [],
      },
    ])
    expect(shell.importRun.state.value.stage).toBe('done')
    expect(shell.workspaces.current.value?.info.name).toBe('visits')
    expect(shell.drafts.tables.value).toEqual([])
    expect(localStorage.getItem('lathe:workspace')).toBe('visits')
    await shell.undoImport()
    expect([shell.route.current.value, shell.importRun.state.value.stage]).toEqual(['import', 'idle'])
    expect(shell.drafts.tables.value.map((table) => table.lead.inspection?.table)).toEqual(['visits'])
    expect([...removed]).toEqual(['visits'])
  })

  it('are discarded when their page is left, which can be undone, and are taken once', async () => {
    const shell = await begin()
    const file = chosenFile(new File(['x'], 'visits.csv', { lastModified: 1 }))
    shell.receiveFiles([file])
    await flushPromises()
    shell.receiveFiles([file])
    await flushPromises()
    expect(shell.notices.toasts.value.at(-1)?.text).toBe('visits.csv is already in the list.')
    shell.route.go('start')
    await flushPromises()
    expect(shell.drafts.tables.value).toEqual([])
    const notice = shell.notices.toasts.value.at(-1)
    expect(notice?.text).toBe('The file to import was discarded.')
    shell.notices.undo(notice?.id ?? -1)
    await flushPromises()
    expect(shell.route.current.value).toBe('import')
    expect(shell.drafts.tables.value.map((table) => table.files.length)).toEqual([1])
  })

  it('are read in the open workspace’s zone, unless they came from its start page', async () => {
    const shell = await begin()
    shell.openWorkspace('w')
    await flushPromises()
    shell.receiveFiles([chosenFile(new File(['x'], 'a.csv'))])
    await flushPromises()
    expect([shell.wantsNew.value, shell.drafts.tables.value[0]?.timezone]).toEqual([false, 'Asia/Tokyo'])
    shell.drafts.clear()
    shell.route.go('start')
    shell.receiveFiles([chosenFile(new File(['x'], 'a.csv'))])
    await flushPromises()
    expect([shell.wantsNew.value, shell.drafts.tables.value[0]?.timezone]).toEqual([true, 'UTC'])
  })

  it('wait while an import runs', async () => {
    const shell = await begin()
    let finish = (): void => undefined
    const running = shell.importRun.start(
      [],
      () =>
        new Promise((resolve) => {
          finish = () => {
            resolve([])
          }
        }),
    )
    shell.receiveFiles([chosenFile(new File(['x'], 'a.csv'))])
    expect(shell.drafts.tables.value).toEqual([])
    expect(shell.notices.toasts.value[0]?.text).toMatch(/An import is running/)
    finish()
    await running
  })
})

describe('workspaces and commands', () => {
  it('removes the open workspace, and Undo opens it again', async () => {
    const shell = await begin()
    shell.openWorkspace('w')
    await flushPromises()
    shell.removeWorkspace(stateOf('w').info)
    await flushPromises()
    expect([shell.route.current.value, shell.workspaces.current.value, shell.workspaces.recent.value.length]).toEqual([
      'start',
      null,
      0,
    ])
    shell.notices.undo(shell.notices.toasts.value[0]?.id ?? -1)
    await flushPromises()
    expect([
      shell.route.current.value,
      shell.workspaces.current.value?.info.id,
      shell.workspaces.recent.value.length,
    ]).toEqual(['overview', 'w', 1])
  })

  it('renames one, with Undo, and opens one to be read only', async () => {
    const shell = await begin()
    shell.openReadOnly('w')
    await flushPromises()
    expect(shell.workspaces.current.value?.readOnly).toBe(true)
    const { info } = stateOf('w')
    infos.set('w', info)
    shell.renameWorkspace(info, 'Spring')
    await flushPromises()
    expect(shell.workspaces.recent.value.map(({ name }) => name)).toEqual(['Spring'])
    expect(shell.notices.toasts.value[0]?.text).toBe(`${info.name} is called Spring now.`)
    shell.notices.undo(shell.notices.toasts.value[0]?.id ?? -1)
    await flushPromises()
    expect(shell.workspaces.recent.value.map(({ name }) => name)).toEqual([info.name])
  })

  it('opens an archive of a workspace as one, in the place of importing it', async () => {
    const shell = await begin()
    shell.receiveFiles([chosenFile(new File(['PK'], 'Spring sale.lathe.zip'))])
    await flushPromises()
    expect([shell.workspaces.current.value?.info.id, shell.route.current.value]).toEqual(['Spring sale', 'overview'])
    expect(shell.drafts.tables.value).toEqual([])
  })

  it('goes to panels only when a workspace is open, and Escape cancels running work', async () => {
    const shell = await begin()
    expect(shell.commands.run('go:retention')).toBe(false)
    shell.openWorkspace('w')
    await flushPromises()
    expect(shell.commands.run('go:retention')).toBe(true)
    expect(shell.route.current.value).toBe('retention')
    const cancel = vi.fn()
    shell.context.startTask('Running', cancel)
    shell.commands.handleKey(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }))
    expect(cancel).toHaveBeenCalledOnce()
    shell.commands.handleKey(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true }))
    expect(shell.dialogs.palette.value).toBe(true)
  })
})
