import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import { rankMatches, type RankedMatches } from '../../query/numbers/rankMatches'
import { searchNumber, type NumberMatch, type NumberQuestion, type SearchStep } from '../../query/numbers/searchNumber'
import { ROW_LIMIT } from '../analysis/answerMemory'
import type { PanelContext } from '../context'

/** Definitions that are tried before somebody asks for more. */
const AT_ONCE = 300
const SHOW_EVERY_MS = 200

export interface NumberSearchRun {
  /** What is searched for; null before the first search. */
  readonly question: Readonly<ShallowRef<NumberQuestion | null>>
  readonly matches: ComputedRef<RankedMatches | null>
  readonly running: Readonly<ShallowRef<boolean>>
  readonly tried: Readonly<ShallowRef<number>>
  /** How many are tried at most before it stops, and how many there are. */
  readonly goal: Readonly<ShallowRef<number>>
  readonly total: Readonly<ShallowRef<number>>
  /** Why it stopped, in words. */
  readonly failure: Readonly<ShallowRef<string | null>>
  search(question: Omit<NumberQuestion, 'most'>): void
  /** Tries as many again. */
  further(): void
  cancel(): void
}

/** Searches the definitions of a question through the window's engine, with progress in the status line and Cancel. */
export function useNumberSearch(context: PanelContext): NumberSearchRun {
  const question = shallowRef<NumberQuestion | null>(null)
  const found = shallowRef<readonly NumberMatch[]>([])
  const running = shallowRef(false)
  const tried = shallowRef(0)
  const goal = shallowRef(AT_ONCE)
  const total = shallowRef(0)
  const failure = shallowRef<string | null>(null)
  const latest = createLatest()
  let steps: AsyncGenerator<SearchStep, void> | null = null
  let { signal } = new AbortController()

  async function consume(source: AsyncGenerator<SearchStep, void>, own: AbortSignal, say: () => void): Promise<void> {
    signal = own
    const all = [...found.value]
    let shownMs = performance.now()
    const show = (): void => {
      found.value = [...all]
      shownMs = performance.now()
      say()
    }
    while (tried.value < goal.value) {
      const next = await source.next()
      own.throwIfAborted()
      if (next.done === true) break
      const step = next.value
      all.push(...step.found)
      tried.value = step.tried
      total.value = step.total
      if (performance.now() - shownMs > SHOW_EVERY_MS) show()
    }
    show()
  }

  async function go(source: AsyncGenerator<SearchStep, void>): Promise<void> {
    const task = context.startTask('Another tool says…', cancel)
    running.value = true
    failure.value = null
    try {
      await latest.run((own) =>
        consume(source, own, () => {
          const most = Math.min(goal.value, Math.max(total.value, 1))
          task.progress(tried.value / most, `Definitions: ${tried.value} of ${most}`)
        }),
      )
      running.value = false
      task.done(`${tried.value} definitions tried`)
    } catch (error) {
      if (isAbort(error)) {
        task.stop()
        return
      }
      running.value = false
      failure.value = error instanceof Error ? error.message : String(error)
      task.fail('The search failed')
    }
  }

  function cancel(): void {
    latest.cancel()
    running.value = false
    steps = null
  }

  onScopeDispose(cancel)
  return {
    question,
    matches: computed(() =>
      question.value === null || tried.value === 0 ? null : rankMatches(found.value, question.value.figure.column),
    ),
    ...{ running, tried, goal, total, failure, cancel },
    search(asked) {
      cancel()
      question.value = { ...asked, most: Infinity }
      found.value = []
      tried.value = 0
      total.value = 0
      goal.value = AT_ONCE
      steps = searchNumber(question.value, async (plan) => {
        return (await context.workbench.run(plan, { limit: ROW_LIMIT, signal })).table
      })
      void go(steps)
    },
    further() {
      if (steps === null || running.value) return
      goal.value += AT_ONCE
      void go(steps)
    },
  }
}
