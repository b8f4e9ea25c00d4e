import { isAbort } from '../../base/abort'
import { formatCount } from '../../chart/format'
import { isLatheError } from '../../model/error'
import type { Workspace } from '../../store/workspace'
import { keepToRule } from '../retention/keepToRule'
import { retentionText } from '../retention/retentionText'
import type { Streams } from './streams'

/** Drops what a log's rule says after an import, and says so; the import is done, whatever becomes of it. */
export async function ruleAfterImport(
  workspace: Workspace,
  log: string,
  streams: Streams,
  signal: AbortSignal,
): Promise<void> {
  try {
    const found = await keepToRule(workspace, log, { signal })
    if (found === null) return
    const { days, rule, isDone } = found
    const rows = `${formatCount(days.rows)} rows of ${log} before ${days.before}`
    if (isDone) {
      await workspace.cleanLitter().catch(() => 0)
      streams.note(`dropped ${rows}: it ${retentionText(rule)} (lathe keep-days ${log} none ends that)`)
    } else
      streams.note(
        `${rows} stay: nobody has confirmed that ${log} ${retentionText(rule)}; lathe keep-days ${log} ` +
          `${rule.keepDays} does`,
      )
  } catch (error) {
    if (isAbort(error) || !isLatheError(error)) throw error
    streams.note(`Old days of ${log} were not dropped: ${error.message}`)
  }
}
