import { LatheError } from '../model/error'
import { SOURCE_COLUMN } from '../model/schema'
import { commitFiles, findUser, type NameSearch } from './deleteUser'
import { findMentions, type Mention } from './findMentions'
import type { Manifest } from './manifest'
import { UserFiles, type UserCounts } from './userFiles'
import { UserColumns } from './userNames'
import type { Workspace } from './workspace'

export interface AnonymisedUser extends UserCounts {
  /** What the user is called now. */
  readonly as: string
  /** Where the id still stands: as a word of a longer text, or in what is no column of users. */
  readonly mentions: readonly Mention[]
}

export interface Anonymising extends NameSearch {
  /** The new id; a random one when absent. */
  readonly as?: string
  /** Columns that are emptied in the user's rows, of all tables that have them. */
  readonly empty?: readonly string[]
}

/**
 * Gives a user another id in all that a workspace stores, in one commit: in events and what is derived of them, in
 * plain tables and in JSON, so that counts and sequences stay as they are; excerpts of rejected rows that name the user
 * are emptied. Then the files that held the id are removed: there is no way back. Events that are imported again bring
 * the id back, as another user. Throws `not-found` (what: 'user' or 'column'), `bad-parameter` for an id that is taken
 * or is no number where numbers name users, `workspace-locked`, and `store-corrupt` where a damaged file may hold it.
 */
export function anonymiseUser(workspace: Workspace, user: string, how: Anonymising = {}): Promise<AnonymisedUser> {
  const { related = [], words = false, empty = [] } = how
  return workspace.change(async () => {
    const users = await workspace.readUsers()
    const key = await findUser(workspace, users, user)
    const as = how.as ?? randomId(user, (id) => users.find(id) >= 0)
    const columns = new UserColumns(workspace.manifest, related)
    checkId(as, users.find(as) >= 0)
    checkNumbers(workspace.manifest, columns, user, as)
    checkEmptied(workspace.manifest, columns, empty)
    const change = { user, by: as, words, key, last: null, columns, emptied: new Set(empty) }
    const files = new UserFiles(workspace, change)
    await commitFiles(workspace, files, users.renamed(key, as))
    return { as, ...files.counts, mentions: await findMentions(workspace, user) }
  }, how)
}

/** Nobody's id: a number for one that is a number, so that columns of numbers can hold it. */
function randomId(user: string, isTaken: (id: string) => boolean): string {
  for (;;) {
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
    const id = isWhole(user)
      ? String(1_000_000_000 + (high % 1_000_000_000))
      : `anon-${[high, low].map((part) => part.toString(16).padStart(8, '0')).join('')}`
    if (!isTaken(id)) return id
  }
}

function isWhole(id: string): boolean {
  return /^-?\d{1,15}$/.test(id)
}

function refuse(parameter: string, value: string, message: string): never {
  throw new LatheError('bad-parameter', message, { parameter, value })
}

function checkId(as: string, isTaken: boolean): void {
  if (as.trim() === '' || as !== as.trim()) refuse('as', as, 'The new id is empty, or begins or ends with a blank.')
  if (isTaken) refuse('as', as, `There is a user “${as}” already, and the two would be one; choose another id.`)
}

function checkNumbers({ tables }: Manifest, columns: UserColumns, user: string, as: string): void {
  if (!isWhole(user) || (isWhole(as) && Math.abs(Number(as)) < 2 ** 31)) return
  for (const table of Object.values(tables))
    for (const { name, type } of table.columns)
      if (columns.has(table, name) && type !== 'string' && type !== 'json')
        refuse('as', as, `“${name}” of ${table.name} holds users as numbers: give a whole number below 2^31, or none.`)
}

function checkEmptied({ tables }: Manifest, columns: UserColumns, empty: readonly string[]): void {
  const all = Object.values(tables)
  const own = new Set(
    all.flatMap((table) =>
      table.columns.flatMap((column) =>
        column.role === undefined && column.name !== SOURCE_COLUMN && !columns.has(table, column.name)
          ? [column.name]
          : [],
      ),
    ),
  )
  const unknown = empty.find((name) => !own.has(name))
  if (unknown === undefined) return
  const candidates = [...own].toSorted()
  throw new LatheError(
    'not-found',
    `No table has a column “${unknown}” that can be emptied; these can: ${candidates.join(', ')}.`,
    { what: 'column', name: unknown, candidates },
  )
}
