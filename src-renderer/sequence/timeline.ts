/**
 * What a column of a timeline holds: `flag` 0 or 1, never NULL; `number` a double; `text` a code for each text; `key` the
 * same without the texts, where it only matters which are equal.
 */
export type TimelineKind = 'flag' | 'number' | 'text' | 'key'

export type MadeArrays = readonly (Uint8Array | Int32Array | Float64Array)[]

/** Texts as numbers: row r has texts[codes[r]]; -1 is NULL. */
export interface CodedTexts {
  readonly codes: Int32Array
  readonly texts: readonly string[]
}

/**
 * The columns that a question needs of some events, in order of user, time and place in the log. The rows of user u are
 * starts[u] to starts[u + 1]. It belongs to the session that keeps it: nobody writes into it.
 */
export interface Timeline {
  readonly rows: number
  /** How many users have rows. */
  readonly users: number
  /** Whose they are: user_key; ascending. */
  readonly keys: Int32Array
  readonly starts: Int32Array
  /** When, in microseconds; exact. */
  readonly at: Float64Array
  /** Columns by the name that the question gives them; a RangeError for one that it did not ask for. */
  flag(name: string): Uint8Array
  /** NULL is NaN. */
  number(name: string): Float64Array
  text(name: string): CodedTexts
  /** Codes from 0; NULL is -1. */
  key(name: string): Int32Array
  /**
   * Arrays that a kernel makes of some columns, once as long as the timeline is kept: `id` says what else they are made
   * by. Nobody writes into them.
   */
  once(id: string, columns: readonly string[], make: () => Promise<MadeArrays>): Promise<MadeArrays>
}

/** The most rows that one user has. */
export function longest({ users, starts }: Timeline): number {
  let most = 0
  for (let user = 0; user < users; user += 1) most = Math.max(most, starts[user + 1]! - starts[user]!)
  return most
}

/** One more than the greatest of a column of codes: how many there can be. */
export function codeCount(codes: Int32Array): number {
  let most = -1
  for (const code of codes) if (code > most) most = code
  return most + 1
}
