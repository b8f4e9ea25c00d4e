import { damageText } from '../../../store/damage'
import { listPartitions } from '../../../store/partitions'
import type { CommandLine } from '../commandLine'
import { refuseOperands } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { verifyBundleFile } from '../verifyBundleFile'
import { openWorkspace } from '../workspaceFolder'

/** Reads every file that the manifest names and compares checksums; 1 when something is missing. Changes nothing. */
async function verifyWorkspace(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const workspace = await openWorkspace(line)
  const damage = await workspace.verify(signal)
  const report = {
    files: listPartitions(workspace.manifest).length,
    damaged: damage.length,
    damage: damage.map(damageText),
  }
  await print(`${JSON.stringify(report)}\n`, line, streams)
  return damage.length > 0 ? 1 : 0
}

function runVerify(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [file, ...surplus] = line.operands
  refuseOperands({ ...line, operands: surplus })
  return file === undefined ? verifyWorkspace(line, streams, signal) : verifyBundleFile(file, line, streams, signal)
}

export const verify: TerminalCommand = {
  name: 'verify',
  usage: {
    words: '[BUNDLE.zip] --workspace DIR [--format table|json]',
    about:
      'checks every stored file against its checksum, and changes nothing; with a bundle, asks its questions again and ' +
      "says where the workspace's answers differ",
  },
  run: runVerify,
}
