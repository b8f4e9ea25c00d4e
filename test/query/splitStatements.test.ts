import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statementAt, statementsOf } from '../../src-renderer/query/sql/splitStatements'

const textsOf = (sql: string): readonly string[] => statementsOf(sql).map(({ from, to }) => sql.slice(from, to))

describe('statements of a text', () => {
  it('are parted by semicolons outside of strings, names and comments', () => {
    expect(textsOf(`SELECT ';' AS ";" -- ; no\n FROM t /* ; */;\n\nSELECT $$;$$`)).toEqual([
      `SELECT ';' AS ";" -- ; no\n FROM t /* ; */`,
      'SELECT $$;$$',
    ])
  })
  it('hold the comments before them; blanks and comments alone are none', () => {
    expect(textsOf('-- title: T\n\nSELECT 1;;\n-- end\n; /* x */')).toEqual(['-- title: T\n\nSELECT 1'])
    expect([textsOf(''), textsOf(' \n;'), textsOf('-- a')]).toEqual([[], [], []])
  })
  it('are those that were joined', () => {
    const part = fc.constantFrom('SELECT 1', "SELECT ';'", 'FROM "a;b"', '-- c;\nSELECT 2', 'SELECT /* ; */ 3')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.constantFrom(';', ' ;\n', ';;\n\n'), (parts, between) => {
        expect(textsOf(parts.join(between))).toEqual(parts)
      }),
    )
  })
  it('are found by the cursor: inside, at the end of its line, before the next', () => {
    const sql = 'SELECT 1; \n\nSELECT 2;\nSELECT 3 '
    const at = (cursor: number): string | undefined => {
      const found = statementAt(sql, cursor)
      return found === null ? undefined : sql.slice(found.from, found.to)
    }
    expect([0, 9, 10, 11, 12, 21, 23, sql.length].map(at)).toEqual([
      'SELECT 1',
      'SELECT 1',
      'SELECT 1',
      'SELECT 2',
      'SELECT 2',
      'SELECT 2',
      'SELECT 3',
      'SELECT 3',
    ])
    expect(statementAt(' ; ', 1)).toBeNull()
    expect(statementAt('SELECT 1;\n\n', 11)).toEqual({ from: 0, to: 8, end: 9 })
  })
})
