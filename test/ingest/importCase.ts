import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { InspectOptions, Inspection, IngestReport } from '../../src-renderer/ingest/contract'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import type { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, rowsOf } from './importLog'
import { memorySource } from './memorySource'

export interface Imported {
  readonly found: Inspection
  readonly report: IngestReport
  readonly workspace: Workspace
  readonly users: readonly string[]
  /** In the order of time. */
  readonly rows: () => Promise<readonly Record<string, unknown>[]>
}

/** Imports texts as the terminal does; the first file is looked at, and must leave no doubt. */
export async function importTexts(
  files: readonly (readonly [name: string, content: string | Uint8Array])[],
  options: InspectOptions = {},
  into?: Workspace,
): Promise<Imported> {
  const sources = files.map(([name, content]) => memorySource(content, [], name))
  const workspace = into ?? (await freshWorkspace())
  const found = await inspect(sources[0]!, { table: 'events', ...options })
  expect(found.doubt).toBeNull()
  const report = await ingest(planFrom(found, 'UTC'), sources, workspace)
  const users = found.kind === 'events' ? [...(await workspace.readUsers()).ids] : []
  return {
    found,
    report,
    workspace,
    users,
    rows: () => rowsOf(workspace, workspace.manifest.tables['events']!.partitions),
  }
}

/** Imports files of `cases/`, which have the forms of files from bug reports. */
export async function importCase(
  names: readonly string[],
  options: InspectOptions = {},
  into?: Workspace,
): Promise<Imported> {
  const files = await Promise.all(
    names.map(
      async (name) =>
        [name.replace(/^.*\//, ''), new Uint8Array(await readFile(join(import.meta.dirname, 'cases', name)))] as const,
    ),
  )
  return importTexts(files, options, into)
}
