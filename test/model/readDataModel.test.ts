import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_MODEL, type DataModel } from '../../src-renderer/model/dataModel'
import { isLatheError } from '../../src-renderer/model/error'
import { readDataModel } from '../../src-renderer/model/readDataModel'
import { writeDataModel } from '../../src-renderer/model/writeDataModel'
import { runs } from '../runs'

function refusal(text: string): string {
  try {
    readDataModel(text)
    return ''
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return error.message
  }
}

describe('model.json', () => {
  it('is read with comments, commas at the end, and defaults', () => {
    const { model } = readDataModel(`{
  // who belongs where
  "relations": [{"from": "events.key", "to": "dim.key.part",},],
  "columns": [{"name": "net", "type": "double", "sql": " price * n "}],
  "events": [{"name": "engaged", "any": ["like"], "hidden": true}],
}`)
    expect(model).toEqual({
      relations: [
        {
          name: 'dim',
          from: { table: 'events', column: 'key' },
          to: { table: 'dim', column: 'key.part' },
          duplicates: 'refuse',
        },
      ],
      columns: [{ name: 'net', table: null, type: 'double', sql: 'price * n', about: '' }],
      events: [{ name: 'engaged', any: ['like'], sequence: null, label: '', about: '', isHidden: true }],
      measures: [],
      testUsers: [],
      people: null,
    })
    expect(readDataModel('{}').model).toEqual(EMPTY_MODEL)
  })

  it.each([
    ['', 'model.json, line 1, column 1: the JSON is not well formed'],
    ['{\n "relations": [}', 'model.json, line 2, column 16: the JSON is not well formed'],
    ['{"relations": [], "relations": []}', 'line 1, column 19: “relations” stands there twice.'],
    ['[]', 'line 1, column 1'],
    ['{\n  "relatons": []\n}', 'line 2, column 15: relatons is not known there.'],
    ['{"relations": [\n {"from": "events"}]}', 'line 2, column 11: relations[0].from must name a table and its column'],
    ['{"relations": [\n {"from": "e.a"}]}', 'relations[0].to is missing'],
    ['{"columns": [{"name": "a", "type": "money", "sql": "1"}]}', 'columns[0].type'],
    ['{"columns": [{"name": "a", "type": "double", "sql": ""}]}', 'columns[0].sql must be an expression'],
    [
      '{"columns": [{"name": "a", "type": "double", "sql": "1"},\n {"name": "A", "type": "double", "sql": "2"}]}',
      'line 2, column 11: columns[1].name is the name of a column before it, too.',
    ],
    [
      '{"relations": [{"from": "e.a", "to": "d.k"},\n {"from": "e.b", "to": "d.k"}]}',
      'line 2, column 2: relations[1] is called like a relation of e before it; give it a name.',
    ],
    ['{"relations": [{"from": "e.a", "to": "d.k", "duplicates": "last"}]}', 'relations[0].duplicates must be "refuse"'],
    [
      '{"measures": [\n {"name": "a", "measure": "sum"}]}',
      'line 2, column 2: measures[0] measure a is a sum: say of which column.',
    ],
    ['{"measures": [{"name": "a", "limits": {}}]}', 'measures[0].limits must say "low", "high" or both.'],
    ['{"measures": [{"name": "a", "limits": {"low": 2, "high": 1}}]}', 'limits must have a low below its high.'],
    ['{"measures": [{"name": "a", "limits": {"max": 1}}]}', 'measures[0].limits.max is not known there.'],
    ['{"events": [{"name": "a", "sequence": {"steps": []}}]}', 'events[0].sequence.steps must have a step'],
    ['{"events": [{"name": "a", "any": ["b"], "sequence": {"steps": ["c"]}}]}', 'events[0] says "any" and "sequence"'],
    ['{"testUsers": [{"who": "x"}]}', 'testUsers[0]'],
    ['{"people": {"table": "a", "account": "b"}}', 'people.person is missing'],
  ])('that is wrong is refused where it is wrong: %s', (text, sentence) => {
    expect(refusal(text)).toContain(sentence)
  })

  it('is the same when it is written and read', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text)
    const place = fc.record({ table: word.filter((text) => !text.includes('.')), column: word })
    const duplicates = fc.oneof(fc.constantFrom('refuse' as const, 'first' as const), fc.record({ newestBy: word }))
    const models: fc.Arbitrary<DataModel> = fc.record({
      relations: fc.uniqueArray(fc.record({ name: word, from: place, to: place, duplicates }), {
        selector: ({ name }) => name.toLowerCase(),
        maxLength: 3,
      }),
      columns: fc.uniqueArray(
        fc.record({
          name: word,
          table: fc.option(word),
          type: fc.constantFrom('boolean' as const, 'integer' as const, 'double' as const, 'string' as const),
          sql: word,
          about: fc.oneof(fc.constant(''), word),
        }),
        { selector: ({ name }) => name.toLowerCase(), maxLength: 3 },
      ),
      events: fc.uniqueArray(
        fc
          .record({
            name: word,
            label: word,
            about: word,
            isHidden: fc.boolean(),
            means: fc.oneof(
              fc.record({ any: fc.array(word), sequence: fc.constant(null) }),
              fc.record({
                any: fc.constant([]),
                sequence: fc.record({
                  steps: fc.array(word, { minLength: 1, maxLength: 3 }),
                  window: word,
                  order: fc.constantFrom('ordered' as const, 'strict' as const),
                }),
              }),
            ),
          })
          .map(({ means, ...one }) => ({ ...one, ...means })),
        { selector: ({ name }) => name, maxLength: 3 },
      ),
      measures: fc.uniqueArray(
        fc.record({
          name: word.filter((text) => !text.includes('`')),
          event: fc.option<string, null>(word),
          measure: fc.constant('count' as const),
          column: fc.constant(null),
          unit: fc.oneof(fc.constant(''), word),
          good: fc.constantFrom('up' as const, 'down' as const, null),
          target: fc.option(fc.integer()),
          limits: fc.constantFrom(null, { low: 0, high: null }, { low: null, high: -1 }, { low: 1, high: 2.5 }),
          about: fc.oneof(fc.constant(''), word),
        }),
        { selector: ({ name }) => name, maxLength: 3 },
      ),
      testUsers: fc.array(fc.oneof(fc.record({ column: word }), fc.record({ users: fc.array(fc.string()) })), {
        maxLength: 2,
      }),
      people: fc.option(fc.record({ table: word, account: word, person: word })),
    })
    fc.assert(
      fc.property(models, (model) => {
        expect(readDataModel(writeDataModel(model)).model).toEqual(model)
      }),
      { numRuns: runs(200) },
    )
  })
})
