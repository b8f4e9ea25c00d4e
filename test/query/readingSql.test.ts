import { describe, expect, it } from 'vitest'
import type { EmptyTables, TableRead } from '../../src-renderer/engine/emptyTables'
import { EXPLAIN_BRACKET } from '../../src-renderer/engine/emptyTables'
import type { Engine } from '../../src-renderer/engine/engine'
import { isLatheError, LatheError } from '../../src-renderer/model/error'
import { isDescription, readReadingSql } from '../../src-renderer/query/session/readingSql'

/** What an engine complains about, and where in the text that it was given. */
interface Complaint {
  readonly message: string
  readonly at?: number
}
const SEVERAL = 'Cannot prepare multiple statements at once!'
const LOG: readonly TableRead[] = [{ table: 'log', schema: 'main', columns: new Set(['event']) }]

function complain({ message, at }: Complaint, sql: string): LatheError {
  return new LatheError('bad-sql', message, at === undefined ? { sql } : { sql, position: at })
}

/** An engine that has one complaint about a text in brackets, and another (or none) about the text alone. */
async function ask(
  sql: string,
  bracketed: ((text: string) => Complaint | null) | null = null,
  alone: ((text: string) => Complaint) | null = null,
  limits: number | null = null,
) {
  const asked: string[] = []
  const defined = {
    usesLocalTimes: () => Promise.resolve(false),
    reads: (text: string) => {
      asked.push(text)
      const found = bracketed?.(text) ?? null
      return found === null
        ? Promise.resolve({ reads: LOG, limits, ofEachRow: true })
        : Promise.reject(complain(found, text))
    },
  } as unknown as EmptyTables
  const engine = {
    plan: (text: string) => (alone === null ? Promise.resolve(null) : Promise.reject(complain(alone(text), text))),
  } as unknown as Engine
  try {
    return { asked, ...(await readReadingSql(sql, defined, engine)) }
  } catch (error) {
    if (!isLatheError(error, 'bad-sql')) throw error
    return { asked, message: error.message, position: error.payload.position, of: error.payload.sql }
  }
}

/** The engine's place of a word, counted from the start of the bracket that the text stands in. */
const inBracket = (text: string, word: string): number => EXPLAIN_BRACKET.length + text.indexOf(word)
const PARSER: Complaint = { message: 'Parser Error: syntax error' }

describe('one statement that reads', () => {
  it.each<readonly [string, string]>([
    ['FROM log', 'FROM log'],
    ['FROM log;', 'FROM log'],
    ['FROM log ; -- done\n ; /* really */ ', 'FROM log '],
    ['FROM log -- no semicolon', 'FROM log -- no semicolon'],
    ["SELECT ';'", "SELECT ';'"],
    ['SELECT 1; SELECT 2;', 'SELECT 1; SELECT 2'],
  ])('%j goes on as %j', async (written, text) => {
    expect(await ask(written)).toEqual({
      asked: [text],
      sql: text,
      reads: LOG,
      mostRows: null,
      usesLocalTimes: false,
      ofEachRow: true,
    })
  })

  it.each<readonly [string, string]>([
    ['EXPLAIN FROM log', 'FROM log'],
    ['explain analyze FROM log', 'FROM log'],
    ['EXPLAIN (FORMAT json) FROM log', 'FROM log'],
    ['EXPLAIN (ANALYZE, FORMAT json) FROM log', 'FROM log'],
    ['-- why\nEXPLAIN /* so */ FROM log', 'FROM log'],
    ['EXPLAIN (SELECT event FROM log)', '(SELECT event FROM log)'],
    ['EXPLAIN', ''],
    ['SELECT explain FROM log', 'SELECT explain FROM log'],
    // Options are words alone: what else stands there is read as a whole, where nothing but a query is well formed.
    ["EXPLAIN (FORMAT 'json') FROM log", "EXPLAIN (FORMAT 'json') FROM log"],
    ['EXPLAIN (ANALYZE; DROP TABLE log) FROM log', 'EXPLAIN (ANALYZE; DROP TABLE log) FROM log'],
  ])('%j reads what %j reads, and runs as it was written', async (written, explained) => {
    expect(await ask(written)).toEqual({
      asked: [explained],
      sql: written,
      reads: LOG,
      mostRows: null,
      usesLocalTimes: false,
      // A plan is no rows of a table.
      ofEachRow: false,
    })
  })

  it.each<readonly [string, number | null, number | null]>([
    ['FROM log LIMIT 10', 1, 10],
    ['FROM log LIMIT 10 OFFSET 5', 1, 15],
    ['SELECT * FROM (FROM log LIMIT 7) LIMIT 3', 2, 10],
    ['FROM log', 0, Infinity],
    // A LIMIT that is no plain number, one that is another's word, a text that the engine does not take for a plain scan.
    ['FROM log LIMIT 5 + 5', 1, null],
    ['FROM log LIMIT 10%', 1, null],
    ['FROM log OFFSET 5 LIMIT 10', 1, 15],
    ['FROM log LIMIT (SELECT 5)', 1, null],
    ["SELECT 'limit' FROM log LIMIT 10%", 2, null],
    ['SELECT count(*) FROM log LIMIT 10', null, null],
    ['EXPLAIN FROM log LIMIT 10', 1, null],
  ])('%j, with %j LIMITs in its plan, needs at most %j rows', async (sql, limits, most) => {
    expect(await ask(sql, null, null, limits)).toMatchObject({ mostRows: most })
  })

  it.each(['', ' \n', '-- nothing', ';', ' ; ; -- x'])('%j is none', async (sql) => {
    expect(await ask(sql)).toMatchObject({
      asked: [],
      message: expect.stringContaining('There is no SQL to run') as string,
      position: 0,
    })
  })

  it('does not name the tables that Lathe plans over', async () => {
    expect(await ask('FROM Lathe_Empty.log')).toMatchObject({
      asked: [],
      position: 5,
      message: expect.stringContaining("is Lathe's own") as string,
    })
  })
})

