import { describe, expect, it } from 'vitest'
import { columnValuesPlan, countPlan, rejectsPlan } from '../../../src-renderer/panels/analysis/lookups'
import { placeOf, wordAt } from '../../../src-renderer/panels/sql/errorMark'
import { formatSql } from '../../../src-renderer/panels/sql/formatSql'
import { highlightSql } from '../../../src-renderer/panels/sql/highlightSql'
import { sqlName, starterSql } from '../../../src-renderer/panels/sql/sqlSchema'
import { catalog } from '../analysis/fakeContext'

describe('SQL in panels', () => {
  it('is highlighted without changing a character', () => {
    const sql = "SELECT event, 'it''s' AS x -- note\nFROM \"my log\"\nWHERE n >= 1.5e3"
    const tokens = highlightSql(sql)
    expect(tokens.map((token) => token.text).join('')).toBe(sql)
    expect(tokens.find((token) => token.text === 'SELECT')!.classes).toContain('tok-keyword')
    expect(tokens.find((token) => token.text.includes('note'))!.classes).toContain('tok-comment')
    expect(
      tokens.filter((token) => token.text.includes('event')).every((token) => !token.classes.includes('tok-keyword')),
    ).toBe(true)
  })
  it("is formatted as DuckDB's, or refused", () => {
    expect(formatSql('select a, count(*) from t group by all')).toBe(
      'SELECT\n  a,\n  count(*)\nFROM\n  t\nGROUP BY ALL',
    )
    expect(() => formatSql('select (((')).toThrow()
  })
  it('says where an error stands', () => {
    const sql = 'select a,\n  evnt\nfrom t'
    expect(placeOf(sql, sql.indexOf('evnt'))).toEqual({ line: 2, column: 3 })
    expect(wordAt(sql, sql.indexOf('evnt'))).toEqual({ from: 12, to: 16 })
    expect(wordAt(sql, 999)).toEqual({ from: sql.length - 1, to: sql.length })
    expect(wordAt('', 0)).toBeNull()
  })
  it('writes names bare where it can, and begins with a question', () => {
    expect(sqlName('plan')).toBe('plan')
    expect(sqlName('Plan "x"')).toBe('"Plan ""x"""')
    expect(starterSql(catalog)).toContain('FROM log')
  })
  it('carries hostile names and texts as names and texts', () => {
    expect(columnValuesPlan('"log"', 'a"b', "x' OR 1=1 --", 'is_late').sql).toContain(
      `contains(lower("a""b"::VARCHAR), lower('x'' OR 1=1 --')) AND is_late`,
    )
    expect(rejectsPlan(["l'og"]).sql).toContain(`'l''og' AS "table"`)
    expect(countPlan({ sql: 'SELECT 1; \n' }).sql).toBe('SELECT count(*)::BIGINT AS "rows"\nFROM (\nSELECT 1\n)')
  })
})
