import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeSql, type KnownNames } from '../../../src-renderer/panels/sql/completeSql'
import { readFunctions } from '../../../src-renderer/panels/sql/sqlFunctions'
import { isBareName } from '../../../src-renderer/panels/sql/sqlNames'
import { sqlTables } from '../../../src-renderer/panels/sql/sqlSchema'
import type { CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { catalog } from '../analysis/fakeContext'
import { arrayTable } from '../grid/arrayTable'

const plain = (name: string, ...columns: readonly string[]): CatalogTable => ({
  name,
  kind: 'table',
  rows: 3,
  minTs: null,
  maxTs: null,
  minDate: null,
  maxDate: null,
  columns: columns.map((column) => ({ name: column, type: 'string', source: column })),
})
const shop = plain('shop', 'Country', 'order', 'unit_price', 'id')
const towns: CatalogTable = {
  ...plain('towns', 'id', 'county', 'Town name'),
  made: [{ name: 'region', type: 'string', about: 'Its region', kind: 'computed', sql: '1', isOfTheHouse: false }],
}
const known: KnownNames = {
  tables: sqlTables({ ...catalog, tables: [...catalog.tables, shop, towns] }),
  functions: readFunctions(
    arrayTable({
      name: ['string', ['count', 'contains', 'range', 'odd']],
      kind: ['string', ['aggregate', 'scalar', 'table', 'pragma']],
      signatures: ['string', ['count() → BIGINT\ncount(arg) → BIGINT', 'contains(text, part)', 'range(stop)', 'odd()']],
      about: ['string', ['Counts.', '', '', '']],
    }),
  ),
  queries: [{ name: 'by-day', title: 'Events by day', sql: 'SELECT 1' }],
}
/** What is offered where the text has a `|`. */
function offers(text: string, asked = false) {
  const at = text.indexOf('|')
  return completeSql(text.replace('|', ''), at, known, asked)?.options ?? null
}
const labels = (text: string, asked = false): readonly string[] | undefined =>
  offers(text, asked)?.map(({ label }) => label)

describe('completion of SQL', () => {
  it('knows columns before FROM: Country for cou, not CONSTRUCTOR', () => {
    expect(labels('SELECT cou|')).toEqual(['Country', 'county', 'count'])
  })
  it('puts what the statement names first, wherever its FROM stands', () => {
    expect(labels('SELECT cou| FROM towns')?.slice(0, 2)).toEqual(['county', 'Country'])
    expect(labels('SELECT 1; SELECT cou| FROM shop; FROM towns')?.slice(0, 2)).toEqual(['Country', 'county'])
    expect(labels('SELECT id AS courier FROM shop ORDER BY cou|')?.slice(0, 2)).toEqual(['Country', 'courier'])
    expect(labels('WITH t AS (SELECT 1 FROM towns) SELECT coun| FROM t')?.[0]).toBe('county')
  })
  it('tells type and table, and says to which of two tables a column belongs', () => {
    expect(offers('SELECT cou| FROM shop AS s')![0]).toMatchObject({ detail: 'string · s', apply: 'Country' })
    expect(
      offers('SELECT i| FROM shop s JOIN towns t ON 1')!
        .slice(0, 2)
        .map(({ apply }) => apply),
    ).toEqual(['s.id', 't.id'])
  })
  it('offers tables behind FROM and JOIN and in their list, those of WITH first, and saved queries', () => {
    expect(labels('FROM |', true)?.slice(0, 3)).toEqual(['log', 'log_user_days', 'log_sessions'])
    expect(labels('WITH top AS (SELECT 1) SELECT * FROM t|')?.slice(0, 2)).toEqual(['top', 'towns'])
    expect(labels('SELECT * FROM shop, to|')).toEqual(['towns', 'model.towns'])
    expect(labels('SELECT * FROM shop JOIN sh|')).toEqual(['shop'])
    expect(offers('FROM by|')?.map(({ kind, apply }) => [kind, apply])).toEqual([['query', '(\nSELECT 1\n) AS by_day']])
    expect(labels('FROM ra|')).toEqual(['range'])
    expect(labels('SELECT a, cou| FROM shop')?.[0]).toBe('Country')
  })
  it('offers the columns of what stands before a dot: a table, an alias, the model', () => {
    expect(labels('SELECT s.| FROM shop s')).toEqual(['Country', 'order', 'unit_price', 'id', '_file', '_line'])
    expect(labels('SELECT towns.co|')).toEqual(['county'])
    expect(labels('FROM model.|')).toEqual(['towns'])
    expect(labels('SELECT re| FROM model.towns')?.[0]).toBe('region')
  })
  it('quotes what SQL cannot read bare', () => {
    expect(offers('SELECT ord| FROM shop')![0]!.apply).toBe('"order"')
    expect(offers('SELECT "Tow|')![0]).toMatchObject({ label: 'Town name', apply: '"Town name"' })
    expect(['Country', 'order', 'a b', '', 'ä', 'Left'].map(isBareName)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })
  it('finds words inside of names behind those that begin with them', () => {
    expect(labels('SELECT price|')).toEqual(['unit_price'])
    expect(labels('SELECT name|')?.[0]).toBe('Town name')
  })
  it('offers keywords where a statement begins and behind a value, else last', () => {
    expect(labels('se|')?.[0]).toBe('SELECT')
    expect(labels('SELECT 1;\nwi|')?.[0]).toBe('WITH')
    expect(labels('SELECT Country fr|')?.[0]).toBe('FROM')
    expect(labels('SELECT * FROM shop ord|')?.[0]).toBe('ORDER BY')
    expect(labels('SELECT ord| FROM shop')?.slice(0, 2)).toEqual(['order', 'ORDER BY'])
  })
  it('gives functions with their signatures', () => {
    expect(offers('SELECT count|')![0]).toEqual({
      label: 'count',
      kind: 'function',
      apply: 'count',
      detail: '() → BIGINT',
      about: 'aggregate\ncount() → BIGINT\ncount(arg) → BIGINT\nCounts.',
    })
    expect(labels('SELECT odd|')).toEqual([])
  })
  it('is silent in texts, comments, numbers and where a name of its own is given', () => {
    for (const text of ["SELECT 'cou|'", '-- cou|', 'SELECT 1 /* cou|', 'SELECT 12|', 'SELECT $s|', 'SELECT 1 AS co|'])
      expect(offers(text), text).toBeNull()
    expect([offers('SELECT |'), labels('SELECT | FROM shop', true)?.[0]]).toEqual([null, 'Country'])
  })
  it('answers any text at any place', () => {
    const part = fc.constantFrom(
      'SELECT ',
      'FROM ',
      'log',
      '.',
      '"',
      "'",
      '(',
      ')',
      ',',
      ' AS ',
      'co',
      ';',
      '--',
      '\n',
      '1',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.nat(), fc.boolean(), (parts, seed, asked) => {
        const text = parts.join('')
        const at = seed % (text.length + 1)
        const found = completeSql(text, at, known, asked)
        if (found !== null) expect(found.from).toBeLessThanOrEqual(at)
      }),
    )
  })
})
