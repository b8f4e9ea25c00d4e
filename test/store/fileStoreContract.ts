import type { FileStore } from '../../src-renderer/store/files'

/**
 * One promise of the FileStore interface: `run` throws when the store breaks it. No test library, so it also runs in a
 * browser's worker.
 */
export interface ContractCase {
  readonly title: string
  run(): Promise<void>
}

/**
 * All that every FileStore promises. `make` gives an empty store; `again` (where there is something to open again)
 * gives a second handle on the store that `make` gave last.
 */
export function fileStoreContract(
  name: string,
  make: () => Promise<FileStore>,
  again?: () => Promise<FileStore>,
): readonly ContractCase[] {
  const one = (title: string, body: (files: FileStore) => Promise<void>): ContractCase => ({
    title: `${name} ${title}`,
    run: async () => body(await make()),
  })
  const cases = [
    one('gives back what was written', async (files) => {
      await files.write('a/b/c.bin', bytesOf('hello'))
      same(textOf(await files.read('a/b/c.bin')), 'hello')
    }),
    one('writes an empty file', async (files) => {
      await files.write('empty', new Uint8Array())
      same((await files.read('empty')).byteLength, 0)
      same(await paths(files, ''), ['empty'])
    }),
    one('never writes over a file, and replaces one whole', async (files) => {
      await files.write('x', bytesOf('a long text'))
      await fails(files.write('x', bytesOf('short')), 'store-write')
      same(textOf(await files.read('x')), 'a long text')
      await files.replace('x', bytesOf('s'))
      same(textOf(await files.read('x')), 's')
    }),
    one('lets one of several writers make a file', async (files) => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, (_, i) => files.write('d/one', bytesOf(String(i)))),
      )
      const winners = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [String(i)] : []))
      same(winners.length, 1)
      same(textOf(await files.read('d/one')), winners[0])
    }),
    one('replaces a file that is not there yet', async (files) => {
      await files.replace('deep/er/new.json', bytesOf('{}'))
      same(textOf(await files.read('deep/er/new.json')), '{}')
    }),
    one('writes a view of a larger buffer, and only that', async (files) => {
      await files.write('view', bytesOf('0123456789').subarray(3, 6))
      await files.replace('view2', bytesOf('0123456789').subarray(4, 5))
      same(textOf(await files.read('view')), '345')
      same(textOf(await files.read('view2')), '4')
    }),
    one('gives bytes that the caller owns', async (files) => {
      const mine = bytesOf('abc')
      await files.write('x', mine)
      mine[0] = 0
      const first = await files.read('x')
      same(textOf(first), 'abc')
      first.fill(0)
      same(first.buffer.byteLength, first.byteLength)
      same(textOf(await files.read('x')), 'abc')
    }),
    one('keeps 3 MB exact', async (files) => {
      const big = new Uint8Array(3_000_017)
      for (let i = 0; i < big.length; i++) big[i] = (i * 31 + (i >>> 8)) & 255
      await files.write('big', big)
      const back = await files.read('big')
      same(back.byteLength, big.byteLength)
      for (let i = 0; i < big.length; i++) if (back[i] !== big[i]) throw new Error(`byte ${i} differs`)
    }),
    one('takes room for what it reads, of any size, and writes nothing behind', async (files) => {
      await files.write('abc', bytesOf('abc'))
      await files.write('none', new Uint8Array())
      for (const size of [0, 2, 3, 5]) {
        const room = new Uint8Array(size).fill(120)
        same(textOf(await files.read('abc', room)), 'abc')
        same(textOf(room.subarray(3)), 'x'.repeat(Math.max(0, size - 3)))
        same((await files.read('none', room)).byteLength, 0)
      }
      await fails(files.read('nope', new Uint8Array(3)), 'not-found')
    }),
    one('answers not-found for a file that is not there', async (files) => {
      await fails(files.read('nope'), 'not-found')
      await fails(files.read('no/such/folder'), 'not-found')
    }),
    one('removes, also what is not there', async (files) => {
      await files.write('d/x', bytesOf('1'))
      await files.remove('d/x')
      await files.remove('d/x')
      await files.remove('never/was')
      await fails(files.read('d/x'), 'not-found')
      same(await paths(files, ''), [])
    }),
    one('lists recursively, sorted, with sizes', async (files) => {
      for (const path of ['b/2', 'a', 'b/1', 'b/c/9', 'bb/x', 'B']) await files.write(path, bytesOf(path))
      same(await paths(files, ''), ['B', 'a', 'b/1', 'b/2', 'b/c/9', 'bb/x'])
      same(await paths(files, 'b'), ['b/1', 'b/2', 'b/c/9'])
      same(await paths(files, 'nothing/here'), [])
      same(
        (await files.list('b/c')).map((file) => file.bytes),
        [5],
      )
    }),
    one('takes names with spaces, equals signs and other scripts', async (files) => {
      await files.write('tables/größe 数/date=2024-01-02/part-1.arrow', bytesOf('x'))
      same(await paths(files, 'tables'), ['tables/größe 数/date=2024-01-02/part-1.arrow'])
    }),
    one('refuses paths that leave the store', async (files) => {
      for (const path of ['../x', '/x', 'a//b', 'a/./b', '', 'a/..', 'a\\b']) {
        await fails(files.read(path), 'store-read')
        await fails(files.write(path, bytesOf('x')), 'store-write')
        await fails(files.replace(path, bytesOf('x')), 'store-write')
        await fails(files.remove(path), 'store-write')
      }
      await fails(files.list('../x'), 'store-read')
      same(await paths(files, ''), [])
    }),
    one('refuses a file where a folder is, and the reverse', async (files) => {
      await files.write('a/b', bytesOf('x'))
      await fails(files.write('a', bytesOf('x')), 'store-write')
      await fails(files.write('a/b/c', bytesOf('x')), 'store-write')
      same(textOf(await files.read('a/b')), 'x')
      same(await paths(files, ''), ['a/b'])
    }),
    one('writes several files at once', async (files) => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => files.write(`many/${i % 4}/${i}`, bytesOf(String(i)))))
      same((await files.list('many')).length, 20)
      same(textOf(await files.read('many/3/19')), '19')
    }),
    one('has one writer lock, which can be taken again when released', async (files) => {
      const release = await files.lock()
      await fails(files.lock(), 'workspace-locked')
      await release()
      await release()
      const next = await files.lock()
      await release()
      await fails(files.lock(), 'workspace-locked')
      await next()
    }),
    one('does not list its lock', async (files) => {
      const release = await files.lock()
      same(await paths(files, ''), [])
      await release()
    }),
  ]
  if (again === undefined) return cases
  return [
    ...cases,
    {
      title: `${name} keeps files and honours the lock across handles`,
      run: async () => {
        const first = await make()
        await first.write('kept/x', bytesOf('1'))
        await first.replace('kept/y', bytesOf('2'))
        const second = await again()
        same(await paths(second, ''), ['kept/x', 'kept/y'])
        const release = await first.lock()
        await fails(second.lock(), 'workspace-locked')
        await release()
        await (
          await second.lock()
        )()
      },
    },
  ]
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

async function paths(files: FileStore, folder: string): Promise<string[]> {
  return (await files.list(folder)).map((file) => file.path)
}

function same(found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b) throw new Error(`found ${a}, expected ${b}`)
}

async function fails(work: Promise<unknown>, code: string): Promise<void> {
  const outcome: unknown = await work.then(
    () => 'success',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  )
  if (outcome !== code) throw new Error(`expected the failure ${code}, found ${String(outcome)}`)
}
