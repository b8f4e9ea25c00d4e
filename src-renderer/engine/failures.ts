import { elementAt } from '../base/required'
import { isLatheError, LatheError } from '../model/error'

const CRASHES = [
  'unreachable',
  'memory access out of bounds',
  'null function',
  'function signature mismatch',
  'table index is out of bounds',
  'Maximum call stack',
  'INTERNAL Error',
  'FATAL Error',
  '"exception_type":"INTERNAL"',
  '"exception_type":"FATAL"',
  'indirect call',
  'Aborted(',
  'is not a function',
]
const OUT_OF_MEMORY = [
  'Out of Memory Error',
  'bad_alloc',
  'could not allocate',
  'failed to allocate',
  'Array buffer allocation failed',
  'memory limit',
]

/** Whether one of these texts is in a message; capital and small letters are alike. */
function mentions(message: string, texts: readonly string[]): boolean {
  const small = message.toLowerCase()
  return texts.some((text) => small.includes(text.toLowerCase()))
}

/** A WebAssembly trap or an internal error of DuckDB: the engine's state cannot be trusted any more. */
export function isCrash(message: string): boolean {
  return mentions(message, CRASHES)
}

export function isOutOfMemory(message: string): boolean {
  return mentions(message, OUT_OF_MEMORY)
}

/** What the engine refuses a text for, where only its wording tells. Nothing else looks at these words. */
export type SqlFault = 'syntax' | 'several-statements' | 'reads-files'

const SQL_FAULTS: readonly (readonly [SqlFault, RegExp])[] = [
  ['several-statements', /Cannot prepare multiple statements/i],
  ['reads-files', /file system operations are disabled/i],
  ['syntax', /^Parser error/i],
]

/** Why the engine refused a SQL text; null where it is none of these, or no `bad-sql`. */
export function sqlFault(error: unknown): SqlFault | null {
  if (!isLatheError(error, 'bad-sql')) return null
  return SQL_FAULTS.find(([, words]) => words.test(error.message))?.[0] ?? null
}

/** The table that a SQL text names and the engine does not know; null where it complains of anything else. */
export function unknownTable(error: unknown): string | null {
  if (!isLatheError(error, 'bad-sql')) return null
  return /Table with name (.+?) does not exist/.exec(error.message)?.[1] ?? null
}

interface DuckDbError {
  readonly exception_type?: string
  readonly exception_message?: string
  readonly position?: string
}

/** DuckDB's own words, with the offset of what it points at where it tells. duckdb-wasm gives errors as JSON text. */
export function sqlError(message: string, sql: string, cause: unknown): LatheError<'bad-sql'> {
  const { exception_type: type, exception_message: text = message, position: told } = readJson(message)
  const clean = text.replace(/^Error:\s*/, '').trim()
  const position = told === undefined ? markedPosition(clean, sql) : Number(told)
  const sentence = elementAt(clean.split(/\n\s*\n?LINE \d+:/), 0).trim()
  return new LatheError(
    'bad-sql',
    type === undefined ? sentence : `${type} error: ${sentence}`,
    position === null ? { sql } : { sql, position },
    { cause },
  )
}

function readJson(message: string): DuckDbError {
  try {
    const parsed: unknown = JSON.parse(message)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}

/** Where DuckDB's caret points, as an offset in the SQL. The excerpt it prints may be cut on both sides with `...`. */
function markedPosition(message: string, sql: string): number | null {
  const match = /LINE (\d+): (.*)\n(\s*)\^/.exec(message)
  if (match === null) return null
  const [, lineText, excerpt, indent] = match as unknown as [string, string, string, string]
  const caret = indent.length - `LINE ${lineText}: `.length
  const lines = sql.split('\n')
  const line = lines[Number(lineText) - 1]
  if (line === undefined || caret < 0) return null
  const start = lines.slice(0, Number(lineText) - 1).reduce((sum, one) => sum + one.length + 1, 0)
  if (!excerpt.startsWith('...')) return start + Math.min(caret, line.length)
  const found = line.indexOf(excerpt.replace(/^\.\.\./, '').replace(/\.\.\.$/, ''))
  return found < 0 ? null : start + found + Math.max(0, caret - 3)
}
