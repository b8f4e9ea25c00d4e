import { describe, expect, it } from 'vitest'
import { renameInSql } from '../../src-renderer/query/sql/renameInSql'

describe('a table’s name in SQL', () => {
  it.each([
    ['SELECT * FROM shop', 'SELECT * FROM "store"', 1],
    [
      'select * from main."shop" s join Shop_Sessions using (user_key)',
      'select * from main."store" s join "store_sessions" using (user_key)',
      2,
    ],
    [
      'SELECT shop.a, b FROM x, shop WHERE shop.a IN (SELECT a FROM shop)',
      'SELECT "store".a, b FROM x, "store" WHERE "store".a IN (SELECT a FROM "store")',
      4,
    ],
    ["-- of shop\nSELECT 'shop' FROM shop /* shop */", '-- of shop\nSELECT \'shop\' FROM "store" /* shop */', 1],
    ['SELECT count("shop.x") FROM model.shop', 'SELECT count("shop.x") FROM model."store"', 1],
    ['FROM shop SELECT count(*)', 'FROM "store" SELECT count(*)', 1],
    ['SELECT a FROM (SELECT b, c FROM shop) t, shop u', 'SELECT a FROM (SELECT b, c FROM "store") t, "store" u', 2],
  ])('%s', (sql, text, renamed) => {
    expect(renameInSql(sql, 'shop', 'store')).toEqual({ text, renamed, open: 0 })
  })

  it('stays where it may be a column, an alias or a query of its own, and it is told', () => {
    expect(renameInSql('SELECT shop, t.shop FROM shop', 'shop', 'store')).toEqual({
      text: 'SELECT shop, t.shop FROM "store"',
      renamed: 1,
      open: 2,
    })
    for (const sql of ['WITH shop AS (SELECT 1) SELECT * FROM shop', 'SELECT shop.a FROM x AS shop'])
      expect(renameInSql(sql, 'shop', 'store')).toMatchObject({ text: sql, renamed: 0 })
    expect(renameInSql('SELECT shops FROM shopping', 'shop', 'store')).toMatchObject({ renamed: 0, open: 0 })
  })
})
