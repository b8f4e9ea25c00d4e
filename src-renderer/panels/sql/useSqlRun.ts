import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { RunAnswer } from '../../host/workbench'
import { isLatheError } from '../../model/error'
import type { QueryPlan } from '../../query/contract/plan'
import { countPlan } from '../analysis/lookups'
import type { PanelContext } from '../context'

/** Rows that are shown at most; saving gives all. */
export const SQL_ROW_LIMIT = 100_000

interface SqlAnswer {
  readonly plan: QueryPlan
  readonly run: RunAnswer
  /** How many rows there are in all; null while unknown. */
  readonly totalRows: number | null
}

interface SqlFailure {
  readonly message: string
  /** Offset in the text that ran, where the engine told it. */
  readonly position: number | null
}

export interface SqlRun {
  readonly answer: Readonly<ShallowRef<SqlAnswer | null>>
  readonly failure: Readonly<ShallowRef<SqlFailure | null>>
  readonly running: Readonly<ShallowRef<boolean>>
  run(sql: string): Promise<void>
  cancel(): void
  /** Takes the last failure from the screen; the last answer stays. */
  clearFailure(): void
}

function failureOf(error: unknown): SqlFailure {
  if (isLatheError(error, 'bad-sql')) return { message: error.message, position: error.payload.position ?? null }
  return { message: error instanceof Error ? error.message : String(error), position: null }
}

/** Runs free SQL, the newest only. The old answer stays until a new one is there. */
export function useSqlRun(context: PanelContext): SqlRun {
  const answer = shallowRef<SqlAnswer | null>(null)
  const failure = shallowRef<SqlFailure | null>(null)
  const running = shallowRef(false)
  const latest = createLatest()

  function cancel(): void {
    latest.cancel()
    running.value = false
  }
  onScopeDispose(cancel)

  async function run(sql: string): Promise<void> {
    const plan: QueryPlan = { sql }
    failure.value = null
    const task = context.startTask('SQL', cancel)
    try {
      await latest.run(async (signal) => {
        running.value = true
        const result = await context.workbench.run(plan, {
          limit: SQL_ROW_LIMIT,
          signal,
          onProgress: ({ stage, loaded, total }) =>
            task.progress(
              stage === 'loading' && total > 0 ? loaded / total : null,
              stage === 'loading' ? 'SQL: loading' : 'SQL',
            ),
        })
        if (signal.aborted) return
        answer.value = { plan, run: result, totalRows: result.truncated ? null : result.table.rowCount }
        running.value = false
        task.done(
          `${result.table.rowCount.toLocaleString('en')} rows · ` +
            `${Math.round(result.elapsedMs).toLocaleString('en')} ms`,
        )
        if (result.truncated) await count(plan, signal)
      })
    } catch (error) {
      if (isAbort(error)) task.stop()
      else {
        running.value = false
        failure.value = failureOf(error)
        task.fail('The SQL failed')
      }
    }
  }

  /** The whole number of rows, after the first of them are on screen. Where it cannot be counted, it stays unknown. */
  async function count(plan: QueryPlan, signal: AbortSignal): Promise<void> {
    try {
      const counted = await context.workbench.run(countPlan(plan), { signal })
      if (!signal.aborted && answer.value?.plan === plan)
        answer.value = { ...answer.value, totalRows: Number(counted.table.value(0, 'rows')) }
    } catch {
      // "first 100,000 rows" without the total is still true.
    }
  }

  return {
    answer,
    failure,
    running,
    run,
    cancel,
    clearFailure: () => {
      failure.value = null
    },
  }
}
