import { describe, expect, it } from 'vitest'
import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import { readDuration } from '../../src-renderer/query/sql/duration'
import { readParameter, readParameters } from '../../src-renderer/query/analysis/parameters'
import { readQueryFile } from '../../src-renderer/query/saved/queryFile'

const spec = (type: ParameterSpec['type'], more: Partial<ParameterSpec> = {}): ParameterSpec => ({
  name: 'p',
  type,
  label: 'P',
  help: '',
  default: null,
  ...more,
})

describe('parameters', () => {
  it('are read from text by their type', () => {
    expect(readParameter(spec('integer'), '7')).toBe(7)
    expect(readParameter(spec('number'), '2.5')).toBe(2.5)
    expect(readParameter(spec('boolean'), 'true')).toBe(true)
    expect(readParameter(spec('date'), '2024-02-29')).toBe('2024-02-29')
    expect(readParameter(spec('choice', { options: [{ value: 'day', label: 'Day' }] }), 'day')).toBe('day')
    const ties = spec('choice', {
      options: [
        { value: 'any', label: 'Any' },
        { value: 'within', label: 'Within', amount: '2 seconds' },
      ],
    })
    expect(['any', 'within', 'within:5 minutes'].map((value) => readParameter(ties, value))).toEqual([
      'any',
      'within:2 seconds',
      'within:5 minutes',
    ])
    for (const value of ['any:2 seconds', 'within:none', 'within:', 'within:moons'])
      expect(() => readParameter(ties, value), value).toThrow(/bad-parameter|one of|duration/)
    expect(readParameter(spec('event'), 'paid')).toBe('paid')
    expect(readParameter(spec('event'), '{"event":"paid","where":[]}')).toEqual({ event: 'paid', where: [] })
    expect(readParameter(spec('event'), 'null')).toBeNull()
    expect(readParameter(spec('events'), 'a,b')).toEqual(['a', 'b'])
    expect(readParameter(spec('steps'), '["a",{"event":"b"}]')).toEqual(['a', { event: 'b' }])
    expect(readParameter(spec('timezone'), 'Australia/Lord_Howe')).toBe('Australia/Lord_Howe')
    expect(readParameter(spec('duration'), '30 minutes')).toBe('30 minutes')
  })

  it('are refused with what was expected', () => {
    const refused: [ParameterSpec, string, RegExp][] = [
      [spec('integer'), '1.5', /whole number/],
      [spec('integer', { min: 1 }), '0', /at least 1/],
      [spec('integer', { max: 9 }), '10', /at most 9/],
      [spec('number'), 'x', /number/],
      [spec('date'), '2023-02-29', /a date like/],
      [spec('choice', { options: [{ value: 'day', label: '' }] }), 'hour', /one of day/],
      [spec('boolean'), 'maybe', /true or false/],
      [spec('timezone'), 'Mars/Olympus', /time zone/],
      [spec('duration'), 'soon', /duration/],
      [spec('steps'), '[{"event":1}]', /name or null/],
      [spec('filter'), '[{]', /well-formed JSON/],
    ]
    for (const [one, value, message] of refused) expect(() => readParameter(one, value)).toThrow(message)
  })

  it('fill in defaults and refuse unknown names', () => {
    expect(readParameters([spec('integer', { default: 5 })], {})).toEqual({ p: 5 })
    expect(() => readParameters([spec('integer', { name: 'window' })], { windw: '1' })).toThrow(/did you mean window/)
  })

  it('read durations', () => {
    expect(readDuration('14 days')).toBe(14 * 86_400e6)
    expect(readDuration('90s')).toBe(90e6)
    expect(readDuration('1.5 h')).toBe(5400e6)
    expect(readDuration('2 weeks')).toBe(14 * 86_400e6)
    expect(readDuration('none')).toBeNull()
    expect(() => readDuration('14 parsecs')).toThrow(/duration/)
  })
})

describe('query files', () => {
  it('have a header of title, grain, tables, parameters and a chart', () => {
    const file = readQueryFile(
      'daily',
      `-- title: Daily
-- about: Events a day.
-- tables: events
-- parameter: from date = 2024-01-01; first day
-- parameter: unit choice [day|week] = day; bucket
-- chart: line date n

SELECT 1 -- title: no header
`,
    )
    expect(file).toMatchObject({
      title: 'Daily',
      tables: ['events'],
      chart: { mark: 'line', x: 'date', y: ['n'] },
      sql: 'SELECT 1 -- title: no header',
    })
    expect(file.parameters.map(({ name, type, default: value, help }) => ({ name, type, value, help }))).toEqual([
      { name: 'from', type: 'date', value: '2024-01-01', help: 'first day' },
      { name: 'unit', type: 'choice', value: 'day', help: 'bucket' },
    ])
  })

  it('say which line is wrong', () => {
    expect(() => readQueryFile('q', '-- title: T\n-- colour: red\nSELECT 1')).toThrow(/line 2: "colour"/)
    expect(() => readQueryFile('q', '-- parameter: x kind\nSELECT 1')).toThrow(/line 1: "kind"/)
    expect(() => readQueryFile('q', '-- title: T\n')).toThrow(/no SQL/)
  })
})
