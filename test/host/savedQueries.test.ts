import { describe, expect, it } from 'vitest'
import { SavedQueries } from '../../src-renderer/host/savedQueries'
import { readQueryName } from '../../src-renderer/host/queryName'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('names of kept queries', () => {
  it('are letters, digits, - and _, with hyphens for blanks', () => {
    expect(readQueryName('  daily   users 2024 ')).toBe('daily-users-2024')
    expect(readQueryName('Umsa\u0308tze_売上')).toBe('Umsätze_売上')
  })

  it.each([
    ['', 'Give the query a name.'],
    ['   ', 'Give the query a name.'],
    ['a/b', 'leave / out'],
    ['..', 'leave . out'],
    ['../lathe', 'leave . / out'],
    ['a\\b', 'leave \\ out'],
    ['q.sql', 'leave . out'],
    ['a\0b', 'letters, digits'],
    ['what?', 'leave ? out'],
    ['100%', 'leave % out'],
    ['-rf', 'hyphen at its start'],
    ['NUL', 'device on Windows'],
    ['active-users', 'own analyses'],
    ['Active Users', 'own analyses'],
    ['x'.repeat(81), '80 characters'],
  ])('are refused with what to do: %j', (typed, sentence) => {
    expect(() => readQueryName(typed)).toThrow(sentence)
  })
})

describe('kept queries', () => {
  it('are .sql files of the folder queries, whoever put them there', async () => {
    const files = new MemoryFiles()
    const kept = new SavedQueries(files)
    expect(await kept.list()).toEqual([])
    expect(await kept.save('by day', 'SELECT 1\n')).toBe('by-day')
    await files.write('queries/Q3 report.sql', bytes("SELECT 'ä'"))
    await files.write('queries/notes.md', bytes('no query'))
    await files.write('queries/shop/sales.sql', bytes('SELECT 3'))
    await files.write('queries/shop/deeper/x.sql', bytes('no query'))
    await files.write('queries/.old/x.sql', bytes('no query'))
    await files.write('queries/.hidden.sql', bytes('no query'))
    expect(await kept.list()).toEqual([
      { name: 'Q3 report', text: "SELECT 'ä'" },
      { name: 'by-day', text: 'SELECT 1\n' },
      { name: 'shop/sales', text: 'SELECT 3' },
    ])
    expect(new TextDecoder().decode(await files.read('queries/by-day.sql'))).toBe('SELECT 1\n')
  })

  it('are written over under the name they have, and taken away', async () => {
    const files = new MemoryFiles()
    const kept = new SavedQueries(files)
    await files.write('queries/Q3 report.sql', bytes('SELECT 1'))
    expect(await kept.save('Q3 report', 'SELECT 2')).toBe('Q3 report')
    expect(await kept.list()).toEqual([{ name: 'Q3 report', text: 'SELECT 2' }])
    await kept.remove('Q3 report')
    expect(await kept.list()).toEqual([])
    await expect(kept.remove('Q3 report')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('leave out one that is taken away while they are listed', async () => {
    const files = new MemoryFiles()
    const kept = new SavedQueries({
      label: '',
      list: (folder) => files.list(folder),
      write: (path, content) => files.write(path, content),
      replace: (path, content) => files.replace(path, content),
      remove: (path) => files.remove(path),
      lock: () => files.lock(),
      read: async (path) => {
        await files.remove('queries/a.sql')
        return files.read(path)
      },
    })
    for (const name of ['a', 'b']) await files.write(`queries/${name}.sql`, bytes(name))
    expect(await kept.list()).toEqual([{ name: 'b', text: 'b' }])
  })

  it('cannot leave their folder', async () => {
    const files = new MemoryFiles()
    const kept = new SavedQueries(files)
    await files.write('lathe.json', bytes('{}'))
    for (const name of ['../lathe', 'a/../../lathe', '/x', '..\\lathe']) {
      await expect(kept.save(name, 'x')).rejects.toMatchObject({ code: 'bad-parameter' })
      await expect(kept.remove(name)).rejects.toMatchObject({ code: 'not-found' })
    }
    expect((await files.list('')).map((file) => file.path)).toEqual(['lathe.json'])
  })
})
