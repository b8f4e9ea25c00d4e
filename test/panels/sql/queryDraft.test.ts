import { describe, expect, it } from 'vitest'
import {
  chartColumns,
  draftOf,
  draftProblems,
  nameOfTitle,
  textOfDraft,
  withMark,
  type QueryDraft,
} from '../../../src-renderer/panels/sql/queryDraft'
import type { ResultType } from '../../../src-renderer/query/contract/result'
import type { ResultTable } from '../../../src-renderer/query/contract/result'

const table = (columns: Readonly<Record<string, ResultType>>): ResultTable => ({
  rowCount: 0,
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  value: () => null,
  row: () => ({}),
  rows: () => [],
  column: () => [],
})
const plain = draftOf('SELECT 1', null)
const axes = ({ mark, x, y }: QueryDraft): unknown => [mark, x, y]

describe('a query on its way to be saved', () => {
  it('takes what its header says, and the name of its file', () => {
    const text = `-- title: Daily users!
-- about: A
-- grain: a day
-- tables: log
-- parameter: since date
-- expect: users > 0
-- chart: line day users
SELECT $since, $what`
    expect(draftOf(text, null)).toEqual({
      name: 'daily-users',
      title: 'Daily users!',
      about: 'A',
      mark: 'line',
      x: 'day',
      y: ['users'],
      undeclared: [{ name: 'what', type: 'text', default: '' }],
      expects: 'users > 0',
      rest: {
        grain: 'a day',
        tables: ['log'],
        parameters: [expect.objectContaining({ name: 'since', type: 'date' })],
        sql: 'SELECT $since, $what',
      },
    })
    expect(draftOf(text, 'mine')).toMatchObject({ name: 'mine', title: 'Daily users!' })
    expect(draftOf('SELECT 1', 'mine')).toMatchObject({ name: 'mine', title: '', mark: 'none', x: null, y: [] })
    expect(plain).toMatchObject({ name: '', title: '' })
    expect(draftOf('-- note: x\nSELECT 1', null).rest.sql).toBe('-- note: x\nSELECT 1')
  })

  it('is refused where its header cannot be read, by its name or as the query', () => {
    expect(() => draftOf('-- title: T\n-- colour: red\nSELECT 1', 'mine')).toThrow(
      /^mine, line 2: "colour" is no header key/,
    )
    expect(() => draftOf('-- title: T\n-- colour: red\nSELECT 1', null)).toThrow(/^query, line 2: /)
  })

  it.each([
    ['since', 'date'],
    ['day', 'date'],
    ['start_date', 'date'],
    ['until', 'date'],
    ['from_day', 'date'],
    ['events', 'events'],
    ['bad_events', 'events'],
    ['event', 'event'],
    ['event_name', 'event'],
    ['limit', 'integer'],
    ['top_n', 'integer'],
    ['max_days', 'integer'],
    ['weeks', 'integer'],
    ['plan', 'text'],
    ['today', 'text'],
    ['eventful', 'text'],
    ['country', 'text'],
    ['admin', 'text'],
  ])('proposes for $%s the type %s', (name, type) => {
    expect(draftOf(`SELECT $${name}`, null).undeclared).toEqual([{ name, type, default: '' }])
  })

  it('has a file name that its title gives', () => {
    expect(['Daily users, by plan!', '  É té ', '--', 'a_b'].map(nameOfTitle)).toEqual([
      'daily-users-by-plan',
      expect.stringMatching(/^é-té$/u),
      '',
      'a_b',
    ])
  })
})

describe('the chart of a query', () => {
  it('takes at first the columns that fit: a date for x, else a name, else whatever comes first', () => {
    const all = table({ n: 'integer', plan: 'string', day: 'date', users: 'double' })
    expect(axes(withMark(plain, 'line', all))).toEqual(['line', 'day', ['n']])
    expect(axes(withMark(plain, 'bar', table({ n: 'integer', at: 'timestamp' })))).toEqual(['bar', 'at', ['n']])
    expect(axes(withMark(plain, 'bar', table({ n: 'integer', plan: 'string', cost: 'decimal' })))).toEqual([
      'bar',
      'plan',
      ['n'],
    ])
    expect(axes(withMark(plain, 'bar', table({ n: 'integer', users: 'double' })))).toEqual(['bar', 'n', ['users']])
    expect(axes(withMark(plain, 'bar', table({})))).toEqual(['bar', null, []])
    expect(axes(withMark(plain, 'bar', null))).toEqual(['bar', null, []])
  })

  it('keeps what was chosen, also while there is none', () => {
    const chosen: QueryDraft = { ...plain, mark: 'line', x: 'plan', y: ['users'] }
    expect(axes(withMark(chosen, 'bar', table({ day: 'date', n: 'integer' })))).toEqual(['bar', 'plan', ['users']])
    expect(axes(withMark(plain, 'none', table({ day: 'date', n: 'integer' })))).toEqual(['none', null, []])
  })

  it('offers the columns of the answer and those chosen, each once; none with a line break in its name', () => {
    const chosen: QueryDraft = { ...plain, x: 'gone', y: ['n', 'lost'] }
    expect(
      chartColumns(
        table({ 'a\nb': 'integer', n: 'integer', plan: 'string', 'c\u2028': 'double', cost: 'decimal' }),
        chosen,
      ),
    ).toEqual({ all: ['n', 'plan', 'cost', 'gone', 'lost'], numbers: ['n', 'cost', 'lost'] })
    expect(chartColumns(null, plain)).toEqual({ all: [], numbers: [] })
  })

  it('must be whole before it is saved', () => {
    expect(draftProblems({ ...plain, mark: 'bar' })).toEqual({
      chart: expect.stringContaining('Choose a column') as string,
    })
    expect(draftProblems({ ...plain, mark: 'bar', x: 'a' })).toHaveProperty('chart')
    expect(draftProblems({ ...plain, mark: 'bar', y: ['a'] })).toHaveProperty('chart')
    expect(draftProblems({ ...plain, mark: 'bar', x: 'a', y: ['b'] })).toEqual({})
    const draft = draftOf('SELECT $since, $n', null)
    expect(
      draftProblems({
        ...draft,
        undeclared: [
          { name: 'since', type: 'date', default: 'soon' },
          { name: 'n', type: 'integer', default: ' 5 ' },
        ],
      }),
    ).toEqual({ $since: expect.stringContaining('since') as string })
    expect(
      textOfDraft({
        ...draft,
        title: 'T',
        mark: 'bar',
        x: 'a b',
        y: ['c'],
        undeclared: [
          { name: 'since', type: 'date', default: '2024-01-31' },
          { name: 'n', type: 'integer', default: ' 5 ' },
        ],
      }),
    ).toBe(
      `-- title: T
-- parameter: since date = 2024-01-31
-- parameter: n integer = 5
-- chart: bar "a b" c

SELECT $since, $n
`,
    )
  })
})
