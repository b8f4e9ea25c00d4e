import { describe, expect, it } from 'vitest'
import { renameInViews } from '../../src-renderer/host/renameInViews'
import { SavedDocuments } from '../../src-renderer/host/savedDocuments'
import { SavedQueries } from '../../src-renderer/host/savedQueries'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const VIEW = '{"analysis":"retention"}\n'

describe('saved views and dashboards', () => {
  it('are .json files of a folder of their own, whoever put them there', async () => {
    const files = new MemoryFiles()
    const views = new SavedDocuments(files, 'view')
    expect(await views.list()).toEqual([])
    expect(await views.replace('week  one', null, VIEW)).toBe('week-one')
    await files.write('views/by hand.json', bytes('{'))
    for (const path of ['views/deep/x.json', 'views/x.sql']) await files.write(path, bytes(VIEW))
    expect(await views.list()).toEqual([
      { name: 'by hand', text: '{' },
      { name: 'week-one', text: VIEW },
    ])
    expect(await new SavedDocuments(files, 'dashboard').list()).toEqual([])
    await views.remove('by hand')
    expect((await views.list()).map((one) => one.name)).toEqual(['week-one'])
    await expect(views.remove('by hand')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('are written over only as they were read, and only with what can be read', async () => {
    const files = new MemoryFiles()
    const views = new SavedDocuments(files, 'view')
    await views.replace('a', null, VIEW)
    await expect(views.replace('a', null, VIEW)).rejects.toThrow('There is a view “a” already')
    await files.replace('views/a.json', bytes('{"analysis":"funnel"}'))
    await expect(views.replace('a', VIEW, '{"analysis":"trends"}')).rejects.toMatchObject({ code: 'workspace-changed' })
    await expect(views.replace('a', '{"analysis":"funnel"}', '{\n"analysis":1}')).rejects.toThrow(
      'views/a.json, line 2, column 12: analysis must be string, not 1.',
    )
    expect(await views.text('a')).toBe('{"analysis":"funnel"}')
    expect(await views.text('b')).toBeNull()
  })

  it('are called like no analysis and like no saved query, which run by their names, too', async () => {
    const files = new MemoryFiles()
    const views = new SavedDocuments(files, 'view')
    await new SavedQueries(files).save('orders', 'SELECT 1\n')
    await expect(views.replace('orders', null, VIEW)).rejects.toThrow('There is a query “orders” already')
    await expect(views.replace('Retention', null, VIEW)).rejects.toThrow("one of Lathe's own analyses")
    await expect(views.replace('../x', null, VIEW)).rejects.toThrow('leave . / out')
  })

  it('follow a table, a query and a view to their new names, and stay otherwise as somebody wrote them', async () => {
    const files = new MemoryFiles()
    const board = `{
  "title": "Shop", // of the week
  "tiles": [
    {"kind":"text","text":"shop orders"},
    {"kind":"number","measure":"revenue","table":"shop"},
    {"kind":"view","view":{"query":"orders","table":"shop"}},
    {"kind":"view","view":"orders"},
    {"kind":"number","view":{"analysis":"funnel"},"column":"shop"},
  ]
}`
    await files.write('dashboards/week.json', bytes(board))
    await files.write('dashboards/broken.json', bytes('{"title":"shop"'))
    await files.write('views/orders.json', bytes('{"query":"orders"}'))
    expect(await renameInViews(files, 'table', 'shop', 'store')).toEqual(['week'])
    expect(await renameInViews(files, 'query', 'orders', 'sales')).toEqual(['orders', 'week'])
    expect(await renameInViews(files, 'view', 'orders', 'buys')).toEqual(['week'])
    expect(await renameInViews(files, 'table', 'nothing', 'x')).toEqual([])
    expect(await new SavedDocuments(files, 'dashboard').text('week')).toBe(
      board
        .replaceAll('"table":"shop"', '"table":"store"')
        .replace('"query":"orders"', '"query":"sales"')
        .replace('"view":"orders"', '"view":"buys"'),
    )
    expect(await new SavedDocuments(files, 'view').text('orders')).toBe('{"query":"sales"}')
    expect(await new SavedDocuments(files, 'dashboard').text('broken')).toBe('{"title":"shop"')
  })
})
