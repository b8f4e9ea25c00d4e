import { isLatheError } from '../../model/error'
import { storedFiles, type StoredFile } from '../../store/damage'
import { derivedPath } from '../../store/layout'
import type { Manifest, PartitionEntry, TableEntry, UsersEntry, WhyMissing } from '../../store/manifest'
import { aboutRows, type ManifestChange, type Workspace } from '../../store/workspace'
import { deriveFile } from '../derived/deriveStored'

/** By workspace, the damage that the last attempt left: where nothing new is missing, there is nothing to try again. */
const attempted = new WeakMap<Workspace, string>()

/**
 * Writes down what is known to be missing, so that it is told until it is restored, and makes derived files anew where
 * all their events are intact. Does nothing where nothing is missing, and leaves it for another time where the
 * workspace is locked or may not be written.
 */
export async function mend(workspace: Workspace): Promise<void> {
  const damage = (): string => workspace.damage.map(({ path, why }) => `${why} ${path}`).join('\n')
  if (workspace.damage.length === 0 || damage() === attempted.get(workspace)) return
  try {
    await workspace.change(() => mendNow(workspace), { waitMs: 0 })
    attempted.set(workspace, damage())
  } catch (error) {
    if (!isLatheError(error, 'workspace-locked') && !isLatheError(error, 'store-write')) throw error
  }
}

/** As mend, for work within change(). */
export async function mendNow(workspace: Workspace): Promise<void> {
  const suspects = storedFiles(workspace.manifest).filter(
    ({ entry }) => workspace.missingWhy(entry) !== null || entry.missing !== undefined,
  )
  const changed = new Map<string, PartitionEntry>()
  for (const file of suspects) {
    const now = await mendedEntry(workspace, file)
    if (now !== file.entry) changed.set(file.entry.path, now)
  }
  if (changed.size > 0) await workspace.commit({ update: (current) => withEntries(current, changed) })
}

/** A file's entry as it is to be: without its mark when it is there again, of a new file when it could be derived. */
async function mendedEntry(workspace: Workspace, file: StoredFile): Promise<PartitionEntry> {
  const { kind, table, entry } = file
  const isThere = (await workspace.readPartition(entry)) !== null
  if (isThere) return withMark(entry, null)
  if ((kind === 'user_days' || kind === 'sessions') && table !== null && entry.date !== null) {
    const derived = await deriveFile(workspace, file)
    if (derived?.isComplete === true) {
      const path = derivedPath(table, kind, entry, workspace.manifest.revision + 1)
      return workspace.writePartition(path, derived.bytes, {
        ...aboutRows(entry),
        rows: derived.rows,
        minTs: derived.minTs,
        maxTs: derived.maxTs,
      })
    }
  }
  return withMark(entry, workspace.missingWhy(entry))
}

function withMark(entry: PartitionEntry, why: WhyMissing | null): PartitionEntry {
  if ((entry.missing ?? null) === why) return entry
  const { missing: _before, ...rest } = entry
  return why === null ? rest : { ...rest, missing: why }
}

/** The manifest's tables and users with other entries for some paths. */
function withEntries(manifest: Manifest, changed: ReadonlyMap<string, PartitionEntry>): ManifestChange {
  const swap = (entries: readonly PartitionEntry[]): readonly PartitionEntry[] =>
    entries.map((entry) => changed.get(entry.path) ?? entry)
  const tables = Object.fromEntries(
    Object.entries(manifest.tables).map(([name, table]): [string, TableEntry] => [
      name,
      {
        ...table,
        partitions: swap(table.partitions),
        userDays: swap(table.userDays),
        sessions: swap(table.sessions),
        rejects: swap(table.rejects),
      },
    ]),
  )
  const users: UsersEntry | null =
    manifest.users === null ? null : withMarkOf(manifest.users, changed.get(manifest.users.path))
  return { tables, users }
}

/** The users file is never made anew here, only marked. */
function withMarkOf(users: UsersEntry, now: PartitionEntry | undefined): UsersEntry {
  if (now === undefined) return users
  const { missing: _before, ...rest } = users
  return now.missing === undefined ? rest : { ...rest, missing: now.missing }
}
