// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { ChosenFile } from '../../../src-renderer/host/workbench'
import { memberNamed } from '../../../src-renderer/ingest/bytes/archive'
import type { ByteSource, InspectOptions } from '../../../src-renderer/ingest/contract'
import { ingest } from '../../../src-renderer/ingest/ingest'
import { inspect } from '../../../src-renderer/ingest/inspect/inspect'
import { agreementOf, obstaclesOf, obstaclesOfAll } from '../../../src-renderer/panels/import/importDraft'
import { createImportDrafts, type ImportDrafts } from '../../../src-renderer/panels/import/importDrafts'
import TableDraftView from '../../../src-renderer/panels/import/TableDraftView.vue'
import { freshWorkspace } from '../../ingest/importLog'
import { memorySource } from '../../ingest/memorySource'

const FILES = {
  'shop/orders.csv': 'user_id,event,time\nann,order,2024-01-01T10:00:00Z\nbob,order,2024-01-02T10:00:00Z\n',
  'shop/visits.ndjson': '{"user_id":"ann","event":"visit","time":"2024-01-01T09:00:00Z"}\n',
  'old/orders.csv': 'user_id,event,time\ncyd,order,2023-01-01T10:00:00Z\n',
  '__MACOSX/shop/._orders.csv': 'x',
}
const packed = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])))
const source = memorySource(Buffer.from(packed(FILES)), [700], 'shop.zip')
const FILE: ChosenFile = { name: 'shop.zip', bytes: 900, handle: null }
const NAMES = ['shop/orders.csv', 'shop/visits.ndjson', 'old/orders.csv']
const MEMBERS = NAMES.map((name): unknown => expect.objectContaining({ name }))
/** As the worker finds it. */
const sourceOf = ({ member }: ChosenFile): Promise<ByteSource> =>
  member === undefined ? Promise.resolve(source) : memberNamed(source, member)

async function opened(): Promise<ImportDrafts> {
  const drafts = createImportDrafts({
    inspect: async (file: ChosenFile, options: InspectOptions) => inspect(await sourceOf(file), options),
    checksum: () => Promise.resolve(''),
  })
  await drafts.add([FILE], 'UTC')
  return drafts
}

describe('an archive of several files', () => {
  it('asks which one, reads it, and lets another be chosen', async () => {
    const drafts = await opened()
    const only = () => drafts.tables.value[0]!
    expect(only().lead).toMatchObject({ inspection: null, members: MEMBERS })
    expect(obstaclesOf(only())).toEqual(['Choose a file of shop.zip.'])
    await drafts.change(only().id, { sheet: 'shop/visits.ndjson' })
    expect(only().lead.inspection).toMatchObject({ format: 'ndjson', table: 'visits', members: MEMBERS })
    expect(obstaclesOf(only())).toEqual([])
    await drafts.change(only().id, { sheet: 'shop/orders.csv' })
    expect(only().lead.inspection).toMatchObject({ format: 'csv', table: 'orders', sampledRows: 2 })
    const report = await ingest(agreementOf(only())!.plan, [source], await freshWorkspace())
    expect(report).toMatchObject({ table: 'orders', rows: 2, users: 2 })
  })

  it('gives its files as if each had been chosen: those of one form are one table, the others their own', async () => {
    const drafts = await opened()
    await drafts.split(drafts.tables.value[0]!.id)
    const tables = () => drafts.tables.value
    expect(tables().map(({ files, lead }) => [lead.inspection?.table, files.map(({ file }) => file.name)])).toEqual([
      ['orders', ['shop.zip/shop/orders.csv', 'shop.zip/old/orders.csv']],
      ['visits', ['shop.zip/shop/visits.ndjson']],
    ])
    expect(tables()[0]!.files.map(({ file }) => file.bytes)).toEqual([
      FILES['shop/orders.csv'].length,
      FILES['old/orders.csv'].length,
    ])
    expect(obstaclesOfAll(tables())).toEqual([])
    const workspace = await freshWorkspace()
    for (const table of tables()) {
      const sources = await Promise.all(table.files.map(({ file }) => sourceOf(file)))
      await ingest(agreementOf(table)!.plan, sources, workspace)
    }
    expect(workspace.manifest.sources.map(({ name, table, rows }) => [name, table, rows])).toEqual([
      ['shop.zip/shop/orders.csv', 'orders', 2],
      ['shop.zip/old/orders.csv', 'orders', 1],
      ['shop.zip/shop/visits.ndjson', 'visits', 1],
    ])
  })

  it('is shown as a question, with both ways to go on', async () => {
    const drafts = await opened()
    const wrapper = mount(TableDraftView, { props: { draft: drafts.tables.value[0]!, existingTables: [] } })
    expect(wrapper.text()).toContain('shop.zip holds 3 files: which one is the log?')
    const select = wrapper.get('select[aria-label="File in the archive"]')
    expect(select.findAll('option').map((option) => option.text())).toEqual(['Choose a file…', ...NAMES])
    await select.setValue('old/orders.csv')
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'All 3 files')!
      .trigger('click')
    expect([wrapper.emitted('change'), wrapper.emitted('split')]).toEqual([[[{ sheet: 'old/orders.csv' }]], [[]]])
  })
})
