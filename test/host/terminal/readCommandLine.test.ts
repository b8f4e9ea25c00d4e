import { describe, expect, it } from 'vitest'
import { exportFormat, type ExportName } from '../../../src-renderer/export/formats/index'
import type { SpreadsheetGuard } from '../../../src-renderer/export/spreadsheetGuard'
import { readCommandLine } from '../../../src-renderer/host/terminal/readCommandLine'
import { COMMANDS } from '../../../src-renderer/host/terminal/commands/index'
import { USAGE, usageText } from '../../../src-renderer/host/terminal/help'
import {
  encodeResult,
  OUTPUT_FORMATS,
  readGuard,
  readOutputFormat,
} from '../../../src-renderer/host/terminal/writeResult'
import { computedIpc } from '../../../src-renderer/query/analysis/computedResult'

const NOTHING = {
  workspace: null,
  table: null,
  mapping: null,
  names: null,
  format: null,
  timeFormat: null,
  timezone: null,
  date: null,
  weekStart: null,
  kind: null,
  parameters: {},
  out: null,
  strict: false,
  readOnly: false,
  safe: false,
  cell: null,
  renames: {},
  types: {},
  column: null,
  number: null,
  chart: null,
  most: null,
  engines: 1,
  parsers: null,
  dialect: null,
  check: false,
  preview: null,
  suggest: false,
  sheet: null,
  member: null,
  acceptLoss: false,
  acceptEdit: false,
  as: null,
  rules: null,
  follow: false,
  everySeconds: 1,
  before: null,
  keepDays: null,
  known: null,
  lateHours: null,
  rollUp: false,
  by: [],
  empty: [],
  words: false,
  decimal: null,
  delimiter: null,
  header: null,
  skip: null,
  encoding: null,
  nullWords: null,
}

describe('a command line', () => {
  it('is read into a command, its operands and its options', () => {
    expect(readCommandLine(['query', 'funnel'])).toEqual({ ...NOTHING, command: 'query', operands: ['funnel'] })
    expect(
      readCommandLine([
        'ingest',
        'a.csv',
        'b.csv',
        '-w',
        'W',
        '--table',
        't',
        '--format',
        'csv',
        '--time-format',
        'iso',
        '--timezone',
        'UTC',
        '--kind',
        'events',
        '--strict',
      ]),
    ).toEqual({
      ...NOTHING,
      command: 'ingest',
      operands: ['a.csv', 'b.csv'],
      workspace: 'W',
      table: 't',
      format: 'csv',
      timeFormat: 'iso',
      timezone: 'UTC',
      kind: 'events',
      strict: true,
    })
    expect(readCommandLine(['sql', 'SELECT 1', '--workspace=W', '-o', 'out.csv', '--safe'])).toEqual({
      ...NOTHING,
      command: 'sql',
      operands: ['SELECT 1'],
      workspace: 'W',
      out: 'out.csv',
      safe: true,
    })
    for (const { name } of COMMANDS) expect(readCommandLine([name])?.command).toBe(name)
  })

  it('asks for help without a command, or where it says so', () => {
    for (const words of [[], ['help'], ['--help'], ['query', '-h'], ['nonsense', '--help']])
      expect(readCommandLine(words)).toBeNull()
    // Long ones go on lines of their own.
    const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
    for (const { name, usage } of COMMANDS) {
      expect(onOneLine(USAGE)).toContain(` lathe ${name}${usage.words === '' ? '' : ` ${usage.words}`} `)
      for (const line of [usage.about ?? '', ...(usage.more ?? [])]) expect(onOneLine(USAGE)).toContain(line)
      expect(onOneLine(usageText(name))).toContain(onOneLine(`lathe ${name} ${usage.words}`.trimEnd()))
      expect(
        usageText(name)
          .split('\n')
          .filter((line) => line.length > 110),
      ).toEqual([])
    }
    expect(new Set(COMMANDS.map((command) => command.name)).size).toBe(COMMANDS.length)
  })

  it('keeps values that hold = and the last of several', () => {
    expect(
      readCommandLine(['query', 'q', '--param', 'a=1', '--param', 'b=x=y', '--param', 'c=', '--param', 'a=2'])
        ?.parameters,
    ).toEqual({ a: '2', b: 'x=y', c: '' })
  })

  it.each([
    ['user=uid,event=what,time=at', { user: 'uid', event: 'what', time: 'at' }],
    ['user=last, first,time=at', { user: 'last, first', time: 'at' }],
    ['user=a=b,id=x', { user: 'a=b', id: 'x' }],
    ['value=', { value: '' }],
    ['user=a,b,event=c,d', { user: 'a,b', event: 'c,d' }],
  ])('maps roles: %s', (text, mapping) => {
    expect(readCommandLine(['ingest', '--map', text])?.mapping).toEqual(mapping)
  })

  it.each<readonly [readonly string[], string, RegExp]>([
    [['explode'], 'explode', /no command "explode"; there are ingest, query, sql/],
    [['query', '--colour'], '', /colour/],
    [['query', '--param'], '', /param/],
    [['query', '--param', 'a'], '--param', /"a" has no "="/],
    [['query', '--param', '=a'], '--param', /"=a" has no "="/],
    [['ingest', '--map', 'colour=x'], '--map', /ROLE=COLUMN.*"colour=x" is none/],
    [['ingest', '--map', 'user'], '--map', /"user" is none/],
    [['ingest', '--kind', 'plain'], '--kind', /events or table, not "plain"/],
    [['query', 'q', '--engines', '0'], '--engines', /from 1 to 8, not "0"/],
    [['ingest', 'f', '--parsers', 'all'], '--parsers', /from 0 to 8, not "all"/],
  ])('%j is refused in words', (words, argument, sentence) => {
    expect(() => readCommandLine(words)).toThrow(
      expect.objectContaining({
        code: 'usage',
        payload: { argument },
        message: expect.stringMatching(sentence) as string,
      }) as Error,
    )
  })

  it('takes each kind of table', () => {
    expect(['events', 'table'].map((kind) => readCommandLine(['ingest', '--kind', kind])?.kind)).toEqual([
      'events',
      'table',
    ])
  })
})

