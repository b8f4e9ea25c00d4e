import { required } from '../../base/required'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { Analysis, Kpi } from '../../query/contract/analysis'
import type { RunAnswer } from '../../host/workbench'
import type { PanelContext } from '../context'
import type { AnalysisAnswer } from './answerMemory'

/** Answers of kpiPlan, for as long as the answer that they belong to is remembered. */
const known = new WeakMap<AnalysisAnswer, RunAnswer>()

interface AnswerKpis {
  readonly kpis: ComputedRef<readonly Kpi[]>
  /** What a figure was computed by, where that is a query of its own and not the answer's. */
  readonly runOf: (kpi: Kpi) => RunAnswer | null
}

/**
 * The figures above the charts of an answer. Those that need a query of their own come when it is done; when it fails
 * they stay empty, for the answer itself is good.
 */
export function useKpis(analysis: Analysis, answer: () => AnalysisAnswer | null, context: PanelContext): AnswerKpis {
  const more = shallowRef<{ readonly of: AnalysisAnswer; readonly run: RunAnswer } | null>(null)
  /** The answer whose further figures are being computed. */
  const asked = shallowRef<AnalysisAnswer | null>(null)
  const latest = createLatest()

  async function run(of: AnalysisAnswer): Promise<void> {
    asked.value = of
    try {
      const found =
        known.get(of) ?? (await latest.run((signal) => context.workbench.run(required(of.kpiPlan), { signal })))
      known.set(of, found)
      if (answer() === of) more.value = { of, run: found }
    } catch (error) {
      if (!isAbort(error))
        context.startTask(analysis.title).fail(`${analysis.title}: some figures above the chart could not be computed`)
    } finally {
      if (asked.value === of) asked.value = null
    }
  }

  watch(
    answer,
    (next) => {
      latest.cancel()
      if (next !== null && next.kpiPlan !== null && next.run.table.rowCount > 0) void run(next)
    },
    { immediate: true },
  )
  onScopeDispose(() => latest.cancel())

  const kpis = computed(() => {
    const of = answer()
    if (of === null) return []
    const table = more.value?.of === of ? more.value.run.table : null
    const kpis = analysis.kpis?.(of.run.table, of.values, table) ?? []
    return asked.value === of ? kpis.map((kpi) => (kpi.value === null ? { ...kpi, waiting: true } : kpi)) : kpis
  })

  /** A figure that is not known without the query of its own is of that query. */
  function runOf({ label }: Kpi): RunAnswer | null {
    const of = answer()
    if (of === null || more.value?.of !== of) return null
    const without = analysis.kpis?.(of.run.table, of.values, null).find((kpi) => kpi.label === label)
    return without === undefined || without.value === null ? more.value.run : null
  }

  return { kpis, runOf }
}
