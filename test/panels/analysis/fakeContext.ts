import { shallowRef, type ShallowRef } from 'vue'
import type { SavedQuery, RunAnswer, Workbench, WorkspaceState } from '../../../src-renderer/host/workbench'
import type { PanelContext } from '../../../src-renderer/panels/context'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { Segment } from '../../../src-renderer/query/contract/segment'
import type { ResultTable } from '../../../src-renderer/query/contract/result'

export const catalog: Catalog = {
  timezone: 'Europe/Berlin',
  weekStart: 1,
  hasTestUsers: false,
  tables: [
    {
      name: 'log',
      kind: 'events',
      rows: 1000,
      minTs: 1_704_067_200_000_000,
      maxTs: 1_709_251_200_000_000,
      minDate: '2024-01-01',
      maxDate: '2024-03-01',
      columns: [
        { name: 'user_key', type: 'integer', source: '' },
        { name: 'user_id', type: 'string', source: 'uid', role: 'user' },
        { name: 'event', type: 'string', source: 'event', role: 'event' },
        { name: 'ts', type: 'timestamp', source: 'time', role: 'time' },
        { name: 'plan', type: 'string', source: 'plan' },
        { name: '_source', type: 'integer', source: '' },
      ],
    },
  ],
}

export function workspaceOf(id: string, of: Catalog = catalog): WorkspaceState {
  return {
    info: { id, name: id, openedAt: '2024-03-01T00:00:00Z', rows: 1000, tables: of.tables.map((table) => table.name) },
    catalog: of,
    sources: [],
    damage: [],
  }
}

export function answerOf(table: ResultTable, plan: QueryPlan): RunAnswer {
  return {
    table,
    elapsedMs: 12.4,
    sql: plan.sql,
    shellSql: `-- shell\n${plan.sql}`,
    tables: [],
    rowsRead: 1000,
    filesRead: { read: 2, of: 2 },
    truncated: false,
    notes: [],
  }
}

/** Saved queries kept in memory. */
function fakeQueries(): PanelContext['savedQueries'] {
  const all = shallowRef<readonly SavedQuery[] | null>([])
  const others = (name: string): readonly SavedQuery[] => (all.value ?? []).filter((query) => query.name !== name)
  return {
    all,
    save: (name, text) => {
      all.value = [...others(name), { name, text }]
      return Promise.resolve(name)
    },
    remove: (name) => {
      all.value = others(name)
      return Promise.resolve()
    },
  }
}

/** Segments kept in memory. */
function fakeSegments(): PanelContext['segments'] {
  const all = shallowRef<readonly Segment[]>([])
  const others = (name: string): readonly Segment[] => all.value.filter((segment) => segment.name !== name)
  return {
    all,
    save: (name, segment) => {
      all.value = [...others(name), { name, ...segment }]
      return Promise.resolve(name)
    },
    remove: (name) => {
      all.value = others(name)
      return Promise.resolve()
    },
  }
}

export interface FakeContext extends PanelContext {
  readonly workspace: ShallowRef<WorkspaceState | null>
  /** What happened, in order. */
  readonly log: string[]
}

type Run = Workbench['run']

/** A panel context over a workbench that only runs, as given. */
export function fakeContext(run: Run, state: WorkspaceState | null = workspaceOf('w')): FakeContext {
  const log: string[] = []
  const refuse = (): never => {
    throw new Error('not part of this test')
  }
  const workbench: Workbench = {
    shareUsers: refuse,
    readFollowing: refuse,
    keepFollowing: refuse,
    look: refuse,
    endLooks: refuse,
    listWorkspaces: refuse,
    createWorkspace: refuse,
    openWorkspace: refuse,
    leaveFiles: refuse,
    openReadOnly: refuse,
    renameWorkspace: refuse,
    archiveWorkspace: refuse,
    unpackWorkspace: refuse,
    removeWorkspace: refuse,
    restoreWorkspace: refuse,
    refresh: refuse,
    inspect: refuse,
    checksum: refuse,
    ingest: refuse,
    takeBackImports: refuse,
    export: refuse,
    listQueries: refuse,
    saveQuery: refuse,
    removeQuery: refuse,
    listDocuments: refuse,
    replaceDocument: refuse,
    removeDocument: refuse,
    renameInViews: refuse,
    listSegments: refuse,
    saveSegment: refuse,
    removeSegment: refuse,
    listAnnotations: refuse,
    saveAnnotations: refuse,
    readChecks: refuse,
    keepChecks: refuse,
    readModelText: refuse,
    replaceModelText: refuse,
    renameTable: refuse,
    deleteTable: refuse,
    restoreTable: refuse,
    remapTable: refuse,
    reshapeTable: refuse,
    previewDrop: refuse,
    dropDays: refuse,
    changeUser: refuse,
    takeBackChange: refuse,
    openedPacks: refuse,
    openPack: refuse,
    restoreMissing: refuse,
    run,
  }
  return {
    workbench,
    workspace: shallowRef(state),
    theme: shallowRef('light'),
    log,
    savedQueries: fakeQueries(),
    views: { all: shallowRef([]), read: refuse, replace: refuse, remove: refuse },
    dashboards: { all: shallowRef([]), read: refuse, replace: refuse, remove: refuse },
    keepView: ({ how, title }) => {
      log.push(`${how} ${title}`)
    },
    packs: { opened: refuse, open: refuse },
    segments: fakeSegments(),
    model: {
      file: shallowRef(null),
      canUndo: shallowRef(false),
      read: refuse,
      change: refuse,
      write: refuse,
      undo: refuse,
    },
    checks: {
      kept: shallowRef(null),
      isStale: shallowRef(false),
      running: shallowRef(false),
      run: refuse,
      cancel: refuse,
    },
    annotations: { all: shallowRef([]), save: refuse, remove: refuse, open: refuse },
    startTask: (label) => ({
      progress: () => undefined,
      done: (text) => {
        log.push(`done ${label}: ${text ?? ''}`)
      },
      fail: (text) => {
        log.push(`failed: ${text}`)
      },
      stop: () => {
        log.push(`stopped ${label}`)
      },
    }),
    notify: (notice) => {
      log.push(notice.text)
    },
    reportError: (error) => {
      log.push(String(error))
    },
    addCommand: () => () => undefined,
    navigate: (route) => {
      log.push(`go ${route}`)
    },
    chooseFiles: () => {
      log.push('choose files')
    },
    tables: {
      rename: refuse,
      remove: refuse,
      restore: refuse,
      remap: refuse,
      reshape: refuse,
      dropDays: refuse,
      takeBack: refuse,
      readAgain: refuse,
    },
    following: {
      all: shallowRef([]),
      own: shallowRef(new Set<string>()),
      canFollow: () => true,
      choose: null,
      resume: refuse,
      pause: refuse,
      setRhythm: refuse,
      stop: refuse,
    },
    changeUser: refuse,
    restoreMissing: refuse,
    openSample: (name) => {
      log.push(`sample ${name}`)
    },
  }
}
