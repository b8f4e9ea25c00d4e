import { describe, expect, it } from 'vitest'
import { hasHeader, readQueryFile } from '../../src-renderer/query/saved/queryFile'

const parameter = (line: string) => readQueryFile('q', `-- parameter: ${line}\nSELECT 1`).parameters[0]!

describe('the header of a saved query', () => {
  it.each<readonly [string, unknown]>([
    ['date = 2024-01-31', '2024-01-31'],
    ['datetime = 2024-01-31T10:00:00Z', '2024-01-31T10:00:00Z'],
    ['integer = 5', 5],
    ['number = 1.5', 1.5],
    ['text = a b', 'a b'],
    ['boolean = true', true],
    ['choice [a|b] = b', 'b'],
    ['event = open', 'open'],
    ['events = ["open"]', ['open']],
    ['column = plan', 'plan'],
    ['timezone = Asia/Tokyo', 'Asia/Tokyo'],
    ['duration = 2 days', '2 days'],
    ['filter = [{"column":"plan","op":"=","value":"pro"}]', [{ column: 'plan', op: '=', value: 'pro' }]],
    ['text = null', null],
    ['text =', null],
    ['text', null],
  ])('takes a parameter of type %s', (written, value) => {
    const spec = parameter(`p ${written}; what it is `)
    expect([spec.name, spec.type, spec.default, spec.help]).toEqual([
      'p',
      written.split(/[ =]/)[0],
      value,
      'what it is',
    ])
  })

  it('gives a parameter its label and its options', () => {
    expect(parameter('max_days choice [ a | b c ]')).toEqual({
      name: 'max_days',
      type: 'choice',
      label: 'Max days',
      help: '',
      default: null,
      options: [
        { value: 'a', label: 'a' },
        { value: 'b c', label: 'b c' },
      ],
    })
    expect('options' in parameter('x text')).toBe(false)
  })

  it('says title, about, grain, tables and a chart', () => {
    expect(
      readQueryFile(
        'q',
        '\uFEFF-- title:  T \r\n--about: A\r\n-- grain: a row\n-- tables: log, , other table \n-- chart: bar ' +
          '"sum of ""x""" a "b c"\n\nSELECT 1\n -- end\n',
      ),
    ).toEqual({
      name: 'q',
      title: 'T',
      about: 'A',
      grain: 'a row',
      tables: ['log', 'other table'],
      parameters: [],
      expectations: [],
      chart: { mark: 'bar', x: 'sum of "x"', y: ['a', 'b c'] },
      sql: 'SELECT 1\n -- end',
    })
    expect(readQueryFile('q', 'SELECT 1')).toEqual({
      name: 'q',
      title: 'q',
      about: '',
      grain: '',
      tables: [],
      parameters: [],
      expectations: [],
      chart: null,
      sql: 'SELECT 1',
    })
    expect(readQueryFile('q', '-- chart: line date dau\nSELECT 1').chart).toEqual({
      mark: 'line',
      x: 'date',
      y: ['dau'],
    })
  })

  it.each<readonly [string, number, RegExp]>([
    ['-- title: T\n-- colour: red\nSELECT 1', 2, /"colour" is no header key/],
    ['-- parameter: 1x text\nSELECT 1', 1, /a parameter looks like/],
    ['-- title: T\n-- parameter: x colour\nSELECT 1', 2, /"colour" is no parameter type/],
    ['-- parameter: x text\n-- parameter: x date\nSELECT 1', 2, /two parameters "x"/],
    ['-- parameter: x integer = many\nSELECT 1', 1, /the default of x/],
    ['-- parameter: x date = soon\nSELECT 1', 1, /the default of x/],
    ['-- chart: pie a b\nSELECT 1', 1, /chart looks like/],
    ['-- chart: line a\nSELECT 1', 1, /chart looks like/],
    ['-- chart: bar\nSELECT 1', 1, /chart looks like/],
    ['-- title: T\n-- expect: many rows\nSELECT 1', 2, /an expectation looks like one of rows = 0/],
    ['-- title: T\n\n', 2, /no SQL after the header/],
    ['', 1, /no SQL/],
  ])('%j is refused at line %d', (text, line, sentence) => {
    expect(() => readQueryFile('q', text)).toThrow(sentence)
    expect(() => readQueryFile('q', text)).toThrow(
      expect.objectContaining({ code: 'bad-file', payload: { file: 'q', line } }) as Error,
    )
  })

  it('is told from a remark', () => {
    expect(
      ['-- title: T', '--parameter: x', '\uFEFF-- chart: x', '-- tables:', '-- about:', '-- grain: '].map(hasHeader),
    ).toEqual(Array(6).fill(true))
    expect(['-- remark', '-- note: x', 'SELECT 1 -- title: T', '\n-- title: T', '-- title', ''].map(hasHeader)).toEqual(
      Array(6).fill(false),
    )
  })
})
