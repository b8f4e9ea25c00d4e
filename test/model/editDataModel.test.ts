import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_MODEL, type DataModel } from '../../src-renderer/model/dataModel'
import { changedModel, editDataModel, type ModelChange } from '../../src-renderer/model/editDataModel'
import { readDataModel } from '../../src-renderer/model/readDataModel'
import { entriesOf } from '../../src-renderer/model/writeDataModel'
import { runs } from '../runs'

const HAND = `{
  // who belongs where
  "relations": [
    // features by their key
    { "to": "dim.key", "from": "events.key" }, // since June
    { "from": "events.user_id", "to": "people.id", "name": "people" } /* by hand */
  ],
  "columns": [{"name": "net", /* of tax */ "type": "double", "sql": "price"}], // one line

  /* measures */
  "measures": [
    {
      // what is paid
      "name": "paid",
      "formula": "a / b",
    },
  ],
}
`
const read = (text: string): DataModel => readDataModel(text).model
const commentsOf = (text: string): readonly string[] =>
  (text.match(/"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*.*?\*\//g) ?? []).filter((one) => one.startsWith('/'))

describe('a change of model.json', () => {
  const paid = read(HAND).measures[0]!
  const relation = read(HAND).relations[0]!

  it('is one place of the text, and no other', () => {
    expect(
      editDataModel(HAND, { part: 'columns', index: 0, entry: { ...read(HAND).columns[0]!, sql: 'price * 2' } }),
    ).toBe(HAND.replace('"sql": "price"', '"sql": "price * 2"'))
    expect(editDataModel(HAND, { part: 'measures', index: 0, entry: { ...paid, target: 5 } })).toBe(
      HAND.replace('"formula": "a / b",', '"formula": "a / b",\n      "target": 5,'),
    )
    expect(editDataModel(HAND, { part: 'relations', index: 0, entry: null })).toBe(
      HAND.replace('    { "to": "dim.key", "from": "events.key" }, // since June\n', ''),
    )
    expect(editDataModel(HAND, { part: 'relations', index: 1, entry: null })).toBe(
      HAND.replace(/ {4}\{ "from": "events.user_id".*\n/, '').replace('" }, // since', '" } // since'),
    )
    expect(editDataModel(HAND, { part: 'relations', index: 2, entry: { ...relation, name: 'd' } })).toBe(
      HAND.replace(
        '"name": "people" } /* by hand */',
        '"name": "people" }, /* by hand */\n    {"name":"d","from":"events.key","to":"dim.key"}',
      ),
    )
    expect(editDataModel(HAND, { part: 'measures', index: 1, entry: { ...paid, name: 'twice' } })).toBe(
      HAND.replace('    },\n  ],\n}', '    },\n    {"name":"twice","formula":"a / b"},\n  ],\n}'),
    )
    expect(editDataModel(HAND, { part: 'testUsers', index: 0, entry: { users: ['qa'] } })).toBe(
      HAND.replace('    },\n  ],\n}', '    },\n  ],\n  "testUsers": [\n    {"users":["qa"]}\n  ],\n}'),
    )
  })

  it('makes the file where there is none, in the form that it is written in', () => {
    const first = editDataModel(null, { part: 'testUsers', index: 0, entry: { users: ['qa'] } })
    expect(first).toBe('{\n  "testUsers": [\n    {"users":["qa"]}\n  ]\n}\n')
    expect(editDataModel('{"relations": [ // none yet\n]}', { part: 'relations', index: 0, entry: relation })).toBe(
      '{"relations": [ // none yet\n  {"from":"events.key","to":"dim.key"}\n]}',
    )
    expect(editDataModel('{\r\n\t"columns": []\r\n}', { part: 'relations', index: 0, entry: relation })).toBe(
      '{\r\n\t"columns": [],\r\n\t"relations": [\r\n\t\t{"from":"events.key","to":"dim.key"}\r\n\t]\r\n}',
    )
  })

  it('adds, changes and takes away what there is once', () => {
    const people = { table: 'accounts', account: 'user_id', person: 'person_id' }
    const text =
      '{\n  "columns": [], // none\n  "people": { /* who */ "table": "accounts", "account": "id", "person": "person_id" }\n}\n'
    const own = { ...people, account: 'id' }
    expect(editDataModel('{\n  "columns": [] // none\n}\n', { part: 'people', index: 0, entry: own })).toBe(
      '{\n  "columns": [], // none\n  "people": {"table":"accounts","account":"id","person":"person_id"}\n}\n',
    )
    expect(editDataModel(text, { part: 'people', index: 0, entry: people })).toBe(text.replace('"id"', '"user_id"'))
    expect(editDataModel(text, { part: 'people', index: 0, entry: null })).toBe('{\n  "columns": [] // none\n}\n')
    expect(editDataModel('{"people": null}', { part: 'people', index: 0, entry: own })).toBe(
      '{"people": {"table":"accounts","account":"id","person":"person_id"}}',
    )
    expect(editDataModel('{"people": null}', { part: 'people', index: 0, entry: null })).toBe('{"people": null}')
  })

  it('writes an entry anew where words of the file hold no longer', () => {
    const text = '{"measures": [{"name": "a", "column": null, "event": null}, {"name": "b"}]}'
    const entry = { ...paid, name: 'a', formula: 'b' }
    expect(editDataModel(text, { part: 'measures', index: 0, entry })).toBe(
      '{"measures": [{"name":"a","formula":"b"}, {"name": "b"}]}',
    )
  })

  it('is refused where the text cannot be read before or after, with the place', () => {
    expect(() => editDataModel('{"relations": [}', { part: 'events', index: 0, entry: null })).toThrow(/column 16/)
    expect(() => editDataModel(HAND, { part: 'measures', index: 1, entry: paid })).toThrow(
      /measures\[1\].name is the name of a measure before it/,
    )
  })

  it('means what was changed, and keeps the comments of others, over any sequence of changes and any form', () => {
    const word = fc.constantFrom('a', 'b b', 'ü"\\', '// c', '/*')
    const place = fc.record({ table: fc.constantFrom('e', 'f'), column: word })
    const change: fc.Arbitrary<(model: DataModel, step: number) => ModelChange> = fc.oneof(
      fc
        .record({ from: place, to: place, at: fc.nat(4), isGone: fc.boolean(), by: word })
        .map(({ from, to, at, isGone, by }) => ({ relations }: DataModel, step: number): ModelChange => ({
          part: 'relations',
          index: Math.min(at, relations.length),
          entry: isGone ? null : { name: `r${step}`, from, to, duplicates: { newestBy: by } },
        })),
      fc
        .record({
          table: fc.option(word),
          sql: word,
          about: fc.constantFrom('', 'x'),
          at: fc.nat(4),
          isGone: fc.boolean(),
        })
        .map(({ at, isGone, ...one }) => ({ columns }: DataModel, step: number): ModelChange => ({
          part: 'columns',
          index: Math.min(at, columns.length),
          entry: isGone ? null : { name: `c${step}`, type: 'double', ...one },
        })),
      fc
        .record({ formula: fc.boolean(), target: fc.option(fc.integer()), at: fc.nat(4), isGone: fc.boolean() })
        .map(({ formula, target, at, isGone }) => ({ measures }: DataModel, step: number): ModelChange => ({
          part: 'measures',
          index: Math.min(at, measures.length),
          entry: isGone
            ? null
            : {
                name: `m${step}`,
                ...(formula ? { formula: 'a' } : { event: null, measure: 'count' as const, column: null }),
                ...{ unit: '', good: null, target, limits: { low: 1, high: target === 1 ? 2 : null }, about: '' },
              },
        })),
      fc
        .record({ users: fc.array(word), at: fc.nat(3), isGone: fc.boolean() })
        .map(({ users, at, isGone }) => ({ testUsers }: DataModel): ModelChange => ({
          part: 'testUsers',
          index: Math.min(at, testUsers.length),
          entry: isGone ? null : { users },
        })),
      fc.record({ account: word, person: word, isGone: fc.boolean() }).map(({ isGone, ...one }) => (): ModelChange => ({
        part: 'people',
        index: 0,
        entry: isGone ? null : { table: 'e', ...one },
      })),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(
          null,
          '{}',
          '{ // c\n}',
          HAND,
          HAND.replaceAll('\n', '\r\n'),
          HAND.replaceAll(/,(?=\s*[\]}])/g, ''),
        ),
        fc.array(change, { minLength: 1, maxLength: 12 }),
        (start, changes) => {
          let text: string | null = start
          let model: DataModel = start === null ? EMPTY_MODEL : read(start)
          changes.forEach((make, step) => {
            const one = make(model, step)
            const isInside = one.entry === null || one.index < entriesOf(model, one.part).length
            const before = text
            model = changedModel(model, one)
            text = editDataModel(text, one)
            expect(read(text)).toEqual(model)
            // A comment within or behind an entry that goes away may go with it.
            if (before !== null && !isInside)
              expect(commentsOf(text)).toEqual(expect.arrayContaining([...commentsOf(before)]))
          })
          expect(text).toContain(start?.includes('// who') === true ? '// who belongs where' : '{')
          if (start?.includes('// who') === true) expect(text).toContain('/* measures */')
        },
      ),
      { numRuns: runs(300) },
    )
  })
})
