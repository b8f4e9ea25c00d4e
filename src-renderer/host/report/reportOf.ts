import type { Report } from '../../export/html/report'
import type { Dashboard } from '../../query/contract/dashboard'
import type { Scope } from '../../query/contract/view'
import type { AnsweredTile } from '../dashboard/answeredTile'
import type { Ask } from '../dashboard/tileAnswer'
import type { ViewRequest } from '../dashboard/viewRequest'
import { makeReport, type ReportedWorkspace } from './makeReport'
import { tilePart, viewPart } from './reportParts'

/** A dashboard as a report: its tiles in the order in which they are read. */
export function dashboardReport(
  { title, about }: Pick<Dashboard, 'title' | 'about'>,
  scope: Scope,
  tiles: readonly AnsweredTile[],
  workspace: ReportedWorkspace,
  madeAt: Date,
): Report {
  const parts = tiles.map((tile) => tilePart(tile, workspace.catalog))
  const answers = tiles.flatMap((one) => ('answer' in one ? [one.answer] : []))
  return makeReport({ title, about, scope }, parts, answers, workspace, madeAt)
}

/** One analysis or saved query as a report. Throws what `ask` throws, and `bad-file` for a chart that cannot be drawn. */
export async function viewReport(
  request: ViewRequest,
  ask: Ask,
  workspace: ReportedWorkspace,
  madeAt: Date,
): Promise<Report> {
  const { analysis, view, values, plan, kpiPlan } = request
  const run = await ask(plan)
  const more = kpiPlan === null ? null : (await ask(kpiPlan)).table
  const title = view.title === '' ? analysis.title : view.title
  const shown = { title, request, run }
  const isEmpty = run.table.rowCount === 0
  const answered = {
    kpis: isEmpty ? [] : (analysis.kpis?.(run.table, values, more) ?? []),
    charts: isEmpty ? [] : (analysis.charts?.(run.table, values, workspace.catalog.model) ?? []),
  }
  const part = viewPart(shown, answered, workspace.catalog)
  return makeReport({ title, about: view.about, scope: null }, [part], [shown], workspace, madeAt)
}
