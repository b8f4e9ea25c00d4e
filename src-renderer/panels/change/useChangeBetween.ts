import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { analyses } from '../../../queries/index'
import { required } from '../../base/required'
import type { MarkFigure } from '../../chart/spec'
import { changeQuestion, changeSide, type ChangeAsked } from '../../query/analysis/changeQuestion'
import type { Analysis, Figure, Kpi } from '../../query/contract/analysis'
import type { AnalysisAnswer } from '../analysis/answerMemory'
import { usePanelContext } from '../context'
import type { MenuItem } from '../ui'
import { changeEntries } from './changeEntries'
import { EXPLAIN_CHANGE, openChange } from './openChange'

/** From two figures of an answer to the question what lies between. */
export interface ChangeBetween {
  /** The figure that was pointed at first, in words; null while none was. */
  readonly first: ComputedRef<string | null>
  /** Why a figure cannot be explained, a clause; null where it can, with another one. */
  readonly whyNot: (figure: MarkFigure) => string | null
  /** Why the change from the first figure to this one cannot be explained, or null. */
  readonly whyNotTo: (figure: MarkFigure) => string | null
  /** What a menu offers for a figure, and for a second one that is selected with it. */
  readonly entries: (figure: MarkFigure, other?: MarkFigure | null) => readonly MenuItem[]
  /** Does what an entry says. */
  readonly choose: (id: string, figure: MarkFigure, other?: MarkFigure | null) => void
  /** Why a tile's figure cannot be explained from the compared one, or from the one before, or null. */
  readonly whyNotKpi: (kpi: Kpi) => string | null
  readonly explainKpi: (kpi: Kpi) => void
  readonly cancel: () => void
  /** Takes the second figure, where one is waited for; false where none is. */
  readonly take: (figure: MarkFigure) => boolean
}

export function useChangeBetween(analysis: () => Analysis, answer: ComputedRef<AnalysisAnswer | null>): ChangeBetween {
  const context = usePanelContext()
  const from = shallowRef<MarkFigure | null>(null)
  const { parameters } = required(analyses.find(({ name }) => name === EXPLAIN_CHANGE))
  const cancel = (): void => {
    from.value = null
  }
  watch(answer, cancel)

  /** What the answer was asked with; null while there is none. */
  function asked(): ChangeAsked | null {
    const catalog = context.workspace.value?.catalog
    if (answer.value === null || catalog === undefined) return null
    return { values: answer.value.values, catalog, source: answer.value.source }
  }
  const figureOf = ({ row, column }: MarkFigure): Figure => ({ row: required(answer.value).run.table.row(row), column })
  function whyNot(figure: MarkFigure): string | null {
    const now = asked()
    if (now === null) return 'there is no answer yet'
    const side = changeSide(analysis(), figureOf(figure), now)
    return 'why' in side ? side.why : null
  }
  function between(one: MarkFigure, other: MarkFigure): ReturnType<typeof changeQuestion> {
    const now = asked()
    if (now === null) return { why: 'there is no answer yet' }
    return changeQuestion(analysis(), parameters, { before: figureOf(one), after: figureOf(other) }, now)
  }
  function reason(one: MarkFigure | null, other: MarkFigure): string | null {
    if (one === null) return whyNot(other) ?? 'there is none of this series before it'
    const found = between(one, other)
    return 'why' in found ? found.why : null
  }
  /** The nearest figure above of the same series and line, on another date. */
  function earlier({ row, column }: MarkFigure): MarkFigure | null {
    const table = answer.value?.run.table
    if (table === undefined || !table.columns.some(({ name }) => name === 'date')) return null
    const lines = table.columns.filter(({ name, type }) => type === 'string' && name !== column)
    for (let at = row - 1; at >= 0; at--)
      if (lines.every(({ name }) => table.value(at, name) === table.value(row, name))) return { row: at, column }
    return null
  }
  function explain(one: MarkFigure | null, other: MarkFigure): void {
    const found = one === null ? { why: reason(null, other) ?? '' } : between(one, other)
    if ('why' in found) context.notify({ text: `This change cannot be explained: ${found.why}.`, tone: 'bad' })
    else openChange(context, found.question, required(answer.value).source)
  }
  function take(figure: MarkFigure): boolean {
    const one = from.value
    if (one === null) return false
    cancel()
    explain(one, figure)
    return true
  }
  const ofTile = ({ figure, compared }: Kpi): readonly [MarkFigure | null, MarkFigure] | null =>
    figure === undefined ? null : [compared === undefined ? earlier(figure) : (compared.figure ?? null), figure]

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
      return [column, ...words.flatMap(({ name }) => table.value(row, name) ?? [])].map(String).join(', ')
    }),
    whyNot,
    whyNotTo: (figure) => reason(from.value, figure),
    entries(figure, other = null) {
      const start = from.value ?? other
      if (start !== null) return changeEntries({ to: reason(start, figure), isSelected: from.value === null })
      return changeEntries({ earlier: reason(earlier(figure), figure), from: whyNot(figure) })
    },
    choose(id, figure, other = null) {
      if (id === 'explain-earlier') explain(earlier(figure), figure)
      else if (from.value === null && other !== null) explain(other, figure)
      else if (!take(figure)) {
        const why = whyNot(figure)
        if (why === null) from.value = figure
        else context.notify({ text: `This figure cannot be explained: ${why}.`, tone: 'bad' })
      }
    },
    whyNotKpi(kpi) {
      const two = ofTile(kpi)
      return two === null ? 'it is none of the rows of the table' : reason(...two)
    },
    explainKpi(kpi) {
      const two = ofTile(kpi)
      if (two !== null) explain(...two)
    },
    cancel,
    take,
  }
}
