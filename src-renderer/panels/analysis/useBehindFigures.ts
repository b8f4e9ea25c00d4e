import { elementAt, required } from '../../base/required'
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { formatValue } from '../../chart/format'
import type { Datum } from '../../chart/scene'
import type { MarkFigure } from '../../chart/spec'
import type { Analysis, Drill, Kpi } from '../../query/contract/analysis'
import type { ChangeBetween } from '../change/useChangeBetween'
import { usePanelContext } from '../context'
import { createDrillKinds } from '../drill/drillKinds'
import { drillOf, type DrillRequest } from '../drill/drillRequest'
import type { RunAnswer } from '../../host/workbench'
import type { AnalysisAnswer } from './answerMemory'

/** Which explanation is open: of all figures of a chart, or of one. */
interface WhyRequest {
  readonly title: string
  readonly figure?: string | undefined
  /** What the figure counts, where it stands in no column. */
  readonly about?: string | undefined
  readonly column?: string | undefined
  readonly at?: MarkFigure | undefined
  /** What the figure was computed by, where that is not the answer's own query. */
  readonly run?: RunAnswer | undefined
}

/** What opens from the figures of an answer. */
export interface BehindFigures {
  /** The drill that is open. */
  readonly request: ShallowRef<DrillRequest | null>
  readonly why: ShallowRef<WhyRequest | null>
  /** What stands behind a figure; null where nothing does. */
  readonly kindAt: (figure: MarkFigure) => Drill['kind'] | null
  readonly openDrill: (figure: MarkFigure | undefined) => void
  /** What clicking a mark does, in words. */
  readonly hintOf: (datum: Datum) => string | null
  /** A cell of the answer's table. */
  readonly cell: (row: number, column: number) => MarkFigure
  readonly explainKpi: (kpi: Kpi) => void
}

/** `between` takes a figure where the second one of a change is waited for; `runOf` knows what a figure above the charts was computed by (useKpis). */
export function useBehindFigures(
  analysis: () => Analysis,
  answer: ComputedRef<AnalysisAnswer | null>,
  runOf: (kpi: Kpi) => RunAnswer | null,
  between: ChangeBetween,
): BehindFigures {
  const context = usePanelContext()
  const kinds = computed(() => (answer.value === null ? null : createDrillKinds(drillAt)))
  const request = shallowRef<DrillRequest | null>(null)
  const why = shallowRef<WhyRequest | null>(null)
  watch(answer, () => {
    why.value = null
  })

  function drillAt(figure: MarkFigure): Drill | null {
    const now = answer.value,
      workspace = context.workspace.value
    return now === null || workspace === null ? null : drillOf(analysis(), now, workspace.catalog, figure)
  }
  function kindAt(figure: MarkFigure): Drill['kind'] | null {
    return kinds.value?.(figure) ?? null
  }
  function openDrill(figure: MarkFigure | undefined): void {
    if (figure !== undefined && between.take(figure)) return
    const drill = figure === undefined ? null : drillAt(figure)
    if (figure === undefined || drill === null || answer.value === null) return
    request.value = {
      analysis: analysis(),
      answer: answer.value,
      catalog: required(context.workspace.value).catalog,
      figure,
      drill,
    }
  }
  function hintOf({ figure }: Datum): string | null {
    if (figure !== undefined && between.first.value !== null) {
      const whyNot = between.whyNotTo(figure)
      return whyNot === null ? 'Click to explain the change to here' : `No change to here: ${whyNot}`
    }
    const kind = figure === undefined ? null : kindAt(figure)
    return kind === null ? null : `Click to see the ${kind}`
  }
  function cell(row: number, column: number): MarkFigure {
    return { row, column: elementAt(required(answer.value).run.table.columns, column).name }
  }
  function explainKpi(kpi: Kpi): void {
    const value = kpi.waiting === true ? '…' : kpi.value === null ? '–' : formatValue(kpi.value, kpi.format)
    why.value = {
      title: `Why: ${kpi.label}`,
      figure: `${kpi.label}: ${value}${kpi.detail === undefined ? '' : ` (${kpi.detail})`}`,
      column: kpi.figure?.column,
      at: kpi.figure,
      about: kpi.about,
      run: runOf(kpi) ?? undefined,
    }
  }

  return { request, why, kindAt, openDrill, hintOf, cell, explainKpi }
}
