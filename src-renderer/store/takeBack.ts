import { LatheError } from '../model/error'
import type { Manifest } from './manifest'
import { listPartitions } from './partitions'
import type { Patience, Workspace } from './workspace'

/** One commit, to be taken back: what was before it, and the revision that it made. */
export interface Step {
  readonly before: Pick<Manifest, 'tables' | 'sources' | 'users'>
  readonly from: number
  readonly revision: number
}

/** Several commits that followed each other as one, to be taken back at once; null where others lie between them. */
export function together(steps: readonly Step[]): Step | null {
  const [first] = steps
  const last = steps.at(-1)
  if (first === undefined || last === undefined) return null
  const follow = steps.every((step, index) => index === 0 || steps[index - 1]?.revision === step.from)
  return follow ? { before: first.before, from: first.from, revision: last.revision } : null
}

/** The commit that stands between two states of a workspace's manifest; null where it is not exactly one. */
export function stepBetween(before: Manifest, after: Manifest): Step | null {
  const { tables, sources, users, revision } = before
  return after.revision === revision + 1
    ? { before: { tables, sources, users }, from: revision, revision: after.revision }
    : null
}

/**
 * Takes the newest commits of a workspace back: its tables, sources and users are as they were before. What was
 * imported is litter then. Throws `workspace-changed` where something was committed since, and `not-found` where files
 * of the earlier state have been cleaned away; nothing is changed then.
 */
export function takeBack(workspace: Workspace, step: Step, patience: Patience = {}): Promise<Manifest> {
  return workspace.change(async () => {
    if (workspace.manifest.revision !== step.revision)
      throw new LatheError(
        'workspace-changed',
        'This import cannot be taken back: the workspace was changed after it. Delete the table instead, or ' +
          'import again.',
        { workspace: workspace.files.label },
      )
    const stored = new Set((await workspace.files.list('')).map((file) => file.path))
    const gone = listPartitions({ ...workspace.manifest, ...step.before }).find((entry) => !stored.has(entry.path))
    if (gone !== undefined)
      throw new LatheError(
        'not-found',
        'This import cannot be taken back: files from before it have been cleaned away. Delete the table instead.',
        { what: 'file', name: gone.path },
      )
    return workspace.commit({ update: () => step.before })
  }, patience)
}
