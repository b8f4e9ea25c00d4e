import { isLatheError } from '../../model/error'
import type { Workspace } from '../../store/workspace'
import type { Check, KeptChecks } from '../checks/check'
import { askChecks, checkQuestions } from '../checks/checkQuestions'
import { writeKeptChecks } from '../checks/keptChecks'
import { knownOf } from '../dashboard/known'
import { workspaceCatalog } from '../workspaceModel'
import { withEngine } from './askEngine'
import type { Streams } from './streams'

/** Asks all checks of a workspace and keeps how they stand; null where there are none. Starts no engine for nothing. */
export async function checkWorkspace(
  workspace: Workspace,
  streams: Streams,
  signal: AbortSignal,
): Promise<KeptChecks | null> {
  const { revision } = workspace.manifest
  const known = await knownOf(workspace.files, await workspaceCatalog(workspace))
  const questions = checkQuestions(known)
  if (questions.length === 0) return null
  const checks: Check[] = []
  await withEngine(workspace, signal, async (ask) => {
    let done = 0
    for await (const some of askChecks(known, ask)) {
      checks.push(...some)
      streams.progress(`check ${++done} of ${questions.length}`)
    }
  })
  streams.endProgress()
  const kept: KeptChecks = { at: new Date().toISOString(), revision, checks }
  await writeKeptChecks(workspace.files, kept).catch((error: unknown) => {
    // A folder that may only be read is checked all the same.
    if (!isLatheError(error)) throw error
    streams.note(error.message)
  })
  return kept
}
