// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import type { Workbench } from '../../src-renderer/host/workbench'
import { createEngineCount } from '../../src-renderer/shell/engineCount'
import { createWindowMemory } from '../../src-renderer/shell/windowMemory'

it('is remembered from one start to the next, and only what the workbench has done', async () => {
  localStorage.clear()
  const shareUsers = vi.fn(() => Promise.resolve())
  const start = () => createEngineCount({ shareUsers } as unknown as Workbench, createWindowMemory(localStorage))
  const first = start()
  expect([first.count.value, shareUsers.mock.calls]).toEqual([1, []])
  await first.choose(3)
  expect([first.count.value, shareUsers.mock.calls]).toEqual([3, [[3]]])
  const second = start()
  expect([second.count.value, shareUsers.mock.calls]).toEqual([3, [[3], [3]]])
  shareUsers.mockRejectedValueOnce(new Error('no memory'))
  await expect(second.choose(1)).rejects.toThrow('no memory')
  expect([second.count.value, start().count.value]).toEqual([3, 3])
  await second.choose(1)
  shareUsers.mockClear()
  expect([start().count.value, shareUsers.mock.calls]).toEqual([1, []])
  localStorage.setItem('lathe:engines', 'many')
  expect(start().count.value).toBe(1)
})
