import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { RunAnswer } from '../../host/workbench'
import { isLatheError } from '../../model/error'
import type { QueryPlan } from '../../query/contract/plan'
import { countPlan } from '../analysis/lookups'
import type { PanelContext } from '../context'
import { countText, nounText } from '../ui/quantityText'
import type { PreparedSql } from './prepareSql'
import type { SqlRunEntry } from './sqlHistory'

/** Rows that are shown at most; saving gives all. */
const SQL_ROW_LIMIT = 1_000_000

/** A statement that is to run: what runs, and what stands in the editor. */
export interface SqlStatement extends PreparedSql {
  readonly text: string
  /** Where it begins in the editor's text. */
  readonly offset: number
}

interface SqlAnswer {
  readonly plan: QueryPlan
  readonly run: RunAnswer
  /** How many rows there are in all; null while unknown. */
  readonly totalRows: number | null
  readonly statement: SqlStatement
}

interface SqlFailure {
  readonly message: string
  readonly statement: SqlStatement
  /** Offset in the text that ran, where the engine told it. */
  readonly position: number | null
  /** How many statements before it have answered in the same run; without one, the answers are of an earlier run. */
  readonly answered: number
}

export interface SqlRun {
  /** One for each statement that gave one, in their order. */
  readonly answers: Readonly<ShallowRef<readonly SqlAnswer[]>>
  readonly failure: Readonly<ShallowRef<SqlFailure | null>>
  readonly running: Readonly<ShallowRef<boolean>>
  /** Runs statements one after another until one fails. */
  run(statements: readonly SqlStatement[]): Promise<void>
  cancel(): void
  /** Takes the last failure from the screen; the last answers stay. */
  clearFailure(): void
}

function failureOf(error: unknown): Pick<SqlFailure, 'message' | 'position'> {
  if (isLatheError(error, 'bad-sql')) return { message: error.message, position: error.payload.position ?? null }
  return { message: error instanceof Error ? error.message : String(error), position: null }
}

/**
 * Runs free SQL, the newest only. The old answers stay until a new one is there. `onRan` hears of each statement that
 * ran, whatever came of it.
 */
export function useSqlRun(context: PanelContext, onRan: (entry: SqlRunEntry) => void): SqlRun {
  const answers = shallowRef<readonly SqlAnswer[]>([])
  const failure = shallowRef<SqlFailure | null>(null)
  const running = shallowRef(false)
  const latest = createLatest()

  function cancel(): void {
    latest.cancel()
    running.value = false
  }
  onScopeDispose(cancel)

  async function run(statements: readonly SqlStatement[]): Promise<void> {
    failure.value = null
    const task = context.startTask('SQL', cancel)
    try {
      await latest.run(async (signal) => {
        running.value = true
        const found: SqlAnswer[] = []
        for (const statement of statements) {
          const label = statements.length === 1 ? 'SQL' : `SQL ${found.length + 1} of ${statements.length}`
          const answer = await runOne(statement, found.length, signal, (loaded) =>
            loaded === null ? task.progress(null, label) : task.progress(loaded, `${label}: loading`),
          )
          if (answer === null) break
          found.push(answer)
          answers.value = [...found]
        }
        running.value = false
        if (failure.value !== null) {
          task.fail('The SQL failed')
          return
        }
        const rows = found.reduce((sum, { run: { table } }) => sum + table.rowCount, 0)
        const elapsedMs = found.reduce((sum, answer) => sum + answer.run.elapsedMs, 0)
        task.done(`${nounText(rows, 'row')} · ${countText(Math.round(elapsedMs))} ms`)
        for (const answer of found) if (answer.run.truncated) await count(answer.plan, signal)
      })
    } catch (error) {
      if (!isAbort(error)) throw error
      task.stop()
    }
  }

  /** One statement's answer, or null where it failed. Throws an AbortError when it was cancelled. */
  async function runOne(
    statement: SqlStatement,
    answered: number,
    signal: AbortSignal,
    onProgress: (loaded: number | null) => void,
  ): Promise<SqlAnswer | null> {
    const plan: QueryPlan = { sql: statement.sql }
    const at = Date.now()
    const tell = (outcome: SqlRunEntry['outcome'], elapsedMs = Date.now() - at): void =>
      onRan({ text: statement.text, at, elapsedMs, outcome })
    try {
      const result = await context.workbench.run(plan, {
        limit: SQL_ROW_LIMIT,
        signal,
        onProgress: ({ stage, loaded, total }) => onProgress(stage === 'loading' && total > 0 ? loaded / total : null),
      })
      const { table, truncated, elapsedMs } = result
      signal.throwIfAborted()
      tell({ kind: 'rows', rows: table.rowCount, columns: table.columns.length, truncated }, elapsedMs)
      return { plan, run: result, totalRows: truncated ? null : table.rowCount, statement }
    } catch (error) {
      if (isAbort(error)) {
        tell({ kind: 'cancelled' })
        throw error
      }
      failure.value = { ...failureOf(error), statement, answered }
      tell({ kind: 'error', message: failure.value.message })
      return null
    }
  }

  /** The whole number of rows, after the first of them are on screen. Where it cannot be counted, it stays unknown. */
  async function count(plan: QueryPlan, signal: AbortSignal): Promise<void> {
    try {
      const counted = await context.workbench.run(countPlan(plan), { signal })
      if (signal.aborted) return
      const totalRows = Number(counted.table.value(0, 'rows'))
      answers.value = answers.value.map((answer) => (answer.plan === plan ? { ...answer, totalRows } : answer))
    } catch {
      // "first 1,000,000 rows" without the total is still true.
    }
  }

  return {
    answers,
    failure,
    running,
    run,
    cancel,
    clearFailure: () => {
      failure.value = null
    },
  }
}
