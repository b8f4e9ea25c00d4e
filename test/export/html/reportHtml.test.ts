import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Report, ReportPart } from '../../../src-renderer/export/html/report'
import { reportHtml } from '../../../src-renderer/export/html/reportHtml'
import { all, bodyRows, first, readHtml } from '../../readHtml'
import { runs } from '../../runs'
import { arrayTable } from '../../panels/grid/arrayTable'

const PART: ReportPart = {
  title: 'Users by day',
  scope: 'All dates',
  width: 6,
  body: {
    kind: 'answer',
    figures: [
      {
        label: 'Users',
        value: '1,204',
        unit: '',
        change: { text: '▲ +4.2 %', tone: 'good' },
        lines: ['2024-03-01'],
        tone: 'plain',
        spark: [{ y: 1 }, { y: 3 }],
      },
    ],
    charts: [
      {
        kind: 'bar',
        title: 'Users',
        summary: 'Two bars.',
        layout: 'grouped',
        direction: 'vertical',
        x: { label: 'Day', type: 'category' },
        y: { label: 'Users', format: 'integer' },
        series: [
          {
            name: 'Users',
            points: [
              { x: 'a', y: 3 },
              { x: 'b', y: 5 },
            ],
          },
        ],
      },
    ],
  },
  notes: ['4 test users are left out'],
  table: {
    rows: arrayTable({ day: ['date', ['2024-03-01', '2024-03-02']], users: ['integer', [1204, null]] }),
    columns: [
      { name: 'day', about: 'The day', format: 'date' },
      { name: 'users', about: 'Different users', format: 'integer' },
    ],
    isCut: false,
    isOpen: false,
  },
}

function reportOf(part: ReportPart, text: string): Report {
  return {
    title: text,
    about: text,
    facts: [{ name: text, value: text }],
    parts: [part, { ...part, width: 12 }, { ...part, body: { kind: 'text', markdown: text } }],
    definitions: [{ title: text, markdown: text, grain: text, columns: [{ name: text, about: text, format: 'text' }] }],
    queries: [{ title: text, sql: text }],
    sources: [{ name: text, table: text, rows: 2, bytes: null, crc32: '0a1b2c3d', importedAt: '2024-03-02T09:00:00Z' }],
    annotations: [],
  }
}

/** What could act, or be fetched. */
const ACTING = ['script', 'iframe', 'object', 'embed', 'link', 'img', 'form', 'base', 'a']

describe('a report as a page', () => {
  it('shows figures, charts with their summary, notes and the rows behind them', () => {
    const page = readHtml(reportHtml(reportOf(PART, 'Growth')))
    expect(first(page, 'title').text).toBe('Growth')
    const section = first(page, 'section.part')
    expect(first(section, 'h3').text).toBe('Users by day')
    expect(first(section, '.value').text).toBe('1,204')
    expect(first(section, '.change').text).toBe('▲ +4.2 %')
    expect(all(first(section, 'figure'), 'svg')).toHaveLength(1)
    expect(first(section, '.note').text).toBe('4 test users are left out')
    expect(first(section, 'details').attributes).not.toHaveProperty('open')
    expect(first(section, 'summary').text).toBe('Table: 2 rows')
    expect(bodyRows(section)).toEqual([
      ['2024-03-01', '1,204'],
      ['2024-03-02', 'null'],
    ])
    expect(page.text).toContain('0a1b2c3d')
  })

  it('tells its drawings apart, and has no id twice', () => {
    const page = readHtml(reportHtml(reportOf(PART, 'Growth')))
    const ids = all(page, '*').flatMap(({ attributes }) => attributes['id'] ?? [])
    expect(ids.length).toBeGreaterThan(3)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { attributes } of all(page, 'svg'))
      for (const id of attributes['aria-labelledby']?.split(' ') ?? []) expect(ids).toContain(id)
  })

  it('cuts long tables and says so', () => {
    const rows = arrayTable({ n: ['integer', Array.from({ length: 1200 }, (_, index) => index)] })
    const table = { rows, columns: [], isCut: false, isOpen: true }
    const details = first(readHtml(reportHtml(reportOf({ ...PART, table }, 'Long'))), 'details')
    expect(details.attributes).toHaveProperty('open')
    expect(first(details, 'summary').text).toBe('Table: first 1,000 of 1,200 rows')
    expect(bodyRows(details)).toHaveLength(1000)
    const cut = readHtml(reportHtml(reportOf({ ...PART, table: { ...table, isCut: true } }, 'Long')))
    expect(first(cut, 'summary').text).toBe('Table: first 1,000 of more rows')
  })

  it('takes every text as text, whatever it holds', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "'; --</pre></code></style><script>",
        '</title><base href=//x>',
        '[a](javascript:alert(1))',
        '| a | b |\n|---|---|\n| <b> | `<i>` |',
        '&lt;script&gt; \u0000 \u0007',
      ),
    )
    const clean = readHtml(reportHtml(reportOf(PART, 'x')))
    const countOf = (page: typeof clean, tag: string): number => all(page, tag).length
    fc.assert(
      fc.property(hostile, hostile, (text, value) => {
        const rows = arrayTable({ [text]: ['string', [value]] })
        const table = {
          rows,
          columns: [{ name: text, about: value, format: 'text' as const }],
          isCut: false,
          isOpen: false,
        }
        const page = readHtml(reportHtml(reportOf({ ...PART, title: text, scope: value, notes: [text], table }, text)))
        for (const tag of ACTING) expect(countOf(page, tag), tag).toBe(0)
        for (const tag of ['section', 'style', 'svg', 'details'])
          expect(countOf(page, tag), tag).toBe(countOf(clean, tag))
        for (const { attributes } of all(page, '*'))
          expect(Object.keys(attributes).filter((name) => /^on|^src$|^href$/.test(name))).toEqual([])
        // Control characters can stand in no document, and line ends are one.
        const kept = value.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g, '')
        expect(bodyRows(first(page, 'details'))[0]![0]).toBe(kept.replaceAll(/\r\n?/g, '\n'))
      }),
      { numRuns: runs(60) },
    )
  })
})
