import type { ParameterSpec } from '../../query/contract/parameter'
import type { View } from '../../query/contract/view'
import type { KeepView, PanelContext } from '../context'
import { viewOfPage } from '../dashboard/viewState'
import type { ScopeState } from '../scope/scopeState'
import type { ResultView } from './panelState'
import type { RawValues } from './parameterErrors'

/** What a page shows: an analysis with all its settings. */
interface SeenPage {
  readonly of: View['of']
  readonly title: string
  /** With what the bar says. */
  readonly raw: RawValues
  readonly specs: readonly ParameterSpec[]
  readonly scope: ScopeState
  readonly source: string | null
  readonly shown: ResultView
}

/** One chart of several, or the figures above them. */
interface SeenPart {
  readonly chart?: number
  readonly show?: View['show']
  readonly title?: string
}

interface SeenView {
  /** The page as it is seen: one chart of several where one is named. */
  readonly seenView: (chart?: number) => View
  /** To be saved or pinned, whole or a part. */
  readonly keep: (how: KeepView['how'], part?: SeenPart) => void
}

/** The page as a view, to be saved, pinned or reported. */
export function useSeenView(context: Pick<PanelContext, 'keepView'>, page: () => SeenPage): SeenView {
  function seenView(chart?: number): View {
    const { of, raw, title: _, ...held } = page()
    return viewOfPage(of, raw, { ...held, ...(chart === undefined ? {} : { chart }) })
  }
  function keep(how: KeepView['how'], part: SeenPart = {}): void {
    const view = seenView(part.chart)
    context.keepView({
      how,
      view: part.show === undefined ? view : { ...view, show: part.show },
      title: part.title ?? page().title,
    })
  }
  return { seenView, keep }
}
