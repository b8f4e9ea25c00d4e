import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { analyses } from '../../../queries/index'
import { required } from '../../base/required'
import type { MarkFigure } from '../../chart/spec'
import { changeQuestion } from '../../query/analysis/changeQuestion'
import type { Analysis } from '../../query/contract/analysis'
import type { ParameterValues } from '../../query/contract/parameter'
import type { AnalysisAnswer } from '../analysis/answerMemory'
import { usePanelContext } from '../context'
import { EXPLAIN_CHANGE, openChange } from './openChange'

/** From two figures of an answer to the question what lies between them. */
export interface ChangeBetween {
  /** The figure that was pointed at first, in words; null while none was. */
  readonly first: ComputedRef<string | null>
  /** Whether figures of this answer can be explained at all. */
  readonly isPossible: ComputedRef<boolean>
  /** Whether there is a figure of the same series before this one. */
  hasEarlier(figure: MarkFigure): boolean
  /** Explains the change from the figure before, in one step. */
  explainFromEarlier(figure: MarkFigure): void
  start(figure: MarkFigure): void
  cancel(): void
  /** Takes the second figure, where one is waited for; false where none is. */
  take(figure: MarkFigure): boolean
}

export function useChangeBetween(analysis: () => Analysis, answer: ComputedRef<AnalysisAnswer | null>): ChangeBetween {
  const context = usePanelContext()
  const from = shallowRef<MarkFigure | null>(null)
  const { parameters } = required(analyses.find(({ name }) => name === EXPLAIN_CHANGE))
  const cancel = (): void => {
    from.value = null
  }
  watch(answer, cancel)

  function questionOf(one: MarkFigure, other: MarkFigure): ParameterValues | null {
    const now = answer.value
    const catalog = context.workspace.value?.catalog
    if (now === null || catalog === undefined) return null
    const { values, source, run } = now
    const [before, after] = [one, other].map(({ row, column }) => ({ row: run.table.row(row), column }))
    return changeQuestion(
      analysis(),
      parameters,
      { before: required(before), after: required(after) },
      { values, catalog, source },
    )
  }
  /** The nearest figure above of the same series and line, on another date. */
  function earlier({ row, column }: MarkFigure): MarkFigure | null {
    const table = answer.value?.run.table
    if (table === undefined || analysis().changeBetween === undefined) return null
    const lines = table.columns.filter(({ type }) => type === 'string').map(({ name }) => name)
    for (let at = row - 1; at >= 0; at--)
      if (lines.every((name) => table.value(at, name) === table.value(row, name))) return { row: at, column }
    return null
  }
  function open(one: MarkFigure, other: MarkFigure): void {
    const question = questionOf(one, other)
    if (question === null) {
      context.notify({
        text: 'These two are no change of one measure: choose figures of one series, on days or longer, without a comparison.',
        tone: 'bad',
      })
      return
    }
    openChange(context, question, required(answer.value).source)
  }
  function stopByKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') cancel()
  }
  watch(from, (now, before) => {
    if (now !== null && before === null) window.addEventListener('keydown', stopByKey)
    if (now === null) window.removeEventListener('keydown', stopByKey)
  })
  onScopeDispose(() => window.removeEventListener('keydown', stopByKey))

  return {
    first: computed(() => {
      const table = answer.value?.run.table
      if (from.value === null || table === undefined) return null
      const { row, column } = from.value
      const words = table.columns.filter(({ type }) => type === 'string' || type === 'date')
      return [column, ...words.map(({ name }) => String(table.value(row, name)))].join(', ')
    }),
    isPossible: computed(() => analysis().changeBetween !== undefined),
    hasEarlier(figure) {
      const one = earlier(figure)
      return one !== null && questionOf(one, figure) !== null
    },
    explainFromEarlier(figure) {
      const one = earlier(figure)
      if (one !== null) open(one, figure)
    },
    start(figure) {
      from.value = figure
    },
    cancel,
    take(figure) {
      const one = from.value
      if (one === null) return false
      cancel()
      open(one, figure)
      return true
    },
  }
}
