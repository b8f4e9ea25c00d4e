import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParameterSpec } from '../../src-renderer/query/contract/parameter'
import { bind } from '../../src-renderer/query/analysis/bind'
import { boundOffset } from '../../src-renderer/query/analysis/boundOffset'
import type { Expectation } from '../../src-renderer/query/contract/expectation'
import { readExpectation } from '../../src-renderer/query/saved/expectation'
import { hasHeader, readQueryFile, type QueryFile } from '../../src-renderer/query/saved/queryFile'
import { writeQueryFile } from '../../src-renderer/query/saved/writeQueryFile'

const line = (text: string): string => text.replace(/\s+/g, ' ').trim()
/**
 * Texts that would break a header if they were pasted: line breaks of every kind, dashes, quotes, colons, whole header
 * lines.
 */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r',
        '\r\n',
        '\u2028',
        '\u2029',
        '--',
        '-- title: x',
        '-- parameter: a date',
        "'",
        '"',
        '$a',
        ';',
        ':',
        '\t',
        '\uFEFF',
        '/*',
        '*/',
        'Umsätze 売上 🙂',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
const column = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 10 })
  .filter((text) => !/[\r\n\u2028\u2029]/.test(text))
const parameter: fc.Arbitrary<ParameterSpec> = fc
  .record({ help: hostile, kind: fc.constantFrom('date', 'choice', 'integer', 'events', 'text', 'empty') })
  .map(({ help, kind }) => {
    const base = { label: 'From day', name: 'from_day', help: line(help) }
    switch (kind) {
      case 'date':
        return { ...base, type: 'date', default: '2024-02-29' }
      case 'choice':
        return {
          ...base,
          type: 'choice',
          options: [
            { value: 'day', label: 'day' },
            { value: 'a week', label: 'a week' },
          ],
          default: 'a week',
        }
      case 'integer':
        return { ...base, type: 'integer', default: -7 }
      case 'events':
        return { ...base, type: 'events', emptyMeans: 'Any event', default: ['paid', { event: 'open', where: [] }] }
      case 'text':
        return { ...base, type: 'text', default: 'it\'s -- "so": $x' }
      default:
        return { ...base, type: 'date', default: null }
    }
  })
const sql = fc.oneof(
  fc.constantFrom(
    'SELECT 1',
    "-- title: a remark\nSELECT 'x'",
    '-- chart: odd\n\n-- parameter: nonsense\nSELECT $from_day',
    'SELECT 1 -- end',
    "SELECT ';\n-- about: y'",
  ),
  hostile.map((text) => `SELECT '${text.replaceAll('\r', '').replaceAll("'", "''")}' AS x`),
)

const EXPECTATIONS: Expectation[] = ['rows > 0', '"a: b" in (\'-- x\', 2)', 'a, b unique']
  .map(readExpectation)
  .filter((one) => one !== null)

describe('the writer of query files', () => {
  it('is the inverse of the reader, whatever title, about and SQL hold', () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        fc.array(parameter, { maxLength: 1 }),
        fc.option(
          fc.record({
            mark: fc.constantFrom('line' as const, 'bar' as const),
            x: column,
            y: fc.array(column, { minLength: 1, maxLength: 3 }),
          }),
        ),
        fc.subarray(EXPECTATIONS),
        sql,
        (title, about, grain, parameters, chart, expectations, body) => {
          const file: QueryFile = {
            name: 'kept',
            title,
            about,
            grain,
            tables: ['log', 'my orders'],
            parameters,
            expectations,
            chart,
            sql: body,
          }
          const read = readQueryFile('kept', writeQueryFile(file))
          expect(read).toEqual({
            ...file,
            title: line(title) === '' ? 'kept' : line(title),
            about: line(about),
            grain: line(grain),
            sql: body.trim(),
          })
          expect(writeQueryFile(read)).toBe(writeQueryFile({ ...file, title: read.title }))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('writes a header as people write it', () => {
    const text = `-- title: Daily
-- about: Events a day.
-- parameter: from date = 2024-01-01; first day
-- expect: events > 0
-- chart: line date "count of events"

SELECT 1
`
    expect(writeQueryFile(readQueryFile('daily', text))).toBe(text)
    expect(readQueryFile('daily', text).chart).toEqual({ mark: 'line', x: 'date', y: ['count of events'] })
  })

  it('refuses a default that a header cannot carry', () => {
    const spec: ParameterSpec = { name: 'x', type: 'text', label: 'X', help: '', default: 'a; b' }
    expect(() =>
      writeQueryFile({
        name: 'q',
        title: '',
        about: '',
        grain: '',
        tables: [],
        parameters: [spec],
        expectations: [],
        chart: null,
        sql: 'SELECT $x',
      }),
    ).toThrow(/default of x cannot hold a semicolon/)
  })

  it('knows a header from a remark', () => {
    expect(hasHeader('-- title: Daily\nSELECT 1')).toBe(true)
    expect(hasHeader('--chart:line a b\nSELECT 1')).toBe(true)
    expect(hasHeader('-- todo: faster\nSELECT 1')).toBe(false)
    expect(hasHeader('SELECT 1 -- title: x')).toBe(false)
  })

  it('names the line of a wrong default, chart or second parameter', () => {
    expect(() => readQueryFile('q', '-- title: T\n-- parameter: from date = soon\nSELECT 1')).toThrow(
      'q, line 2: the default of from must be a date like 2024-01-31, not "soon".',
    )
    expect(() => readQueryFile('q', '-- title: T\n-- about: A\n-- chart: pie a b\nSELECT 1')).toThrow(
      /q, line 3: chart looks like/,
    )
    expect(() => readQueryFile('q', '-- parameter: a date\n-- parameter: a text\nSELECT 1')).toThrow(
      /q, line 2: there are two parameters "a"/,
    )
  })
})

describe('offsets in bound SQL', () => {
  it('lead back to the text with its names', () => {
    const specs: readonly ParameterSpec[] = [{ name: 'from', type: 'date', label: 'From', help: '', default: null }]
    const text = "-- $from\nSELECT '$from', $from, evnt, $from FROM t"
    const values = { from: '2024-01-01' }
    const bound = bind(text, specs, values)
    expect(boundOffset(bound.indexOf('evnt'), text, specs, values)).toBe(text.indexOf('evnt'))
    expect(boundOffset(bound.indexOf('DATE') + 3, text, specs, values)).toBe(text.indexOf('$from,'))
    expect(boundOffset(bound.length + 5, text, specs, values)).toBe(text.length)
  })
})
