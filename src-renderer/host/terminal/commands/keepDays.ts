import { noSuchTable } from '../../../ingest/renameTable'
import { keepToRule } from '../../retention/keepToRule'
import { readRetention, setRetention, type RetentionRule } from '../../retention/retentionRules'
import type { CommandLine } from '../commandLine'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Sets what stays of a log after each import, and says what would go now; without a log, lists the rules. */
async function runKeepDays(line: CommandLine, streams: Streams): Promise<number> {
  const [log, days, ...surplus] = line.operands
  const workspace = await openWorkspace(line)
  if (log !== undefined) {
    if (days === undefined || surplus.length > 0 || !/^(?:none|[1-9]\d{0,5})$/.test(days))
      throw usageError('DAYS', 'Say how many days of the log stay, as a number from 1 on, or none to end the rule.')
    if (line.by.length > 0 && !line.rollUp) throw usageError('--by', '--by says what --roll-up counts days by; add it.')
    const { tables } = workspace.manifest
    if (tables[log]?.kind !== 'events' && days !== 'none')
      throw noSuchTable(
        log,
        Object.values(tables).flatMap(({ name, kind }) => (kind === 'events' ? [name] : [])),
      )
    const rollUp = line.rollUp ? [...line.by] : null
    const rule: RetentionRule | null = days === 'none' ? null : { keepDays: Number(days), rollUp, isConfirmed: true }
    await setRetention(workspace.files, log, rule)
    const found = rule === null ? null : await keepToRule(workspace, log, {}, 'look')
    if (found !== null)
      streams.note(
        `${found.days.rows} rows of ${log}, from ${found.days.firstDate ?? ''} to ${found.days.lastDate ?? ''}, go ` +
          `after the next import; lathe drop-days ${log} --keep-days ${days} drops them now`,
      )
  }
  const rules = Object.entries(await readRetention(workspace.files))
  const lines = rules.map(([table, { keepDays: kept, rollUp }]) => JSON.stringify({ table, keepDays: kept, rollUp }))
  await print(lines.map((one) => `${one}\n`).join(''), line, streams)
  return 0
}

export const keepDays: TerminalCommand = {
  name: 'keep-days',
  usage: {
    words: '[LOG DAYS|none] --workspace DIR [--roll-up [--by COLUMN,…]]',
    about: 'keeps the last so many days of a log: older ones are dropped after each import; lists the rules',
  },
  run: runKeepDays,
}
