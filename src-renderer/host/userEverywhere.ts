import { mend } from '../ingest/repair/mend'
import type { ColumnPlace, DataModel } from '../model/dataModel'
import { ROLE_COLUMNS } from '../model/schema'
import { anonymiseUser, type Anonymising } from '../store/anonymiseUser'
import { deleteUser, type NameSearch } from '../store/deleteUser'
import type { Mention } from '../store/findMentions'
import { DAMAGED_FOLDER } from '../store/layout'
import type { UserCounts } from '../store/userFiles'
import type { Patience, Workspace } from '../store/workspace'
import { changeSavedIds, type SavedIds } from './savedIds'
import { WorkspaceModel } from './workspaceModel'

/** What is to become of a user, as a person says it: gone, or called otherwise. */
export type UserFate =
  | ({ readonly kind: 'delete' } & Pick<NameSearch, 'words'>)
  | ({ readonly kind: 'anonymise' } & Pick<Anonymising, 'words' | 'as' | 'empty'>)

/** What became of the user, and where the id still stands. */
export interface UserReport extends UserCounts {
  /** What the user is called now; null where there is none any more. */
  readonly as: string | null
  readonly mentions: readonly Mention[]
  readonly saved: SavedIds
  /** Set aside by an older Lathe; they may hold the user. */
  readonly damagedFiles: number
}

/**
 * Deletes a user, or gives it another id, in all that a workspace has: its tables (store/deleteUser,
 * store/anonymiseUser), with what the model says of columns that hold users, and people's own files. For a deletion
 * these come first, so that a second try reaches the tables; and an id that only a segment has goes too. Throws as the
 * store's functions.
 */
export async function changeUser(
  workspace: Workspace,
  user: string,
  fate: UserFate,
  patience: Patience = {},
): Promise<UserReport> {
  const saved = fate.kind === 'delete' ? await changeSavedIds(workspace.files, user, null) : null
  const related = relatedColumns(await new WorkspaceModel(workspace.files).read(), workspace)
  // Derived files that are missing are made anew first; what else is missing may hold the user, and is refused.
  await workspace.verify(patience.signal)
  await mend(workspace)
  const done =
    fate.kind === 'delete'
      ? { ...(await deleteUser(workspace, user, { ...patience, ...fate, related })), as: null }
      : await anonymiseUser(workspace, user, { ...patience, ...fate, related })
  const { as, mentions, rows, partitions, tableRows, cells, rejects } = done
  return {
    ...{ as, rows, partitions, tableRows, cells, rejects, mentions },
    saved: saved ?? (await changeSavedIds(workspace.files, user, as)),
    damagedFiles: (await workspace.files.list(DAMAGED_FOLDER)).length,
  }
}

/** Pairs of columns that hold the same users, by the model: the ends of its relations, and accounts of people. */
function relatedColumns({ relations, people }: DataModel, { manifest }: Workspace): [ColumnPlace, ColumnPlace][] {
  const log = Object.values(manifest.tables).find(({ kind }) => kind === 'events')
  const pairs = relations.map(({ from, to }): [ColumnPlace, ColumnPlace] => [from, to])
  if (people === null || log === undefined) return pairs
  const account = { table: people.table, column: people.account }
  return [...pairs, [{ table: log.name, column: ROLE_COLUMNS.user }, account]]
}

/** What still names a user after a change, in sentences. */
export function leftoversOf(report: UserReport, user: string): readonly string[] {
  const { mentions, saved, damagedFiles } = report
  return [
    ...saved.naming.map((path) => `${path} still names “${user}”; change it there`),
    ...mentions.map(
      (one) =>
        `${one.rows} ${one.in === 'rows' ? 'rows' : 'rejected rows'} of ${one.table} have “${user}” as a word of a ` +
        'longer text, and were not touched: --words takes it out there, too',
    ),
    ...(damagedFiles === 0
      ? []
      : [`${damagedFiles} broken files in ${DAMAGED_FOLDER}/ may hold the user; remove them by hand`]),
  ]
}
