import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { fileStoreContract } from './fileStoreContract'

const folders: string[] = []

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-store-'))
  folders.push(folder)
  return folder
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

describe('the FileStore contract', () => {
  let last = ''
  const suites = [
    ...fileStoreContract('memory', () => Promise.resolve(new MemoryFiles())),
    ...fileStoreContract('disk', async () => new DiskFiles(last = join(await freshFolder(), 'made', 'later')), () => Promise.resolve(new DiskFiles(last))),
  ]
  for (const suite of suites) it(suite.title, () => suite.run())
})

describe('DiskFiles', () => {
  it('takes over the lock of a process that is gone', async () => {
    const folder = await freshFolder()
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    await writeFile(join(folder, '.lathe-lock'), `${gone} ${hostname()}`)
    const release = await new DiskFiles(folder).lock()
    await expect(new DiskFiles(folder).lock()).rejects.toMatchObject({ code: 'workspace-locked' })
    await release()
    expect(await readdir(folder)).toEqual([])
  })

  it('lets only one of many take over a stale lock', async () => {
    const gone = `${spawnSync(process.execPath, ['-e', '']).pid} ${hostname()}`
    for (let round = 0; round < 40; round++) {
      const folder = await freshFolder()
      await writeFile(join(folder, '.lathe-lock'), gone)
      const outcomes = await Promise.allSettled(Array.from({ length: 2 + round % 15 }, () => new DiskFiles(folder).lock()))
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
      expect(await readdir(folder)).toEqual(['.lathe-lock'])
    }
  })

  it('leaves the lock of a living process, and of another machine, alone', async () => {
    for (const owner of [`${process.ppid} ${hostname()}`, '1 some-other-machine']) {
      const folder = await freshFolder()
      await writeFile(join(folder, '.lathe-lock'), owner)
      await expect(new DiskFiles(folder).lock()).rejects.toMatchObject({ code: 'workspace-locked' })
    }
  })

  it('takes over an empty lock file only when it is old: its owner may be about to write its name', async () => {
    const folder = await freshFolder()
    const path = join(folder, '.lathe-lock')
    await writeFile(path, '')
    await expect(new DiskFiles(folder).lock()).rejects.toMatchObject({ code: 'workspace-locked' })
    await utimes(path, new Date(0), new Date(0))
    await (await new DiskFiles(folder).lock())()
  })

  it('leaves no temporary file behind, and says so when it cannot write', async () => {
    const folder = await freshFolder()
    const files = new DiskFiles(folder)
    await files.write('folder/inner', new Uint8Array(1))
    await expect(files.write('folder', new Uint8Array(1))).rejects.toMatchObject({ code: 'store-write' })
    expect(await readdir(folder)).toEqual(['folder'])
  })
})
