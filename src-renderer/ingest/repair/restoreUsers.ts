import { elementAt, required } from '../../base/required'
import { LatheError } from '../../model/error'
import { SOURCE_COLUMN } from '../../model/schema'
import { decodeArrowFile, readInt32, readMicros } from '../../store/arrowFile'
import { usersPath } from '../../store/layout'
import { Users } from '../../store/users'
import type { Workspace } from '../../store/workspace'
import { readSourceRows, type SourceFile } from './sourceRows'

export interface RestoredUsers {
  readonly users: number
  readonly usersWithoutId: number
}

/**
 * Makes a missing users file anew: each user's key stands in the stored rows, which say of which file and line they
 * are; that line says the id. A user without any stored row keeps a key that nobody has. Throws `bad-parameter` where
 * the files do not know all users that have rows, `store-corrupt` where rows are missing too, whose users nobody could
 * tell.
 */
export async function restoreUsers(
  workspace: Workspace,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<RestoredUsers> {
  const { users: entry } = workspace.manifest
  const nothing = { users: 0, usersWithoutId: 0 }
  if (entry === null || workspace.missingWhy(entry) === null || files.length === 0) return nothing
  const keyOf = await keysBySource(workspace)
  const names = await readNames(workspace, files, keyOf, signal)
  const wanted = new Set(keyOf.values())
  if (names.size < wanted.size) {
    const message =
      `These files know ${names.size} of the ${wanted.size} users that have rows; give the other source files as ` +
      'well. Nothing was changed.'
    throw new LatheError('bad-parameter', message, { parameter: 'FILE', value: '' })
  }
  const users = new Users()
  for (let key = 0; key < entry.rows; key++) users.keyOf(names.get(key) ?? `(lost id ${key})`)
  if (users.count !== entry.rows) {
    throw new LatheError(
      'bad-file',
      'Two users of these files have one id, so they are not the files that were imported. Nothing was changed.',
      { file: elementAt(files, 0).source.name },
    )
  }
  for (const table of eventTables(workspace)) {
    for (const part of table.partitions) {
      const bytes = await workspace.readPartition(part)
      if (bytes !== null) users.seeFile(bytes)
    }
  }
  const about = { date: null, rows: users.count, ...users.seenRange() }
  const file = await workspace.writePartition(usersPath(workspace.manifest.revision + 1), users.encode(), about)
  await workspace.commit({ update: () => ({ users: { ...file, testUsers: users.countTests() } }) })
  return { users: names.size, usersWithoutId: entry.rows - names.size }
}

function eventTables(workspace: Workspace): Workspace['manifest']['tables'][string][] {
  return Object.values(workspace.manifest.tables).filter((table) => table.kind === 'events')
}

/** One row of each user, by file index and line. */
async function keysBySource(workspace: Workspace): Promise<ReadonlyMap<number, number>> {
  const keyOf = new Map<number, number>()
  const seen = new Set<number>()
  for (const table of eventTables(workspace)) {
    for (const entry of table.partitions) {
      const bytes = await workspace.readPartition(entry)
      if (bytes === null) throw workspace.missingError({ kind: 'rows', table: table.name, entry })
      const part = decodeArrowFile(bytes)
      const [keys, sources] = [
        readInt32(required(part.getChild('user_key'))),
        readMicros(required(part.getChild(SOURCE_COLUMN))),
      ]
      keys.forEach((key, row) => {
        if (key < 0 || seen.has(key)) return
        seen.add(key)
        keyOf.set(elementAt(sources, row), key)
      })
    }
  }
  return keyOf
}

/** The ids that the files say for those rows, by key. */
async function readNames(
  workspace: Workspace,
  files: readonly SourceFile[],
  keyOf: ReadonlyMap<number, number>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const found = new Users()
  const places = new Map<number, number>()
  for (const file of files) {
    const table = workspace.manifest.tables[file.entry.table]
    if (table?.kind !== 'events') continue
    await readSourceRows(workspace, table, file, {
      users: found,
      ids: null,
      ...(signal === undefined ? {} : { signal }),
      only: {
        wants: (_day, source) => keyOf.has(source),
        keeps: (user, source) => {
          if (user >= 0) places.set(required(keyOf.get(source)), user)
          return false
        },
        wantsReject: () => false,
      },
    })
  }
  const { ids } = found
  return new Map([...places].map(([key, place]) => [key, elementAt(ids, place)]))
}
