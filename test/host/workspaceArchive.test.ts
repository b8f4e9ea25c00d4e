import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { archiveWorkspace, unpackWorkspace } from '../../src-renderer/host/workspaceArchive'
import { ingest } from '../../src-renderer/ingest/ingest'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { planOf } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value)

async function sample(): Promise<Workspace> {
  const files = new MemoryFiles()
  const workspace = await Workspace.create(files, { timezone: 'Asia/Tokyo', weekStart: 7 })
  const lines = [0, 1, 2].map((n) => JSON.stringify({ user: `u${n}`, event: 'e', time: n * 86_400_000_000 }))
  await ingest(planOf({ types: { user: 'string' } }), [memorySource(lines.join('\n'), [], 'log.ndjson')], workspace)
  await files.replace('model.json', text('{}'))
  await files.replace('queries/shop/sales.sql', text('SELECT 1'))
  await files.replace('damaged/lathe-1.json', text('{}'))
  await files.replace('tables/log/litter.arrow', text('x'))
  await files.replace('notes.txt', text('mine'))
  return workspace
}

describe('an archive of a workspace', () => {
  it('is the workspace again, with all that it names and what people wrote, and without anything else', async () => {
    const workspace = await sample()
    const bytes = await archiveWorkspace(workspace)
    const names = Object.keys(unzipSync(bytes))
    expect(names).toEqual(expect.arrayContaining(['lathe.json', 'model.json', 'queries/shop/sales.sql']))
    for (const left of ['damaged/lathe-1.json', 'tables/log/litter.arrow', 'notes.txt'])
      expect(names).not.toContain(left)
    const files = new MemoryFiles()
    await unpackWorkspace(memorySource(bytes, [], 'w.lathe.zip'), files)
    const again = await Workspace.open(files)
    expect(again.manifest).toEqual(workspace.manifest)
    expect(await again.verify()).toEqual([])
    expect((await files.list('')).map(({ path }) => path)).toEqual(names.toSorted())
  })

  it('is refused where it is none, holds what is no part of one, or is damaged, and leaves no workspace', async () => {
    const bytes = await archiveWorkspace(await sample())
    const files = unzipSync(bytes)
    const refusal = async (archive: Uint8Array): Promise<string> => {
      const place = new MemoryFiles()
      const error: unknown = await unpackWorkspace(memorySource(archive, [], 'w.lathe.zip'), place).catch(
        (one: unknown) => one,
      )
      expect((await place.list('')).map(({ path }) => path)).not.toContain('lathe.json')
      return String(error)
    }
    expect(await refusal(zipSync({ a: strToU8('b') }))).toContain('w.lathe.zip holds no workspace of Lathe')
    for (const path of ['notes.txt', 'queries/../../x.sql', '../x', 'tablesx/y'])
      expect(await refusal(zipSync({ ...files, [path]: strToU8('b') }))).toContain(`holds ${path}, which is no part`)
    expect(await refusal(bytes.slice(0, bytes.length - 40))).toContain('w.lathe.zip')
    expect(await refusal(text('no archive'))).toContain('w.lathe.zip')
  })
})
