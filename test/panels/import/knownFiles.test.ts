import { effectScope, shallowRef } from 'vue'
import { expect, it } from 'vitest'
import { createImportDrafts } from '../../../src-renderer/panels/import/importDrafts'
import { useKnownFiles } from '../../../src-renderer/panels/import/useKnownFiles'
import type { SourceEntry } from '../../../src-renderer/store/manifest'
import { fileNamed, logInspection } from './inspections'

const source = (name: string, table: string, bytes: number, crc32: string): SourceEntry => ({
  name,
  table,
  bytes,
  crc32,
  rows: 3,
  rejected: 0,
  duplicates: 0,
  importedAt: '2024-05-06T07:08:09.000Z',
})

async function known(mapping = { user: 'who', event: 'what', time: 'when' }) {
  const read: string[] = []
  const drafts = createImportDrafts({
    inspect: (file) => Promise.resolve(logInspection(file.name, { mapping, table: 'log' })),
    checksum: ({ name }) => {
      read.push(name)
      return Promise.resolve(name === 'b.csv' ? 'bbbbbbbb' : 'aaaaaaaa')
    },
  })
  const sources = shallowRef([source('old.csv', 'log', 10, 'aaaaaaaa'), source('b.csv', 'other', 12, 'bbbbbbbb')])
  const errors: unknown[] = []
  const found = effectScope().run(() =>
    useKnownFiles(
      () => drafts.tables.value,
      () => sources.value,
      (file) => drafts.checksum(file),
      (error) => errors.push(error),
    ),
  )!
  await drafts.add([fileNamed('a.csv', 10), fileNamed('b.csv', 12), fileNamed('c.csv', 11)], 'UTC')
  await Promise.resolve()
  await Promise.resolve()
  return { found, drafts, sources, read, errors }
}

it('finds a file of the same bytes in the same table, and reads no file of another size', async () => {
  const { found, drafts, sources, read, errors } = await known()
  expect(found.open.value.map(({ name, before }) => [name, before.name])).toEqual([['a.csv', 'old.csv']])
  expect(read).toEqual(['a.csv'])
  await drafts.removeFile(found.open.value[0]!.id)
  expect(found.open.value).toEqual([])
  sources.value = []
  expect(errors).toEqual([])
})

it('asks no more once the file is to be imported again, nor where an id tells rows apart', async () => {
  const { found } = await known()
  found.agree(found.open.value)
  expect(found.open.value).toEqual([])
  const withId = await known({ user: 'who', event: 'what', time: 'when', id: 'stamp' } as never)
  expect([withId.found.open.value, withId.read]).toEqual([[], []])
})
