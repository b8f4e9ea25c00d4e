import { computed, shallowRef, watch } from 'vue'
import { isAbort } from '../base/abort'
import { createLatest } from '../base/latest'
import { isLatheError } from '../model/error'
import { countChecks, type Check, type KeptChecks } from '../host/checks/check'
import type { ChecksState, Workbench } from '../host/workbench'
import type { PanelContext } from '../panels/context'

/** Rows of a check's answer: those of a measure by day. */
const ROW_LIMIT = 10_000

type Around = Pick<PanelContext, 'workspace' | 'startTask' | 'notify' | 'reportError'>

export type CheckStore = PanelContext['checks'] & {
  /** Asks all checks after an import, and says when one is not passed. */
  runAfterImport(): Promise<void>
}

/** The open workspace's checks: as they are kept, and asked anew after an import or when a person wants it. */
export function createCheckStore(workbench: Workbench, context: Around): CheckStore {
  const state = shallowRef<ChecksState | null>(null)
  const running = shallowRef(false)
  const latest = createLatest()
  let readOf: string | null = null

  async function read(): Promise<void> {
    const id = context.workspace.value?.info.id
    if (id === undefined) return
    const found = await workbench.readChecks()
    if (context.workspace.value?.info.id === id) state.value = found
  }

  /** Where nothing may be written, they hold for this window alone. */
  async function keep(kept: KeptChecks): Promise<void> {
    await workbench.keepChecks(kept).catch((error: unknown) => {
      if (!isLatheError(error, 'store-write')) throw error
    })
  }

  /** Null where it was cancelled, overtaken or failed. */
  async function ask(): Promise<readonly Check[] | null> {
    const catalog = context.workspace.value?.catalog
    if (catalog === undefined) return null
    const task = context.startTask('Checks', () => latest.cancel())
    running.value = true
    try {
      const checks = await latest.run(async (signal) => {
        // Checks are asked now and then: the window does not begin with what asks them.
        const { askChecks, checkQuestions } = await import('../host/checks/checkQuestions')
        const { revision } = await workbench.readChecks()
        const known = { catalog, queries: await workbench.listQueries() }
        const count = checkQuestions(known).length
        const found: Check[] = []
        let done = 0
        for await (const some of askChecks(known, (plan) => workbench.run(plan, { limit: ROW_LIMIT, signal }))) {
          found.push(...some)
          task.progress(++done / count)
        }
        const kept = { at: new Date().toISOString(), revision, checks: found }
        if (count > 0) await keep(kept)
        state.value = { revision, kept: count > 0 ? kept : null }
        return found
      })
      running.value = false
      task.stop()
      return checks
    } catch (error) {
      task.stop()
      if (!isAbort(error)) context.reportError(error)
      // What overtook this one is running still.
      if (!isAbort(error) || latest.isIdle()) running.value = false
      return null
    }
  }

  watch(
    context.workspace,
    (now) => {
      const id = now?.info.id ?? null
      if (id !== readOf) {
        latest.cancel()
        state.value = null
      }
      readOf = id
      read().catch(context.reportError)
    },
    { flush: 'sync' },
  )

  return {
    kept: computed(() => state.value?.kept ?? null),
    isStale: computed(() => state.value !== null && state.value.kept?.revision !== state.value.revision),
    running,
    run: async () => {
      await ask()
    },
    cancel: () => latest.cancel(),
    async runAfterImport() {
      const { failed, unknown } = countChecks((await ask()) ?? [])
      if (failed + unknown === 0) return
      const parts = [
        ...(failed === 0 ? [] : [`${failed} ${failed === 1 ? 'check' : 'checks'} failed`]),
        ...(unknown === 0 ? [] : [`${unknown} could not be asked`]),
      ]
      context.notify({ text: `After the import ${parts.join(', ')}. The page Checks lists them.`, tone: 'bad' })
    },
  }
}
