import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { RunAnswer } from '../../host/workbench'
import type { QueryPlan } from '../../query/contract/plan'
import type { PanelContext } from '../context'

const PROGRESS_AFTER_MS = 400

export interface PlanRun {
  readonly answer: Readonly<ShallowRef<RunAnswer | null>>
  /** Why the plan failed, in words. */
  readonly failure: Readonly<ShallowRef<string | null>>
  readonly running: Readonly<ShallowRef<boolean>>
  /** Somebody stopped the run of the present plan. */
  readonly cancelled: Readonly<ShallowRef<boolean>>
  /** True once a run has taken 400 ms. */
  readonly slow: Readonly<ShallowRef<boolean>>
  /** Share of the bytes loaded, or null when unknown. */
  readonly fraction: Readonly<ShallowRef<number | null>>
  cancel(): void
  /** Runs the plan again, as after a failure or a cancel. */
  rerun(): void
}

/**
 * Runs a plan of the panel's own whenever it changes; null runs nothing. The old answer goes at once, or stays until
 * the new one is there (`keep`).
 */
export function usePlanRun(
  context: PanelContext,
  title: string,
  plan: () => QueryPlan | null,
  limit: number,
  keep = false,
): PlanRun {
  const answer = shallowRef<RunAnswer | null>(null)
  const failure = shallowRef<string | null>(null)
  const running = shallowRef(false)
  const cancelled = shallowRef(false)
  const slow = shallowRef(false)
  const fraction = shallowRef<number | null>(null)
  const latest = createLatest()
  function stop(): void {
    latest.cancel()
    running.value = false
  }
  function cancel(): void {
    cancelled.value = running.value
    stop()
  }
  async function run(next: QueryPlan): Promise<void> {
    const task = context.startTask(title, cancel)
    running.value = true
    cancelled.value = false
    slow.value = false
    fraction.value = null
    failure.value = null
    let slowTimer: ReturnType<typeof setTimeout> | undefined
    try {
      answer.value = await latest.run((signal) => {
        slowTimer = setTimeout(() => {
          if (!signal.aborted) slow.value = true
        }, PROGRESS_AFTER_MS)
        return context.workbench.run(next, {
          limit,
          signal,
          onProgress: ({ stage, loaded, total }) => {
            if (signal.aborted) return
            fraction.value = stage === 'loading' && total > 0 ? loaded / total : null
            task.progress(fraction.value)
          },
        })
      })
      running.value = false
      task.done()
    } catch (error) {
      if (isAbort(error)) task.stop()
      else {
        running.value = false
        failure.value = error instanceof Error ? error.message : String(error)
        task.fail(`${title} failed`)
      }
    } finally {
      clearTimeout(slowTimer)
    }
  }
  function rerun(): void {
    const next = plan()
    latest.cancel()
    if (next !== null) void run(next)
  }
  watch(
    plan,
    (next, before) => {
      if (before !== undefined && JSON.stringify(next) === JSON.stringify(before)) return
      stop()
      cancelled.value = false
      if (!keep || next === null) answer.value = null
      failure.value = null
      if (next !== null) void run(next)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return { answer, failure, running, cancelled, slow, fraction, cancel, rerun }
}
