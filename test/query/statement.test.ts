import { describe, expect, it } from 'vitest'
import { statement } from '../../src-renderer/query/sql/statement'

describe('a statement of WITH queries', () => {
  const days = {
    name: 'active_days',
    about: 'Each day on which a user was active',
    sql: 'SELECT user_key, date\nFROM main."log"',
  }

  it('says what each holds, on lines of its own', () => {
    const sql = statement(
      [
        days,
        {
          name: 'per_user',
          about: 'Days of each user',
          sql: 'SELECT user_key, count(*) AS days\nFROM active_days\nGROUP BY user_key',
          keep: 'MATERIALIZED',
        },
      ],
      'SELECT * FROM per_user',
    )
    expect(sql).toBe(`WITH
  -- Each day on which a user was active
  active_days AS (
    SELECT user_key, date
    FROM main."log"
  ),
  -- Days of each user
  per_user AS MATERIALIZED (
    SELECT user_key, count(*) AS days
    FROM active_days
    GROUP BY user_key
  )
SELECT * FROM per_user`)
  })

  it('writes what several parts need once, and refuses one name for two things', () => {
    expect(statement([days, days], 'SELECT 1').match(/active_days AS/g)).toHaveLength(1)
    expect(() => statement([days, { ...days, sql: 'SELECT 2' }], 'SELECT 1')).toThrow('active_days')
  })

  it('is the SELECT alone without any, and RECURSIVE where one names itself', () => {
    expect(statement([], ' SELECT 1\n')).toBe('SELECT 1')
    expect(statement([{ ...days, recursive: true, columns: ['a', 'b'] }], 'SELECT 1')).toContain(
      'WITH RECURSIVE\n  -- Each day on which a user was active\n  active_days (a, b) AS (',
    )
  })

  it('leaves line breaks in texts and in names as they are, also after an apostrophe in a comment', () => {
    const sql = `SELECT "a\nb" -- the user's\nFROM main."log"\nWHERE event = 'it''s\nthis'`
    expect(statement([{ ...days, sql }], 'SELECT 1')).toContain(
      `    SELECT "a\nb" -- the user's\n    FROM main."log"\n    WHERE event = 'it''s\nthis'\n  )`,
    )
  })

  it('keeps what it says of a WITH query in comments', () => {
    expect(statement([{ ...days, about: 'one\rtwo' }], 'SELECT 1')).toContain('  -- one\n  -- two\n')
  })
})
