import { onScopeDispose } from 'vue'
import { isAbort } from '../../base/abort'
import type { Report } from '../../export/html/report'
import { reportHtml } from '../../export/html/reportHtml'
import { answerDashboard } from '../../host/dashboard/answeredTile'
import type { Ask } from '../../host/dashboard/tileAnswer'
import { OPEN_VIEW_SCOPE, viewRequest, type Known } from '../../host/dashboard/viewRequest'
import type { ReportedWorkspace } from '../../host/report/makeReport'
import { dashboardReport, viewReport } from '../../host/report/reportOf'
import type { WorkspaceState } from '../../host/workbench'
import type { Dashboard } from '../../query/contract/dashboard'
import type { Scope, View } from '../../query/contract/view'
import { fileNameOf } from '../chart/exportChart'
import type { PanelContext } from '../context'
import { saveFile } from '../grid/saveFile'
import { askThrough } from './askThrough'

interface Reports {
  /** All tiles of a dashboard within a scope, also those that nobody has looked at yet. */
  ofDashboard(board: Dashboard, scope: Scope): void
  ofView(view: View): void
}

/** Saves reports as files, with progress and Cancel in the status line; stops with the component. */
export function useReports(context: PanelContext): Reports {
  let leaving: AbortController | null = null
  onScopeDispose(() => leaving?.abort())

  async function save(
    title: string,
    make: (ask: Ask, known: Known, of: ReportedWorkspace, say: (text: string) => void) => Promise<Report>,
  ): Promise<void> {
    const workspace: WorkspaceState | null = context.workspace.value
    if (workspace === null) return
    const { info, catalog, sources } = workspace
    const own = new AbortController()
    leaving?.abort()
    leaving = own
    const task = context.startTask(`Report: ${title}`, () => own.abort())
    const known = { catalog, queries: context.savedQueries.all.value ?? [], views: context.views.all.value ?? [] }
    const of = { name: info.name, catalog, sources, annotations: context.annotations.all.value }
    try {
      const ask = askThrough(context, catalog, own.signal)
      const report = await make(ask, known, of, (text) => task.progress(null, text))
      const file = `${fileNameOf(title)}.html`
      if (await saveFile(file, reportHtml(report), 'text/html')) task.done(`Saved ${file}`)
      else task.stop()
    } catch (error) {
      if (isAbort(error)) {
        task.stop()
        return
      }
      task.fail('The report failed')
      context.reportError(error)
    }
  }

  return {
    ofDashboard(board, scope) {
      void save(board.title, async (ask, known, of, say) => {
        const tiles = await answerDashboard(board, scope, known, ask, (index) => {
          say(`Report: tile ${index + 1} of ${board.tiles.length}`)
        })
        return dashboardReport(board, scope, tiles, of, new Date())
      })
    },
    ofView(view) {
      void save(view.title, (ask, known, of) =>
        viewReport(viewRequest(view, OPEN_VIEW_SCOPE, known), ask, of, new Date()),
      )
    },
  }
}
