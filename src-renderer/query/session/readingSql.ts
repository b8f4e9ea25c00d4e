import { EMPTY_DATABASE, type Engine } from '../../engine/engine'
import { EXPLAIN_BRACKET, type EmptyTables, type TableRead } from '../../engine/emptyTables'
import { sqlFault } from '../../engine/failures'
import { isLatheError, LatheError } from '../../model/error'
import { hasChangingWord } from '../sql/changingWords'
import { isBlank, scanSql, withoutEnd } from '../sql/scan'

/** One statement that only reads, and what it reads. */
export interface ReadingSql {
  /** The text that may run: as it was written, without semicolons at its end. */
  readonly sql: string
  readonly reads: readonly TableRead[]
  /** How many rows of its one table it needs at most, whichever they are; null where it may need all. */
  readonly mostRows: number | null
  /** Whether it asks for local times or dates. */
  readonly usesLocalTimes: boolean
  /** Whether it gives a row for each of its one table, told by that row alone, and at any time the same. */
  readonly ofEachRow: boolean
}

/** Where what EXPLAIN explains begins: behind EXPLAIN, ANALYZE and options in brackets; 0 for anything else. */
function explainedAt(sql: string): number {
  const tokens = [...scanSql(sql)].filter((token) => !isBlank(token))
  const word = (index: number): string => tokens[index]?.text.toLowerCase() ?? ''
  if (word(0) !== 'explain') return 0
  let next = 1
  if (word(1) === 'analyze') next = 2
  else if (word(1) === '(' && ['analyze', 'format'].includes(word(2))) {
    while (next < tokens.length && word(next) !== ')') next++
    if (tokens.slice(2, next).some((token) => token.kind !== 'word' && token.text !== ',')) return 0
    next++
  }
  return tokens[next]?.start ?? sql.length
}

/** Whether a text asks for the names and types of columns or tables, which are the same without rows. */
export function isDescription(sql: string): boolean {
  const first = [...scanSql(sql)].find((token) => !isBlank(token))
  return first?.kind === 'word' && ['describe', 'desc', 'show'].includes(first.text.toLowerCase())
}

/** The engine's complaint about a planned text, led back to the text as written. */
function movedBack(error: LatheError<'bad-sql'>, by: number, sql: string): LatheError<'bad-sql'> {
  const { position } = error.payload
  const message =
    sqlFault(error) === 'reads-files'
      ? "SQL reads the workspace's tables and no files; import the file first, then name its table."
      : error.message
  return new LatheError(
    'bad-sql',
    message,
    position === undefined ? { sql } : { sql, position: Math.min(Math.max(0, position - by), sql.length) },
    { cause: error },
  )
}

/** Why the engine takes a text for no SELECT: it is not well formed, or it is something that does more than read. */
async function whyRefused(
  error: LatheError<'bad-sql'>,
  sql: string,
  from: number,
  text: string,
  engine: Engine,
  signal?: AbortSignal,
): Promise<LatheError> {
  const second =
    sqlFault(error) === 'several-statements'
      ? error
      : await engine.plan(text, 'bind', signal).then(
          () => null,
          (found: unknown) => {
            if (isLatheError(found, 'bad-sql')) return found
            throw found
          },
        )
  if (second !== null && sqlFault(second) === 'several-statements') {
    const semicolon = [...scanSql(sql)].find((token) => token.text === ';')
    return new LatheError(
      'bad-sql',
      text.includes(';') ? 'A query is one statement; run one at a time.' : 'A query is one statement that only reads.',
      semicolon === undefined ? { sql } : { sql, position: semicolon.start },
      { cause: error },
    )
  }
  if (second !== null && sqlFault(second) === 'syntax') return movedBack(second, -from, sql)
  const position = [...scanSql(sql)].find((token) => !isBlank(token) && token.start >= from)?.start ?? 0
  return new LatheError(
    'bad-sql',
    'A query only reads: it begins with SELECT, FROM, WITH, VALUES, PIVOT, SUMMARIZE, DESCRIBE, SHOW or EXPLAIN, and changes neither tables nor settings nor files.',
    { sql, position },
    { cause: error },
  )
}

/**
 * Asks the engine whether a text is one statement that only reads, and what of the workspace's tables: it is planned in
 * the brackets of a subquery, where nothing else is well formed, as one prepared statement. `defined` holds the tables.
 * Throws `bad-sql` with the position in `sql`.
 */
export async function readReadingSql(
  sql: string,
  defined: EmptyTables,
  engine: Engine,
  signal?: AbortSignal,
): Promise<ReadingSql> {
  const text = withoutEnd(sql)
  if (wholeBlank(text))
    throw new LatheError('bad-sql', 'There is no SQL to run; write a query such as FROM events LIMIT 10.', {
      sql,
      position: 0,
    })
  if (text.toLowerCase().includes(EMPTY_DATABASE))
    throw new LatheError('bad-sql', `${EMPTY_DATABASE} is Lathe's own; name the tables alone.`, {
      sql,
      position: text.toLowerCase().indexOf(EMPTY_DATABASE),
    })
  const from = explainedAt(text)
  try {
    const planned = text.slice(from)
    const { reads, limits, ofEachRow } = await defined.reads(planned, signal)
    // A clock's time was another one when it was planned.
    const isSteady = !hasChangingWord(planned)
    return {
      sql: text,
      reads: isSteady ? reads : reads.map(({ test: _test, ...read }) => read),
      mostRows: limits === null || from > 0 ? null : rowsOfLimits(planned, limits),
      ofEachRow: isSteady && ofEachRow && from === 0,
      usesLocalTimes: await defined.usesLocalTimes(planned, signal),
    }
  } catch (error) {
    if (!isLatheError(error, 'bad-sql')) throw error
    const fault = sqlFault(error)
    if (fault === 'syntax' || fault === 'several-statements')
      throw await whyRefused(error, sql, from, text.slice(from), engine, signal)
    throw movedBack(error, EXPLAIN_BRACKET.length - from, sql)
  }
}

/**
 * How many rows go into the LIMITs of a text that has as many: the sum of what stands behind LIMIT and OFFSET, Infinity
 * where there is none. Null where one is no plain number.
 */
function rowsOfLimits(sql: string, limits: number): number | null {
  const tokens = [...scanSql(sql)].filter((token) => !isBlank(token))
  const isWord = (index: number, word: string): boolean =>
    tokens[index]?.kind === 'word' && tokens[index].text.toLowerCase() === word
  if (tokens.filter((_, index) => isWord(index, 'limit')).length !== limits) return null
  let rows = limits === 0 ? Infinity : 0
  for (const index of tokens.keys()) {
    if (!isWord(index, 'limit') && !isWord(index, 'offset')) continue
    const text = tokens[index + 1]?.text ?? ''
    const after = tokens[index + 2]?.text.toLowerCase() ?? ')'
    // What goes on behind the number makes another one of it: 5 + 5, 10 %.
    if (!/^\d{1,15}$/.test(text) || ![')', 'limit', 'offset'].includes(after)) return null
    rows += Number(text)
  }
  return rows
}

function wholeBlank(text: string): boolean {
  return [...scanSql(text)].every(isBlank)
}