describe('an output format', () => {
  it('is a table unless said', () => {
    const usual = ['table', 'csv', 'xlsx', 'json', 'ndjson', 'arrow', 'parquet', 'svg']
    expect(OUTPUT_FORMATS.map((format) => format.name)).toEqual(expect.arrayContaining(usual))
    expect(readOutputFormat(null).name).toBe('table')
    for (const format of OUTPUT_FORMATS) expect(readOutputFormat(format.name)).toBe(format)
    expect(() => readOutputFormat('xls')).toThrow(
      `--format is one of ${OUTPUT_FORMATS.map((format) => format.name).join(', ')}, not "xls".`,
    )
  })

  it('has a guard for spreadsheets where --safe asks for one, which only CSV can have', () => {
    expect(readGuard(false, exportFormat('csv'))).toBeNull()
    expect(readGuard(false, exportFormat('json'))).toBeNull()
    expect(readGuard(true, exportFormat('csv'))?.text('=1')).toBe("'=1")
    for (const format of OUTPUT_FORMATS.filter((one) => one.result?.guarded !== true))
      expect(() => readGuard(true, format)).toThrow(
        new RegExp(`^--safe is for --format csv.*, which spreadsheets open; ${format.name} needs none\\.$`),
      )
  })

  it('is written as asked for', async () => {
    const ipc = computedIpc([{ name: 'a', type: 'string' }], [{ a: '=1' }])
    const answer = {
      ipc,
      rowCount: 1,
      truncated: false,
      elapsedMs: 1,
      sql: '',
      shellSql: '',
      rowsRead: 0,
      filesRead: { read: 0, of: 0 },
      tables: [],
      notes: [],
    }
    const encoded = async (format: ExportName, guard: SpreadsheetGuard | null = null): Promise<string> => {
      const made = await encodeResult(answer, exportFormat(format), { charts: () => [], annotations: [] }, guard)
      return typeof made === 'string' ? made : new TextDecoder().decode(made)
    }
    expect(await encoded('csv')).toBe('a\n=1\n')
    expect(await encoded('csv', readGuard(true, exportFormat('csv')))).toBe("a\n'=1\n")
    expect(await encoded('ndjson')).toBe('{"a":"=1"}\n')
    expect(await encoded('table')).toContain('=1')
    await expect(encoded('svg')).rejects.toMatchObject({ code: 'unsupported' })
    const drawn = await encodeResult(
      answer,
      exportFormat('svg'),
      {
        charts: (table) => [
          { kind: 'funnel', title: String(table.value(0, 'a')), summary: 's', steps: [{ label: 'a', count: 1 }] },
        ],
        annotations: [],
      },
      null,
    )
    expect(drawn).toMatch(/^<svg.*=1/s)
  })
})
