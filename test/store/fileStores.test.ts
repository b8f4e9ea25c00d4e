import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { nodeIo } from '../../src-renderer/store/diskIo'
import { processStart } from '../../src-renderer/store/processStart'
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
    ...fileStoreContract(
      'disk',
      async () => new DiskFiles((last = join(await freshFolder(), 'made', 'later'))),
      () => Promise.resolve(new DiskFiles(last)),
    ),
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
      const outcomes = await Promise.allSettled(
        Array.from({ length: 2 + (round % 15) }, () => new DiskFiles(folder).lock()),
      )
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
      expect(await readdir(folder)).toEqual(['.lathe-lock'])
    }
  })

  it('leaves the lock of a living process, and of another machine, alone, and says whose it is and what to do', async () => {
    const start = await processStart(process.ppid)
    for (const owner of [
      `${process.ppid} ${hostname()}`,
      `${process.ppid} ${hostname()} ${start!.mark} 2024-01-01T00:00:00Z aa`,
      '1 some-other-machine',
    ]) {
      const folder = await freshFolder()
      const path = join(folder, '.lathe-lock')
      await writeFile(path, owner)
      const [pid, host] = owner.split(' ')
      const error: unknown = await new DiskFiles(folder).lock().catch((each: unknown) => each)
      expect(error).toMatchObject({ code: 'workspace-locked', payload: { file: path, host, pid: Number(pid) } })
      for (const word of [`Process ${pid}`, host!, folder, 'for 0 s', `remove ${path}`])
        expect((error as Error).message).toContain(word)
      expect(await readdir(folder)).toEqual(['.lathe-lock'])
    }
  })

  it('takes over a lock whose pid has another process now, its own pid among them', async () => {
    const old = new Date(Date.now() - 3_600_000 * 24 * 365 * 30)
    // As a container leaves it, where every run has the same pid; and as an older Lathe wrote it.
    for (const owner of [
      `${process.pid} ${hostname()}`,
      `${process.pid} ${hostname()} x1.0 2024-01-01T00:00:00Z aa`,
      `${process.ppid} ${hostname()} x1.0 2024-01-01T00:00:00Z aa`,
      `1 ${hostname()}`,
      `1 ${hostname()} x1.0 2024-01-01T00:00:00Z aa`,
    ]) {
      const folder = await freshFolder()
      await writeFile(join(folder, '.lathe-lock'), owner)
      await utimes(join(folder, '.lathe-lock'), old, old)
      await (
        await new DiskFiles(folder).lock()
      )()
      expect(await readdir(folder)).toEqual([])
    }
  })

  it('takes over a lock that nobody can read, once it is two seconds old', async () => {
    for (const owner of [
      '',
      '\0\0\0',
      'not a lock',
      '{"pid":1}',
      `-5 ${hostname()}`,
      `99999999999999999999 ${hostname()}`,
      'ÿþ\u0000',
    ]) {
      const folder = await freshFolder()
      const path = join(folder, '.lathe-lock')
      await writeFile(path, owner)
      if (!/^\d/.test(owner))
        await expect(new DiskFiles(folder).lock()).rejects.toMatchObject({ code: 'workspace-locked' })
      await utimes(path, new Date(Date.now() - 3_000), new Date(Date.now() - 3_000))
      await (
        await new DiskFiles(folder).lock()
      )()
      expect(await readdir(folder)).toEqual([])
    }
  })

  it('goes on after a take-over that was killed half-way', async () => {
    const folder = await freshFolder()
    const path = join(folder, '.lathe-lock')
    await writeFile(path, `${process.pid} ${hostname()} x1.0 2024-01-01T00:00:00Z aa`)
    const io = {
      ...nodeIo,
      remove: (full: string) =>
        full === path || (full.includes('-take-') && !full.includes('-new-'))
          ? Promise.reject(new Error('killed'))
          : nodeIo.remove(full),
    }
    await expect(new DiskFiles(folder, io).lock()).rejects.toThrow()
    const guard = (await readdir(folder)).find((name) => name.includes('-take-'))!
    // The guard's maker is this process, which lives: it may still be at work.
    await expect(new DiskFiles(folder).lock()).rejects.toMatchObject({ code: 'workspace-locked' })
    await writeFile(join(folder, guard), `${spawnSync(process.execPath, ['-e', '']).pid} ${hostname()}`)
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => new DiskFiles(folder).lock()))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['.lathe-lock'])
  })

  it('works where there are no hard links, and where a lock cannot be removed', async () => {
    const folder = await freshFolder()
    const noLinks = { ...nodeIo, link: () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' })) }
    const release = await new DiskFiles(folder, noLinks).lock()
    await expect(new DiskFiles(folder, noLinks).lock()).rejects.toMatchObject({
      code: 'workspace-locked',
      payload: { pid: process.pid },
    })
    await release()
    const stuck = {
      ...nodeIo,
      remove: (full: string) =>
        full.endsWith('.lathe-lock') ? Promise.reject(new Error('busy')) : nodeIo.remove(full),
    }
    await (
      await new DiskFiles(folder, stuck).lock()
    )()
    await (
      await new DiskFiles(folder).lock()
    )()
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves no temporary file behind, and says so when it cannot write', async () => {
    const folder = await freshFolder()
    const files = new DiskFiles(folder)
    await files.write('folder/inner', new Uint8Array(1))
    await expect(files.write('folder', new Uint8Array(1))).rejects.toMatchObject({ code: 'store-write' })
    expect(await readdir(folder)).toEqual(['folder'])
  })
})
