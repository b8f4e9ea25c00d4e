import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import type { Check } from '../../src-renderer/host/checks/check'
import { readKeptChecks, writeKeptChecks } from '../../src-renderer/host/checks/keptChecks'
import { checkQuestions } from '../../src-renderer/host/checks/checkQuestions'
import type { RunAnswer, Workbench, WorkspaceState } from '../../src-renderer/host/workbench'
import { listedChecks } from '../../src-renderer/panels/checks/listedChecks'
import { createCheckStore } from '../../src-renderer/shell/checkStore'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { fakeContext, workspaceOf } from '../panels/analysis/fakeContext'

const QUERIES = [{ name: 'orders', text: '-- expect: rows = 0\n-- expect: id unique\nSELECT 1 AS id' }]

/** An answer of one row: 3 rows, of which 0 and 2 fail. */
function answer(): RunAnswer {
  const row = { row_count: 3, failing_1: 1, example_1: null, failing_2: 0, example_2: null }
  const rows = [row]
  return {
    table: { rowCount: 1, columns: [], value: () => null, row: () => row, rows: () => rows, column: () => [] },
    elapsedMs: 1,
    sql: '',
    shellSql: '',
    rowsRead: 0,
    filesRead: { read: 0, of: 0 },
    tables: [],
    truncated: false,
    notes: [],
  }
}

/** A store over files in memory, as the worker keeps them. */
async function openStore(run: Workbench['run'] = () => Promise.resolve(answer())) {
  const files = new MemoryFiles()
  const workspace = shallowRef<WorkspaceState | null>(null)
  const context = { ...fakeContext(run), workspace }
  const data = { revision: 4 }
  const workbench: Workbench = {
    ...context.workbench,
    readChecks: async () => ({ revision: data.revision, kept: await readKeptChecks(files) }),
    keepChecks: (kept) => writeKeptChecks(files, kept),
    listQueries: () => Promise.resolve(QUERIES),
  }
  const store = createCheckStore(workbench, context)
  workspace.value = workspaceOf('w')
  await flushPromises()
  return { store, files, log: context.log, data, workspace }
}

describe('the checks of the window', () => {
  it('are asked after an import, kept, and told where one is not passed', async () => {
    const { store, files, log, data, workspace } = await openStore()
    expect([store.kept.value, store.isStale.value]).toEqual([null, true])
    await store.runAfterImport()
    expect(store.kept.value?.checks.map(({ expects, state, text }) => [expects, state, text])).toEqual([
      ['rows = 0', 'failed', '3 rows'],
      ['id unique', 'passed', '3 rows'],
    ])
    expect(log).toEqual(['stopped Checks', 'After the import 1 check failed. The page Checks lists them.'])
    expect(await readKeptChecks(files)).toEqual(store.kept.value)
    expect([store.kept.value?.revision, store.isStale.value, store.running.value]).toEqual([4, false, false])
    data.revision = 5
    workspace.value = { ...workspaceOf('w') }
    await flushPromises()
    expect([store.kept.value?.revision, store.isStale.value]).toEqual([4, true])
  })

  it('keep what was there when they are cancelled, and go on when a newer run has begun', async () => {
    const asked: (() => void)[] = []
    const { store, log } = await openStore(
      (_plan, { signal }) =>
        new Promise((resolve, reject) => {
          asked.push(() => resolve(answer()))
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        }),
    )
    const first = store.run()
    await flushPromises()
    const second = store.run()
    await flushPromises()
    await first
    expect([store.running.value, asked.length]).toEqual([true, 2])
    store.cancel()
    await second
    expect([store.running.value, store.kept.value]).toEqual([false, null])
    expect(log).toEqual(['stopped Checks', 'stopped Checks'])
  })

  it('are read anew where somebody spoilt their file', async () => {
    const { files } = await openStore()
    await files.replace('checks.json', new TextEncoder().encode('{"at": 5'))
    expect(await readKeptChecks(files)).toBeNull()
  })
})

describe('the list of checks', () => {
  it('has what is expected now, what did not pass first, and nothing that is expected no more', () => {
    const { catalog } = workspaceOf('w')
    const about = { of: 'query', name: 'orders', title: 'orders', figure: 0 } as const
    const kept: readonly Check[] = [
      { ...about, expects: 'id unique', state: 'passed', text: '3 rows' },
      { ...about, expects: 'gone > 1', state: 'failed', text: '1 of 3 rows' },
    ]
    const listed = listedChecks(checkQuestions({ catalog, queries: QUERIES }), kept)
    expect(listed.map(({ expects, state, text }) => [expects, state, text])).toEqual([
      ['rows = 0', 'open', 'not asked yet'],
      ['id unique', 'passed', '3 rows'],
    ])
  })
})
