import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { analyses, caseOf } from './cases'
import { NativeDuckdb } from './nativeDuckdb'
import { samplesOf } from './questions'

/** How many choices each analysis is asked. */
const CHOICES = 24
const MOST_CHARACTERS = 120
/**
 * Analyses whose SQL has longer lines, or `n` for a number, from before this was asked. None may join them; who mends one
 * takes it off.
 */
const NOT_YET: readonly string[] = [
  'trends',
  'anomalies',
  'distribution',
  'scatter',
  'retention',
  'retention-summary',
  'lifecycle',
  'stickiness',
  'value-retention',
  'paths',
  'top-paths',
  'path-transitions',
  'experiment',
]
const isOld = (fault: string): boolean => fault.startsWith('a long line') || fault === 'a short name: n'
/** Words of two letters that name columns and WITH queries. */
const SHORT_WORDS = new Set(['ts', 'id', 'at', 'in', 'to', 'of', 'ok'])

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Comments, texts and quoted names: what they hold is in words, or the user's. */
const COMMENT_OR_VALUE = /--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"/g

/** SQL without what texts and quoted names hold. */
const withoutValues = (sql: string): string =>
  sql.replace(COMMENT_OR_VALUE, (part) => (part.startsWith('--') ? part : part.slice(0, 1).repeat(2)))

/** SQL without its comments, too. */
const withoutComments = (sql: string): string =>
  sql.replace(COMMENT_OR_VALUE, (part) => (part.startsWith('--') ? '' : part.slice(0, 1).repeat(2)))

/** Names of WITH queries; and those of them without a comment right above. */
function withQueries(sql: string): { readonly names: readonly string[]; readonly uncommented: readonly string[] } {
  const lines = sql.split('\n')
  const found = lines.flatMap((line, at) => {
    const name = /^\s*(?:WITH )?(\w+)(?: \([\w, ]*\))? AS (?:NOT MATERIALIZED |MATERIALIZED )?\($/.exec(line)?.[1]
    // What follows tells it from a named window.
    const isSelect = /^\s*(?:SELECT|WITH|FROM|VALUES|\()/.test(lines[at + 1] ?? '')
    const isCommented = /^\s*-- \S/.test(lines[at - 1] ?? '')
    return name === undefined || !isSelect ? [] : [{ name, isCommented }]
  })
  return {
    names: found.map(({ name }) => name),
    uncommented: found.filter(({ isCommented }) => !isCommented).map(({ name }) => name),
  }
}

/** Names that columns are given, written without quotes. */
function columnNames(sql: string): readonly string[] {
  return [...withoutComments(sql).matchAll(/\bAS ([a-z]\w*)/g)].map((match) => match[1]!)
}

/** Some rows counted over a window: DuckDB takes time with the square of the rows. */
const FILTERED_COUNT = /\bcount\(\*\) FILTER \((?:[^()]|\([^()]*\))*\)\s+OVER\b/

const isShort = (name: string): boolean => /^[a-z]{1,2}\d*$/.test(name) && !SHORT_WORDS.has(name)

/** What a reader would stumble over; empty where there is nothing. */
function faults(sql: string, resultColumns: readonly string[] = []): readonly string[] {
  const { names, uncommented } = withQueries(sql)
  const long = withoutValues(sql)
    .split('\n')
    .filter((line) => line.trim().length > MOST_CHARACTERS)
  return [
    ...uncommented.map((name) => `no comment above ${name}`),
    ...(/ AS (?:NOT )?(?:MATERIALIZED )?\((?:SELECT|WITH)\b/.test(withoutComments(sql))
      ? ['a WITH query on one line']
      : []),
    ...[...names, ...columnNames(sql)]
      .filter((name) => isShort(name) && !resultColumns.includes(name))
      .map((name) => `a short name: ${name}`),
    ...(FILTERED_COUNT.test(withoutComments(sql)) ? ['a filtered count over a window'] : []),
    ...long.map((line) => `a long line: ${line.trim()}`),
    ...(/\b(?:AND|WHERE) TRUE\b/.test(withoutComments(sql)) ? ['a condition that always holds'] : []),
  ]
}

describe('the SQL that is shown', () => {
  it.each(analyses)('of $name can be read', async (analysis) => {
    const own = caseOf(analysis)
    const names = analysis.columns.map((one) => one.name)
    let asked = 0
    let old = 0
    for await (const choice of samplesOf(db, own)) {
      const { sql } = analysis.plan(readParameters(analysis.parameters, own.asked(choice)), db.catalog, null)
      const all = [...new Set(faults(sql, names))]
      const known = NOT_YET.includes(analysis.name) ? all.filter(isOld) : []
      old += known.length
      expect(
        all.filter((fault) => !known.includes(fault)),
        sql,
      ).toEqual([])
      asked += 1
      if (asked === CHOICES) break
    }
    expect(asked).toBeGreaterThan(0)
    if (NOT_YET.includes(analysis.name)) expect(old, 'is mended: take it off NOT_YET').toBeGreaterThan(0)
  })

  it.each([
    ['no comment above days', 'WITH\n  days AS (\n    SELECT 1\n  )\nSELECT *\nFROM days'],
    ['a WITH query on one line', 'WITH days AS (SELECT 1)\nSELECT *\nFROM days'],
    ['a short name: k', 'SELECT user_key AS k\nFROM log'],
    ['a short name: o1', 'SELECT min(ts) AS o1\nFROM log'],
    [`a long line: SELECT ${'x + '.repeat(40)}1`, `SELECT ${'x + '.repeat(40)}1`],
    ['a filtered count over a window', 'SELECT count(*) FILTER (ts < max(ts)) OVER so_far\nFROM log'],
    ['a condition that always holds', 'SELECT 1\nFROM log\nWHERE event IS NOT NULL\n  AND TRUE'],
  ])('is refused for %s', (fault, sql) => {
    expect(faults(sql)).toContain(fault)
  })

  it('may hold whatever the user wrote', () => {
    expect(faults(`SELECT 1 AS "k"\nFROM log\nWHERE event = '${'AND TRUE '.repeat(30)}'`)).toEqual([])
  })
})
