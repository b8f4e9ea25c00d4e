import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { RunAnswer } from '../../host/workbench'
import type { QueryPlan } from '../../query/definition'
import type { PanelContext } from '../context'

export interface PlanRun {
  readonly answer: Readonly<ShallowRef<RunAnswer | null>>
  /** Why the plan failed, in words. */
  readonly failure: Readonly<ShallowRef<string | null>>
  readonly running: Readonly<ShallowRef<boolean>>
}

/** Runs a plan of the panel's own whenever it changes; null runs nothing. The old answer goes at once. */
export function usePlanRun(context: PanelContext, title: string, plan: () => QueryPlan | null, limit: number): PlanRun {
  const answer = shallowRef<RunAnswer | null>(null)
  const failure = shallowRef<string | null>(null)
  const running = shallowRef(false)
  const latest = createLatest()
  async function run(next: QueryPlan): Promise<void> {
    const task = context.startTask(title, () => latest.cancel())
    running.value = true
    try {
      answer.value = await latest.run((signal) => context.workbench.run(next, { limit, signal }))
      running.value = false
      task.done()
    } catch (error) {
      if (isAbort(error)) task.stop()
      else {
        running.value = false
        failure.value = error instanceof Error ? error.message : String(error)
        task.fail(`${title} failed`)
      }
    }
  }
  watch(plan, (next, before) => {
    if (before !== undefined && JSON.stringify(next) === JSON.stringify(before)) return
    latest.cancel()
    answer.value = null
    failure.value = null
    running.value = false
    if (next !== null) void run(next)
  }, { immediate: true })
  onScopeDispose(() => latest.cancel())
  return { answer, failure, running }
}
