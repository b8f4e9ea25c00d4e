import { dropDays, previewDrop, type DroppedDays } from '../../ingest/retention/dropDays'
import type { Patience, Workspace } from '../../store/workspace'
import { readRetention, type RetentionRule } from './retentionRules'

/** What a log's rule says of it as it is now. */
export interface RuleOutcome {
  readonly rule: RetentionRule
  /** What goes by it, or has gone. */
  readonly days: DroppedDays
  /** Whether it has: not where nobody has confirmed the rule. */
  readonly isDone: boolean
}

/**
 * Drops a log's days that are older than its rule says, in a commit of its own, after an import. Null where there is no
 * rule, or nothing that old. With `only: 'look'` nothing is dropped. Throws as dropDays, and `bad-file` where the rules
 * cannot be read.
 */
export async function keepToRule(
  workspace: Workspace,
  log: string,
  patience: Patience = {},
  only: 'look' | null = null,
): Promise<RuleOutcome | null> {
  const rule = (await readRetention(workspace.files))[log]
  const table = workspace.manifest.tables[log]
  if (rule === undefined || table?.kind !== 'events' || table.partitions.every(({ date }) => date === null)) return null
  const which = { keepDays: rule.keepDays }
  const days = await previewDrop(workspace, log, which)
  if (days.rows === 0) return null
  if (only === 'look' || !rule.isConfirmed) return { rule, days, isDone: false }
  return { rule, days: await dropDays(workspace, log, which, { rollUp: rule.rollUp }, patience), isDone: true }
}
