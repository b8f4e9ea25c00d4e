import type { RuleOutcome } from '../host/retention/keepToRule'
import { retentionText } from '../host/retention/retentionText'
import { nounText } from '../panels/ui'
import type { PanelContext } from '../panels/context'
import type { WorkspaceStore } from './workspaceStore'

/** What rules for old days work with. */
interface Around {
  readonly context: Pick<PanelContext, 'workbench' | 'notify' | 'reportError' | 'startTask'>
  readonly workspaces: Pick<WorkspaceStore, 'dropDays' | 'takeBackChange'>
  /** Asks the person about a rule that nobody has confirmed. */
  readonly ask: (found: RuleOutcome) => void
}

/** Drops what is older than the rules of these logs say, after an import; asks where nobody has confirmed a rule. */
export async function keepToRules(logs: readonly string[], around: Around): Promise<void> {
  for (const log of logs) {
    const found = await around.context.workbench.lookAtRule(log)
    if (found === null) continue
    if (found.rule.isConfirmed) await dropByRule(found, around)
    else around.ask(found)
  }
}

/** Drops what goes by a rule, and offers to take it back. */
export async function dropByRule({ rule, days: { table } }: RuleOutcome, around: Omit<Around, 'ask'>): Promise<void> {
  const { context, workspaces } = around
  const abort = new AbortController()
  const task = context.startTask(`Dropping old days of ${table}`, () =>
    abort.abort(new DOMException('Cancelled', 'AbortError')),
  )
  try {
    const how = { rollUp: rule.rollUp, withImport: true }
    const { rows, before, step } = await workspaces.dropDays(table, { keepDays: rule.keepDays }, how, abort.signal)
    task.done()
    context.notify({
      text: `${table} ${retentionText(rule)}: dropped ${nounText(rows, 'row')} before ${before}.`,
      ...(step === null ? {} : { undo: () => void workspaces.takeBackChange(step).catch(context.reportError) }),
    })
  } catch (error) {
    task.stop()
    throw error
  }
}
