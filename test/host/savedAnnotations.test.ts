import { expect, it } from 'vitest'
import { SavedAnnotations } from '../../src-renderer/host/savedAnnotations'
import type { Annotation } from '../../src-renderer/model/annotation'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'

const LAUNCH: Annotation = {
  id: '1',
  from: '2024-03-02',
  to: '2024-03-02',
  text: 'Launch',
  kind: 'launch',
  at: '2024-03-02T09:00:00Z',
}

it('annotations are one file of the workspace, by date, that no cleaning takes and no mistake is written over', async () => {
  const files = new MemoryFiles()
  const workspace = await Workspace.create(files, { timezone: 'UTC', weekStart: 1 })
  const kept = new SavedAnnotations(files)
  expect(await kept.list()).toEqual([])
  const sale: Annotation = { ...LAUNCH, id: '2', from: '2024-03-01', to: '2024-03-04', text: 'Sale', kind: 'campaign' }
  await kept.replace([LAUNCH, sale])
  await workspace.cleanLitter()
  expect(await kept.list()).toEqual([sale, LAUNCH])
  expect(new TextDecoder().decode(await files.read('annotations.json')).split('\n')).toHaveLength(5)
  const broken = new TextEncoder().encode('[{"date":"soon","text":"x"}]')
  await files.replace('annotations.json', broken)
  await expect(kept.list()).rejects.toMatchObject({ code: 'bad-file' })
  await expect(kept.replace([LAUNCH])).rejects.toMatchObject({ code: 'bad-file' })
  expect(await files.read('annotations.json')).toEqual(broken)
})
