import { COMMON_PARAMETERS } from '../../../query/sql/source'
import { readArrowResult } from '../../../query/session/arrowResult'
import { readParameters } from '../../../query/analysis/parameters'
import { askOverview, type Ask, type OverviewPart } from '../../overview/askOverview'
import { answeredChecks, storedChecks } from '../../overview/dataQuality'
import { nextQuestions } from '../../overview/nextQuestions'
import { overviewJson } from '../../overview/overviewJson'
import { overviewLines } from '../../overview/overviewLines'
import { workspaceCatalog } from '../../workspaceModel'
import { askedWorkspace } from '../askedWorkspace'
import type { CommandLine } from '../commandLine'
import { refuseOperands, wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/** The parameters that the page takes: those of its scope. */
const SCOPE = COMMON_PARAMETERS.filter(({ name }) => name !== 'compare' && name !== 'week_start')

async function showOverview(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  refuseOperands(line)
  const asJson = wantsJson(line)
  const given = line.parameters
  readParameters(SCOPE, given)
  const workspace = await openWorkspace(line)
  const asked = askedWorkspace(workspace, line.engines)
  try {
    const catalog = await workspaceCatalog(workspace)
    const ask: Ask = async ({ analysis, plan }) => {
      streams.progress(analysis.title)
      const answer = await asked.run(plan, { signal })
      return { table: readArrowResult(answer.ipc), notes: answer.notes }
    }
    const parts: OverviewPart[] = []
    if (catalog.tables.some(({ kind }) => kind === 'events'))
      for await (const part of askOverview({ catalog, source: line.table, valuesFor: () => given }, ask))
        parts.push(part)
    streams.endProgress()
    const { sources } = workspace.manifest
    const quality = [...storedChecks(catalog, sources, workspace.damage), ...answeredChecks(parts)]
    const next = nextQuestions(catalog, line.table)
    const text = asJson
      ? JSON.stringify(overviewJson(parts, quality, next), null, 1)
      : overviewLines(parts, quality, next).join('\n')
    await print(`${text}\n`, line, streams)
    return parts.some(({ failure }) => failure !== null) ? 1 : 0
  } finally {
    await asked.end()
  }
}

export const overview: TerminalCommand = {
  name: 'overview',
  usage: {
    words: '--workspace DIR [--format json|table]',
    about: 'the figures of the page Overview',
    more: ['[--table NAME] [--param from=DATE] [--param to=DATE] [--param segment=NAME]', '[--param filter=JSON]'],
  },
  run: showOverview,
}
