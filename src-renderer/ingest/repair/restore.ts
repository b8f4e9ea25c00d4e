import { elementAt } from '../../base/required'
import { LatheError } from '../../model/error'
import type { SourceEntry, TableEntry } from '../../store/manifest'
import type { Patience, Workspace } from '../../store/workspace'
import { membersOf } from '../bytes/archive'
import type { ByteSource } from '../contract'
import { mendNow } from './mend'
import { restoreRows, type RestoredDates } from './restoreRows'
import { restoreUsers } from './restoreUsers'
import type { SourceFile } from './sourceRows'

/** What a restore brought back. */
export interface RestoreReport {
  /** Rows by table and dates; rejected rows come back beside them. */
  readonly restored: readonly RestoredDates[]
  readonly rejects: number
  /** Users whose ids came back. */
  readonly users: number
  /** Users whose ids are lost for good: no stored row is theirs. */
  readonly usersWithoutId: number
  /** What is still missing, one sentence each (store/damage). */
  readonly stillMissing: number
}

export interface RestoreOptions extends Patience {
  /** Restores this table alone, or with `users` the users alone; otherwise all that the files know of. */
  readonly only?: string
}

/**
 * Reads source files once more for the stored files that are missing, and for them alone: no other row is read in,
 * changed or doubled. A file must be the one that was imported (name, size and, where they are known, checksum), and
 * what it gives must be as many rows, of the same times, as were lost; otherwise all stays as it is. Derived files
 * follow by themselves. Throws `bad-parameter`, `bad-file`, `store-corrupt` and what the store throws.
 */
export function restore(
  workspace: Workspace,
  sources: readonly ByteSource[],
  options: RestoreOptions = {},
): Promise<RestoreReport> {
  return workspace.change(async () => {
    const { only, signal } = options
    await workspace.verify(signal)
    const { tables } = workspace.manifest
    if (only !== undefined && only !== 'users' && tables[only] === undefined) {
      const candidates = Object.keys(tables)
      throw new LatheError('not-found', `There is no table “${only}” in this workspace.`, {
        what: 'table',
        name: only,
        candidates,
      })
    }
    const files = (await Promise.all(sources.map((source) => importedOf(source, workspace.manifest.sources)))).flatMap(
      (all) => all.flatMap((source) => filesOf(source, workspace.manifest.sources, tables)),
    )
    const users =
      only === undefined || only === 'users'
        ? await restoreUsers(workspace, files, signal)
        : { users: 0, usersWithoutId: 0 }
    const restored: RestoreReport['restored'][number][] = []
    let rejects = 0
    for (const table of Object.values(tables)) {
      if (only !== undefined && only !== table.name) continue
      const back = await restoreRows(
        workspace,
        table.name,
        files.filter((file) => file.entry.table === table.name),
        signal,
      )
      restored.push(...back.restored)
      rejects += back.rejects
    }
    await mendNow(workspace)
    return { restored, rejects, ...users, stillMissing: workspace.damage.length }
  }, options)
}

/** A file, or those of an archive that were imported. */
async function importedOf(source: ByteSource, entries: readonly SourceEntry[]): Promise<readonly ByteSource[]> {
  const isKnown = ({ name }: ByteSource): boolean => entries.some((entry) => entry.name === name)
  const members = isKnown(source) ? [] : (await membersOf(source)).filter(isKnown)
  return members.length === 0 ? [source] : members
}

/** A file once for each time that it was imported. Throws `bad-parameter` for one that never was. */
function filesOf(
  source: ByteSource,
  entries: readonly SourceEntry[],
  tables: Readonly<Record<string, TableEntry>>,
): readonly SourceFile[] {
  const live = entries
    .map((entry, index) => ({ source, entry, index }))
    .filter(({ entry }) => tables[entry.table] !== undefined)
  const named = live.filter(({ entry }) => entry.name === source.name)
  const same = named.filter(({ entry }) => entry.bytes === null || source.size === null || entry.bytes === source.size)
  if (same.length > 0) return same
  const names = [...new Set(live.map(({ entry }) => entry.name))]
  const known = names.slice(0, 10).join(', ') + (names.length > 10 ? ' …' : '')
  const why =
    named.length > 0
      ? `has ${source.size ?? 0} bytes, and the file of that name that was imported had ${elementAt(named, 0).entry.bytes ?? 0}`
      : `was never imported; the imported files are ${known}`
  throw new LatheError('bad-parameter', `${source.name} ${why}. Nothing was changed.`, {
    parameter: 'FILE',
    value: source.name,
  })
}
