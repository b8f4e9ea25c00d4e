import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { ChosenFiles } from '../../src-main/files/chosenFiles'
import { WorkspaceFolders } from '../../src-main/files/workspaceFolders'
import { servePort } from '../../src-main/ipc/servePort'
import { mainPlaces } from '../../src-renderer/host/desktop/mainPlaces'
import type { Places } from '../../src-renderer/host/browser/places'
import type { FileStore } from '../../src-renderer/store/files'
import { fileStoreContract } from '../store/fileStoreContract'

const root = mkdtempSync(join(tmpdir(), 'lathe-port-'))
const ports: MessagePort[] = []
afterAll(() => {
  for (const port of ports) port.close()
  rmSync(root, { recursive: true, force: true })
})

/** A worker's places over a real message port, as main serves them. */
function connected(name: string): { places: Places; files: ChosenFiles } {
  const folders = new WorkspaceFolders(join(root, name, 'app/workspaces.json'), () => join(root, name))
  const files = new ChosenFiles()
  const { port1, port2 } = new MessageChannel()
  ports.push(port1)
  servePort({
    postMessage: (message: unknown) => { port1.postMessage(message) },
    on: (type: string, listener: (event: never) => void) => port1.on(type, (data: unknown) => { listener({ data } as never) }),
    start: () => { port1.start() },
  } as never, { files, folders }, () => undefined)
  return { places: mainPlaces(port2 as never), files }
}

/** The contract's paths lie at the top; a workspace's lie in its folders. */
function inQueries(files: FileStore): FileStore {
  const inside = (path: string): string => (path.startsWith('/') ? path : `queries/${path}`)
  return {
    label: files.label,
    read: (path) => files.read(inside(path)), write: (path, bytes) => files.write(inside(path), bytes), replace: (path, bytes) => files.replace(inside(path), bytes),
    remove: (path) => files.remove(inside(path)), lock: () => files.lock(),
    list: async (folder) => (await files.list(folder === '' ? 'queries' : inside(folder))).map((file) => ({ ...file, path: file.path.slice('queries/'.length) })),
  }
}

describe('a workspace over a port', () => {
  const { places } = connected('contract')
  let last = ''
  const make = async (): Promise<FileStore> => {
    last = (await places.create(`w${Math.random()}`, null)).id
    return inQueries(places.files(last))
  }
  for (const suite of fileStoreContract('port', make, () => Promise.resolve(inQueries(places.files(last))))) it(suite.title, () => suite.run())

  it('releases its lock once', async () => {
    const files = await make()
    const release = await files.lock()
    await release()
    await release()
  })
})

describe('a chosen file over a port', () => {
  it('is pulled at the reader’s pace, one piece ahead', async () => {
    const { places, files } = connected('pace')
    const bytes = new Uint8Array(10 * 2 ** 20 + 17).map((_byte, index) => (index * 31 + (index >>> 12)) & 255)
    const path = join(root, 'log')
    writeFileSync(path, bytes)
    const reads: number[] = []
    const read = files.read.bind(files)
    files.read = (id, at, length) => {
      reads.push(at)
      return read(id, at, length)
    }
    const source = places.source(await files.add(path))
    expect([source.name, source.size]).toEqual(['log', bytes.length])
    const back = new Uint8Array(bytes.length)
    let at = 0
    let pieces = 0
    for await (const chunk of source.open()) {
      back.set(chunk, at)
      at += chunk.length
      pieces++
      await new Promise((done) => { setTimeout(done, 5) })
      expect(reads.length).toBeLessThanOrEqual(pieces + 1)
    }
    expect(at).toBe(bytes.length)
    expect(Buffer.compare(back, bytes)).toBe(0)
    // A reader that stops early (a preview) does not read the rest.
    reads.length = 0
    for await (const chunk of source.open()) if (chunk.length > 0) break
    await new Promise((done) => { setTimeout(done, 20) })
    expect(reads.length).toBeLessThanOrEqual(2)
  })

  it('fails with what to do when it was shortened meanwhile', async () => {
    const { places, files } = connected('short')
    const path = join(root, 'short')
    writeFileSync(path, 'x'.repeat(3 * 2 ** 20))
    const source = places.source(await files.add(path))
    const read = async (): Promise<void> => {
      for await (const chunk of source.open()) if (chunk.length > 0) writeFileSync(path, 'short')
    }
    await expect(read()).rejects.toMatchObject({ code: 'bad-file' })
  })

  it('that the window holds itself is read there', async () => {
    const { places } = connected('own')
    const source = places.source(new File(['a,b\n1,2\n'], 'sample.csv'))
    let text = ''
    for await (const chunk of source.open()) text += new TextDecoder().decode(chunk)
    expect([source.name, text]).toEqual(['sample.csv', 'a,b\n1,2\n'])
  })
})
