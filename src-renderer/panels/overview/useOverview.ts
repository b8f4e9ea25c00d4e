import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import { askOverview, type OverviewPart, type OverviewScope } from '../../host/overview/askOverview'
import { overviewQuestions, type OverviewQuestion } from '../../host/overview/overviewQuestions'
import { answerKey, knownAnswer, rememberAnswer, ROW_LIMIT } from '../analysis/answerMemory'
import type { PanelContext } from '../context'

export interface OverviewRun {
  /** What is asked, in the page's order; each with its answer as soon as it is there. */
  readonly asked: ComputedRef<readonly { readonly question: OverviewQuestion; readonly part: OverviewPart | null }[]>
  readonly parts: Readonly<ShallowRef<readonly OverviewPart[]>>
  readonly running: Readonly<ShallowRef<boolean>>
  /** Stopped before all was there. */
  readonly stopped: Readonly<ShallowRef<boolean>>
  cancel(): void
  rerun(): void
}

/**
 * The figures of the overview, computed one after another and anew when their scope changes; stops with the component.
 * Answers are remembered with those of the panels.
 */
export function useOverview(scope: () => OverviewScope, context: PanelContext): OverviewRun {
  const parts = shallowRef<readonly OverviewPart[]>([])
  const running = shallowRef(false)
  const stopped = shallowRef(false)
  const latest = createLatest()

  async function ask({ catalog, ...others }: OverviewScope, signal: AbortSignal): Promise<void> {
    const all = askOverview({ catalog, ...others }, async ({ analysis, plan, values }) => {
      const key = answerKey(analysis, plan, values)
      const known = knownAnswer(catalog, key)
      if (known !== undefined) return { table: known.run.table, notes: known.run.notes }
      const run = await context.workbench.run(plan, { limit: ROW_LIMIT, signal })
      const kpiPlan = analysis.kpiPlan?.(values, catalog, others.source) ?? null
      rememberAnswer(catalog, key, { run, plan, values, source: others.source, kpiPlan })
      return { table: run.table, notes: run.notes }
    })
    for await (const part of all) {
      if (signal.aborted) return
      parts.value = [...parts.value, part]
    }
  }

  async function run(): Promise<void> {
    parts.value = []
    stopped.value = false
    const task = context.startTask('Overview', cancel)
    try {
      await latest.run(async (signal) => {
        running.value = true
        await ask(scope(), signal)
      })
      running.value = false
      task.stop()
    } catch (error) {
      task.stop()
      if (isAbort(error)) return
      running.value = false
      stopped.value = true
      context.reportError(error)
    }
  }

  function cancel(): void {
    latest.cancel()
    if (running.value) stopped.value = true
    running.value = false
  }

  watch(scope, () => void run(), { immediate: true })
  onScopeDispose(cancel)

  return {
    asked: computed(() =>
      overviewQuestions(scope().catalog).map((question) => ({
        question,
        part: parts.value.find((part) => part.question.name === question.name) ?? null,
      })),
    ),
    parts,
    running,
    stopped,
    cancel,
    rerun: () => void run(),
  }
}
