import { onScopeDispose } from 'vue'
import { isAbort } from '../../base/abort'
import { xlsx } from '../../export/formats/xlsx'
import { reportHtml } from '../../export/html/reportHtml'
import { answerDashboard } from '../../host/dashboard/answeredTile'
import { dashboardWorkbook } from '../../host/dashboard/dashboardWorkbook'
import { makeBundle, type BundledWorkspace } from '../../host/bundle/makeBundle'
import { tileName } from '../../host/dashboard/tileText'
import type { Ask } from '../../host/dashboard/tileAnswer'
import { OPEN_VIEW_SCOPE, viewRequest, type Known } from '../../host/dashboard/viewRequest'
import type { ReportedWorkspace } from '../../host/report/makeReport'
import { dashboardReport, viewReport } from '../../host/report/reportOf'
import type { WorkspaceState } from '../../host/workbench'
import type { Dashboard } from '../../query/contract/dashboard'
import type { Scope, View } from '../../query/contract/view'
import { fileNameOf } from '../chart/fileNameOf'
import type { PanelContext } from '../context'
import { saveFile } from '../grid/saveFile'
import { askThrough } from './askThrough'

interface Reports {
  /** All tiles of a dashboard within a scope, also those that nobody has looked at yet. */
  ofDashboard(board: Dashboard, scope: Scope): void
  ofView(view: View): void
  /** The same tiles as a workbook, a sheet each. */
  workbookOf(board: Dashboard, scope: Scope): void
  /** What is needed to ask the same again elsewhere and compare. */
  bundleOf(board: Dashboard, scope: Scope): void
  bundleOfView(view: View): void
}

/** What is made, and what its file is. */
interface Kind {
  readonly what: string
  readonly extension: string
  readonly mimeType: string
}
const REPORT: Kind = { what: 'Report', extension: 'html', mimeType: 'text/html' }
const BUNDLE: Kind = { what: 'Bundle', extension: 'zip', mimeType: 'application/zip' }
const WORKBOOK: Kind = { what: 'Workbook', extension: xlsx.extension, mimeType: xlsx.mimeType }

type Say = (text: string) => void
type Make = (ask: Ask, known: Known, of: ReportedWorkspace, say: Say) => Promise<string | Uint8Array<ArrayBuffer>>

function sayTile({ tiles }: Dashboard, say: Say): (index: number) => void {
  return (index) => {
    say(`tile ${index + 1} of ${tiles.length}`)
  }
}

/** Saves reports, workbooks and bundles as files, with progress and Cancel in the status line; stops with the component. */
export function useReports(context: PanelContext): Reports {
  let leaving: AbortController | null = null
  onScopeDispose(() => leaving?.abort())

  async function save(title: string, { what, extension, mimeType }: Kind, make: Make): Promise<void> {
    const workspace: WorkspaceState | null = context.workspace.value
    if (workspace === null) return
    const { info, catalog, sources } = workspace
    const own = new AbortController()
    leaving?.abort()
    leaving = own
    const task = context.startTask(`${what}: ${title}`, () => own.abort())
    const known = { catalog, queries: context.savedQueries.all.value ?? [], views: context.views.all.value ?? [] }
    const of = { name: info.name, catalog, sources, annotations: context.annotations.all.value }
    try {
      const ask = askThrough(context, catalog, own.signal)
      const made = await make(ask, known, of, (text) => task.progress(null, `${what}: ${text}`))
      const file = `${fileNameOf(title)}.${extension}`
      if (await saveFile(file, made, mimeType)) task.done(`Saved ${file}`)
      else task.stop()
    } catch (error) {
      if (isAbort(error)) {
        task.stop()
        return
      }
      task.fail(`${what}: it failed`)
      context.reportError(error)
    }
  }

  async function bundled({ queries }: Known, of: ReportedWorkspace): Promise<BundledWorkspace> {
    return { ...of, queries, model: await context.workbench.readModelText() }
  }

  return {
    ofDashboard(board, scope) {
      void save(board.title, REPORT, async (ask, known, of, say) => {
        const tiles = await answerDashboard(board, scope, known, ask, sayTile(board, say))
        return reportHtml(dashboardReport(board, scope, tiles, of, new Date()))
      })
    },
    bundleOf(board, scope) {
      void save(board.title, BUNDLE, async (ask, known, of, say) => {
        const tiles = await answerDashboard(board, scope, known, ask, sayTile(board, say))
        const answers = tiles.flatMap((one) => ('answer' in one ? [one.answer] : []))
        const problems = tiles.flatMap((one) =>
          'problem' in one ? [{ title: tileName(one.tile), problem: one.problem }] : [],
        )
        return makeBundle(answers, problems, await bundled(known, of), new Date())
      })
    },
    bundleOfView(view) {
      void save(view.title, BUNDLE, async (ask, known, of) => {
        const request = viewRequest(view, OPEN_VIEW_SCOPE, known)
        const answer = { title: view.title, request, run: await ask(request.plan) }
        return makeBundle([answer], [], await bundled(known, of), new Date())
      })
    },
    workbookOf(board, scope) {
      void save(board.title, WORKBOOK, async (ask, known, _of, say) =>
        dashboardWorkbook(await answerDashboard(board, scope, known, ask, sayTile(board, say))),
      )
    },
    ofView(view) {
      void save(view.title, REPORT, async (ask, known, of) =>
        reportHtml(await viewReport(viewRequest(view, OPEN_VIEW_SCOPE, known), ask, of, new Date())),
      )
    },
  }
}
