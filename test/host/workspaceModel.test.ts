import { expect, it } from 'vitest'
import { WorkspaceModel } from '../../src-renderer/host/workspaceModel'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'

it('model.json is written over only where it is as it was read, and never with what is no model', async () => {
  const files = new MemoryFiles()
  const file = new WorkspaceModel(files)
  expect(await file.text()).toBeNull()
  await file.replace(null, '{}')
  expect(await file.text()).toBe('{}')
  const byHand = '{ // mine\n}'
  await files.replace('model.json', new TextEncoder().encode(byHand))
  await expect(file.replace('{}', '{"events": []}')).rejects.toMatchObject({ code: 'workspace-changed' })
  await expect(file.replace(null, '{}')).rejects.toMatchObject({ code: 'workspace-changed' })
  await expect(file.replace(byHand, '{\n  "event": []\n}')).rejects.toMatchObject({
    code: 'bad-file',
    payload: { line: 2, column: 12 },
  })
  expect(await file.text()).toBe(byHand)
  await file.replace(byHand, null)
  expect(await file.text()).toBeNull()
})
