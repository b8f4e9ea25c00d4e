import { describe, expect, it } from 'vitest'
import { renameInModel } from '../../src-renderer/host/renameInModel'
import { madeColumns } from '../../src-renderer/model/madeColumns'
import { readDataModel } from '../../src-renderer/model/readDataModel'

const TEXT = `{
  // who and what
  "relations": [
    { "from": "log.shop", "to": "shop.id" }, // called as the table
    { "from": "log.user_id", "to": "people.id", "name": "shop_of" },
    { "from": "shop.city_id", "to": "city.id" },
  ],
  "columns": [
    { "name": "net", "table": "shop", "type": "double", "sql": "price" },
    { "name": "shops", "table": null, "type": "integer", "sql": "(SELECT count(*) FROM main.shop) + \\"shop.id\\"" },
    { "name": "own", "type": "string", "sql": "shop" }
  ],
  "events": [{ "name": "bought", "any": [{ "event": "shop", "where": [{ "column": "shop.id", "op": "=", "value": 1 }] }] }],
  "people": { "table": "shop", "account": "id", "person": "owner" },
  "calendar": { "table": "shop", "date": "opened" }
}
`

describe('a table’s name in the model', () => {
  it('is its new one wherever the table is named, and nothing else of the text changes', () => {
    const { text, open } = renameInModel(TEXT, 'shop', 'store')
    expect(text).toBe(
      TEXT.replace('"to": "shop.id" }', '"to": "store.id", "name": "shop" }')
        .replace('"shop.city_id"', '"store.city_id"')
        .replaceAll('"table": "shop"', '"table": "store"')
        .replace('main.shop', 'main.\\"store\\"'),
    )
    // The column of the log that is called like the table.
    expect(open).toBe(1)
    expect(renameInModel(TEXT, 'stores', 'x')).toEqual({ text: TEXT, open: 0 })
  })

  it('leaves related columns the names that they had', () => {
    const namesOf = (text: string, shop: string): unknown => {
      const column = (name: string) => ({ name, type: 'string' as const, source: name })
      const tables = [
        { name: 'log', kind: 'events' as const, columns: ['user_id', 'shop'].map(column) },
        { name: shop, kind: 'table' as const, columns: ['id', 'city_id'].map(column) },
        { name: 'city', kind: 'table' as const, columns: ['id', 'name'].map(column) },
      ]
      return madeColumns(tables, readDataModel(text).model)
        .get('log')
        ?.map(({ name }) => name)
    }
    const renamed = renameInModel(TEXT, 'shop', 'store').text
    expect(namesOf(renamed, 'store')).toEqual(namesOf(TEXT, 'shop'))
    expect(namesOf(renamed, 'store')).toEqual(expect.arrayContaining(['shop.city.name', 'shop.net']))
  })
})
