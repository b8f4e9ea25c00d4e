import { countChecks, type Check } from '../../checks/check'
import { checkWorkspace } from '../checkWorkspace'
import type { CommandLine } from '../commandLine'
import { refuseOperands, wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/** A check as a line: `failed   orders-without-user  rows = 0: 12 rows`. */
export function checkLine({ state, name, expects, text }: Check): string {
  return `${state.padEnd(7)}  ${name}  ${expects}${expects === '' ? '' : ': '}${text}`
}

/** Asks all limits and expectations; fails where one is not kept or cannot be asked. */
async function runCheck(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  refuseOperands(line)
  const asJson = wantsJson(line)
  const kept = await checkWorkspace(await openWorkspace(line), streams, signal)
  const { at = null, checks = [] } = kept ?? {}
  const counts = countChecks(checks)
  await print(
    asJson
      ? `${JSON.stringify({ at, ...counts, checks }, null, 1)}\n`
      : checks.map((one) => `${checkLine(one)}\n`).join(''),
    line,
    streams,
  )
  if (kept === null)
    streams.note('Nothing is expected of the data: no measure has limits, and no saved query has an “-- expect:” line.')
  return counts.failed + counts.unknown === 0 ? 0 : 1
}

export const check: TerminalCommand = {
  name: 'check',
  usage: {
    words: '--workspace DIR [--format table|json] [--out FILE]',
    about:
      'holds the data against the limits of measures and the “-- expect:” lines of saved queries; ends with 1 where ' +
      'one is not kept or could not be asked',
  },
  run: runCheck,
}
