import { describe, expect, it } from 'vitest'
import { packLacks, packMapping } from '../../../src-renderer/panels/packs/packMapping'
import type { CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { readPack } from '../../../src-renderer/query/saved/readPack'

const pack = readPack('shop', {
  pack: JSON.stringify({
    title: 'Shop',
    about: 'What is sold.',
    tables: [
      {
        name: 'orders',
        kind: 'table',
        about: 'Orders.',
        synonyms: ['sales'],
        columns: [
          { name: 'price', about: 'In euros.' },
          { name: 'city', about: 'Where.', optional: true },
        ],
      },
      {
        name: 'shops',
        kind: 'table',
        about: 'Shops.',
        optional: true,
        columns: [{ name: 'shop_id', about: 'Its id.' }],
      },
    ],
  }),
  dashboard: JSON.stringify({ title: 'Shop', tiles: [{ kind: 'text', text: 'Nothing yet.' }] }),
  readme: '# Shop\n',
  queries: [],
})

const table = (name: string, ...columns: string[]): CatalogTable =>
  ({
    name,
    kind: 'table',
    columns: columns.map((one) => ({ name: one, type: 'string', role: null })),
    rows: 1,
    minTs: null,
    maxTs: null,
  }) as never

describe('what a pack finds in a workspace', () => {
  it('is found by names and synonyms, and says what is missing', () => {
    const [orders, shops] = packMapping(pack, [table('sales', 'price', 'city')], {})
    expect([orders!.table, orders!.fits, orders!.columns]).toEqual(['sales', true, []])
    expect([shops!.table, shops!.fits]).toEqual([null, false])
    expect(packLacks([orders!, shops!])).toBeNull()
    expect(packLacks(packMapping(pack, [], {}))).toBe('there is no table “orders”')
  })

  it('asks for the columns that a table of the name lacks, optional ones among them', () => {
    const tables = [table('orders', 'amount', 'town')]
    const before = packMapping(pack, tables, {})
    expect(packLacks(before)).toBe('“orders” has no column “price”')
    expect(before[0]!.columns.map(({ key, value, choices }) => [key, value, choices])).toEqual([
      ['orders.price', null, ['amount', 'town']],
      ['orders.city', null, ['amount', 'town']],
    ])
    const after = packMapping(pack, tables, { 'orders.price': 'amount' })
    expect(packLacks(after)).toBeNull()
    // What was said can be changed.
    expect(after[0]!.columns.map(({ key, value }) => [key, value])).toEqual([
      ['orders.price', 'amount'],
      ['orders.city', null],
    ])
  })

  it('takes the table that is said, and forgets what is gone', () => {
    const tables = [table('orders', 'price'), table('returns', 'price', 'city')]
    expect(packMapping(pack, tables, { orders: 'returns' })[0]!.table).toBe('returns')
    expect(packMapping(pack, tables, { orders: 'gone', 'orders.price': 'gone' })[0]!.table).toBe('orders')
    // A column of the table that was said before.
    expect(packMapping(pack, tables, { orders: 'orders', 'orders.city': 'city' })[0]!.table).toBe('orders')
  })
})
