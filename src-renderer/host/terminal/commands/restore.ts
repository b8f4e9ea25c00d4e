import { acceptLoss } from '../../../ingest/repair/acceptLoss'
import { restore as restoreRows } from '../../../ingest/repair/restore'
import { DiskFiles } from '../../../store/diskFiles'
import { damageText } from '../../../store/damage'
import { MANIFEST_PATH } from '../../../store/layout'
import { repairManifest } from '../../../store/manifestRepair'
import type { CommandLine } from '../commandLine'
import { usageError } from '../usageError'
import { diskSource } from '../fileSource'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/**
 * `lathe restore TABLE FILE…`: brings back what is missing of a table (or `users`) from its source files, and changes
 * nothing else; `lathe restore lathe.json` puts back the manifest. Prints one JSON object; 1 where something is still
 * missing.
 */
async function runRestore(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [target, ...paths] = line.operands
  if (target === undefined) throw usageError('TABLE', 'Say what to restore: a table, users, or lathe.json.')
  if (target === MANIFEST_PATH) return restoreManifest(line, streams)
  if (line.acceptEdit) throw usageError('--accept-edit', `--accept-edit is for ${MANIFEST_PATH} alone.`)
  if (line.acceptLoss ? paths.length > 0 : paths.length === 0) {
    throw usageError(
      'FILE',
      line.acceptLoss
        ? '--accept-loss takes no files: it goes on without what is missing.'
        : 'Say which source files to read again.',
    )
  }
  const workspace = await openWorkspace(line)
  const patience = {
    signal,
    onWait: (message: string) => {
      streams.note(`waiting: ${message}`)
    },
  }
  const report = line.acceptLoss
    ? await acceptLoss(workspace, target, patience)
    : await restoreRows(
        workspace,
        paths.map((path) => diskSource(path)),
        { only: target, ...patience },
      )
  for (const damage of workspace.damage) streams.note(damageText(damage))
  await print(`${JSON.stringify({ ...report, stillMissing: workspace.damage.length })}\n`, line, streams)
  return workspace.damage.length > 0 ? 1 : 0
}

async function restoreManifest(line: CommandLine, streams: Streams): Promise<number> {
  if (line.workspace === null) throw usageError('--workspace', 'Say which workspace: --workspace DIR.')
  const repaired = await repairManifest(new DiskFiles(line.workspace), line.acceptEdit)
  const said = {
    sound: 'nothing was wrong with it',
    edit: 'the edit was accepted',
    copy: 'its last copy was put back',
  }[repaired.from]
  streams.note(`${MANIFEST_PATH}: ${said} (revision ${repaired.revision})`)
  await print(`${JSON.stringify(repaired)}\n`, line, streams)
  return 0
}

export const restore: TerminalCommand = {
  name: 'restore',
  usage: {
    words: 'TABLE FILE… --workspace DIR',
    about:
      'reads source files again for what is missing of a table, or of users; with --accept-loss goes on without it; ' +
      "for TABLE lathe.json puts back the workspace's own file, with --accept-edit as it is now",
  },
  run: runRestore,
}
