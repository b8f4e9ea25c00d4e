import { readParameters } from '../../query/analysis/parameters'
import { withPreset } from '../../query/analysis/preset'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterValues } from '../../query/contract/parameter'
import type { Workspace } from '../../store/workspace'
import { knownOf } from '../dashboard/known'
import { OPEN_VIEW_SCOPE, viewRequest, type ViewRequest } from '../dashboard/viewRequest'
import type { CommandLine } from './commandLine'
import { findQuery, findView } from './findQuery'

/**
 * An analysis or a saved query with the command line's parameters; or a saved view, over whose own they win. Throws
 * `not-found`, `bad-parameter`, `bad-file`.
 */
export async function askedView(
  name: string,
  line: CommandLine,
  workspace: Workspace,
  catalog: Catalog,
): Promise<ViewRequest> {
  const view = await findView(name, workspace)
  if (view !== null) {
    const parameters = { ...view.parameters, ...line.parameters }
    const table = line.table ?? view.table
    return viewRequest({ ...view, table, parameters }, OPEN_VIEW_SCOPE, await knownOf(workspace.files, catalog))
  }
  const { analysis, source: read } = await findQuery(name, workspace, catalog)
  const values: ParameterValues = readParameters(
    analysis.parameters,
    withPreset(analysis, line.parameters),
    analysis.refuses,
  )
  const source = line.table ?? read
  return {
    view: {
      title: '',
      about: '',
      of: { analysis: analysis.name },
      table: source,
      parameters: line.parameters,
      scope: OPEN_VIEW_SCOPE,
      show: 'chart',
      chart: 1,
    },
    analysis,
    source,
    values,
    plan: analysis.plan(values, catalog, source),
    kpiPlan: analysis.kpiPlan?.(values, catalog, source) ?? null,
    scope: OPEN_VIEW_SCOPE,
    ignored: [],
  }
}
