import { describe, expect, it } from 'vitest'
import { computed, shallowRef } from 'vue'
import { flushPromises } from '@vue/test-utils'
import { WorkspaceModel } from '../../src-renderer/host/workspaceModel'
import type { Workbench, WorkspaceState } from '../../src-renderer/host/workbench'
import type { Notice } from '../../src-renderer/panels/context'
import { createModelStore } from '../../src-renderer/shell/modelStore'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { fakeContext, workspaceOf } from '../panels/analysis/fakeContext'

const BY_HAND = '{\n  // mine\n  "testUsers": [{"users": ["qa"]}]\n}\n'
const LIST = { part: 'testUsers', index: 0, entry: { users: ['qa', 'bot'] } } as const

/** A store over files in memory, as the worker keeps them. */
async function openStore(text: string | null) {
  const files = new MemoryFiles()
  const kept = new WorkspaceModel(files)
  const put = (next: string): Promise<void> => files.replace('model.json', new TextEncoder().encode(next))
  if (text !== null) await put(text)
  const { workbench } = fakeContext(() => Promise.reject(new Error('nothing is asked')))
  const current = shallowRef<WorkspaceState | null>(workspaceOf('w'))
  const notices: Notice[] = []
  const reloads: string[] = []
  const errors: unknown[] = []
  const store = createModelStore(
    { ...workbench, readModelText: () => kept.text() } satisfies Workbench,
    {
      current: computed(() => current.value),
      reload: () => {
        reloads.push('reload')
        return Promise.resolve()
      },
      replaceModelText: (before, next) => kept.replace(before, next),
    },
    (notice) => notices.push(notice),
    (error) => errors.push(error),
  )
  current.value = { ...workspaceOf('w'), info: { ...workspaceOf('w').info, id: 'opened' } }
  await flushPromises()
  return { store, kept, put, notices, reloads, errors }
}

describe('the model of the window', () => {
  it('is changed in its file, and taken back to the letter by the notice or the key, newest first', async () => {
    const { store, kept, notices, errors } = await openStore(BY_HAND)
    expect(store.file.value?.placed.model.testUsers).toEqual([{ users: ['qa'] }])
    await store.change(BY_HAND, LIST, 'Changed a rule.')
    expect(await kept.text()).toBe(BY_HAND.replace('["qa"]', '["qa","bot"]'))
    const second = { part: 'testUsers', index: 1, entry: { users: ['x'] } } as const
    await expect(store.change(BY_HAND, second, 'Added a rule.')).rejects.toMatchObject({ code: 'workspace-changed' })
    await store.change(await kept.text(), second, 'Added a rule.')
    notices[0]?.undo?.()
    await flushPromises()
    expect(notices.at(-1)?.text).toContain('undo the newer change first')
    notices[1]?.undo?.()
    await flushPromises()
    await store.undo()
    expect([await kept.text(), store.canUndo.value, errors]).toEqual([BY_HAND, false, []])
  })

  it('makes the file, and takes it away again', async () => {
    const { store, kept } = await openStore(null)
    await store.change(null, LIST, 'Added a rule.')
    expect(await kept.read()).toMatchObject({ testUsers: [{ users: ['qa', 'bot'] }] })
    await store.undo()
    expect(await kept.text()).toBeNull()
  })

  it('is not written over what was changed elsewhere, until that was read', async () => {
    const { store, kept, put, reloads } = await openStore(BY_HAND)
    const theirs = BY_HAND.replace('mine', 'theirs')
    await put(theirs)
    await expect(store.change(BY_HAND, LIST, 'Changed.')).rejects.toMatchObject({ code: 'workspace-changed' })
    expect(await kept.text()).toBe(theirs)
    await store.read()
    await store.change(theirs, LIST, 'Changed.')
    expect(reloads).toEqual(['reload'])
    await put(theirs)
    await expect(store.undo()).rejects.toMatchObject({ code: 'workspace-changed' })
    expect(await kept.text()).toBe(theirs)
  })

  it('keeps what was good in view where the file has a fault, writes nothing over it, and can be mended', async () => {
    const { store, kept, put } = await openStore(BY_HAND)
    const broken = '{\n  "testUsers": [{"who": 1}]\n}'
    await put(broken)
    await store.read()
    expect(store.file.value?.problem).toContain('model.json, line 2, column')
    expect(store.file.value?.placed.model.testUsers).toEqual([{ users: ['qa'] }])
    await expect(store.change(broken, LIST, 'Changed.')).rejects.toMatchObject({ code: 'bad-file' })
    await expect(store.write(broken, '{', 'Mended.')).rejects.toMatchObject({ code: 'bad-file' })
    expect(await kept.text()).toBe(broken)
    await store.write(broken, BY_HAND, 'Mended.')
    expect([await kept.text(), store.file.value?.problem, store.canUndo.value]).toEqual([BY_HAND, null, false])
  })
})