describe('what the engine refuses', () => {
  it('is marked where it stands in the text as written', async () => {
    for (const sql of [
      'SELECT evnt FROM log',
      'EXPLAIN SELECT evnt FROM log',
      '-- why\nEXPLAIN (ANALYZE) SELECT evnt FROM log;',
    ]) {
      expect(
        await ask(sql, (text) => ({ message: 'Binder Error: no evnt', at: inBracket(text, 'evnt') })),
      ).toMatchObject({ message: 'Binder Error: no evnt', position: sql.indexOf('evnt'), of: sql })
    }
    // The place that is none stays none; one in the brackets is the nearest in the text.
    expect((await ask('SELECT x', () => ({ message: 'Binder Error: x' }))).position).toBeUndefined()
    expect((await ask('SELECT x', () => ({ message: 'Binder Error: x', at: 3 }))).position).toBe(0)
    expect((await ask('SELECT x', () => ({ message: 'Binder Error: x', at: 999 }))).position).toBe('SELECT x'.length)
  })

  it('of files is said in words of tables', async () => {
    expect(
      (
        await ask("FROM 'a.csv'", () => ({
          message: 'Permission Error: File system operations are disabled by configuration',
        }))
      ).message,
    ).toMatch(/reads the workspace's tables and no files/)
  })

  it('is badly formed, where it is so without the brackets too', async () => {
    const sql = 'EXPLAIN SELECT 1 +'
    expect(
      await ask(
        sql,
        () => PARSER,
        (text) => ({ message: 'Parser Error: at end', at: text.length }),
      ),
    ).toMatchObject({ message: 'Parser Error: at end', position: sql.length, of: sql })
  })

  it('does more than read, where it is well formed without the brackets', async () => {
    const sql = ' -- gone\nDROP TABLE log'
    for (const alone of [null, () => ({ message: 'Binder Error: whatever' })]) {
      expect(await ask(sql, () => PARSER, alone)).toMatchObject({
        message: expect.stringContaining('A query only reads') as string,
        position: sql.indexOf('DROP'),
        of: sql,
      })
    }
    expect(await ask('EXPLAIN DELETE FROM log', () => PARSER)).toMatchObject({ position: 'EXPLAIN '.length })
  })

  it('is several statements: the first semicolon is marked', async () => {
    const sql = "SELECT ';'; DROP TABLE log"
    for (const [bracketed, alone] of [
      [{ message: SEVERAL }, null],
      [PARSER, { message: SEVERAL }],
    ] as const) {
      expect(await ask(sql, () => bracketed, alone === null ? null : () => alone)).toMatchObject({
        message: 'A query is one statement; run one at a time.',
        position: sql.indexOf('; DROP'),
        of: sql,
      })
    }
    const pivot = await ask('PIVOT log ON event', () => ({ message: SEVERAL }))
    expect([pivot.message, pivot.position]).toEqual(['A query is one statement that only reads.', undefined])
  })

  it('is another failure, which is left as it is', async () => {
    const gone = new LatheError('engine-crashed', 'gone', { detail: '' })
    const failing = (): Promise<never> => Promise.reject(gone)
    await expect(readReadingSql('FROM log', { reads: failing } as unknown as EmptyTables, {} as Engine)).rejects.toBe(
      gone,
    )
    const parser = { reads: () => Promise.reject(complain(PARSER, '')) } as unknown as EmptyTables
    await expect(readReadingSql('FROM log', parser, { plan: failing } as unknown as Engine)).rejects.toBe(gone)
  })
})

describe('a description', () => {
  it('asks for names and types, which are the same without rows', () => {
    expect(['DESCRIBE log', 'desc log', ' -- x\nShow TABLES'].map(isDescription)).toEqual([true, true, true])
    expect(['SELECT 1', '"show"', "'show'", 'SUMMARIZE log', '', 'FROM show'].map(isDescription)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
