import { formatCount } from '../../../chart/format'
import { archiveWorkspace } from '../../workspaceArchive'
import type { CommandLine } from '../commandLine'
import { refuseOperands } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

async function runArchive(line: CommandLine, streams: Streams): Promise<number> {
  refuseOperands(line)
  if (line.out === null) throw usageError('--out', 'Say where the archive is to be written: --out NAME.lathe.zip.')
  const bytes = await archiveWorkspace(await openWorkspace(line))
  await print(bytes, line, streams)
  streams.note(`${line.out}: ${formatCount(bytes.length)} bytes`)
  return 0
}

export const archive: TerminalCommand = {
  name: 'archive',
  usage: {
    words: '--workspace DIR --out NAME.lathe.zip',
    about: 'the whole workspace as one ZIP; unpacked anywhere, or opened in the window, it is the workspace again',
  },
  run: runArchive,
}
