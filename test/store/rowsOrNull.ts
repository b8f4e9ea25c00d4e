import type { PartitionEntry } from '../../src-renderer/store/manifest'
import type { Workspace } from '../../src-renderer/store/workspace'
import { rowsOf } from '../ingest/importLog'

/** The rows of each file, null for one that is missing. */
export async function rowsOrNull(
  workspace: Workspace,
  entries: readonly PartitionEntry[],
): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    found.push(bytes === null ? null : await rowsOf(workspace, [entry]))
  }
  return found
}
