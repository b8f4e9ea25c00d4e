import { isLatheError } from '../../../model/error'
import { readDashboard } from '../../../query/saved/readDashboard'
import { readView } from '../../../query/saved/readView'
import { documentPath, SavedDocuments } from '../../savedDocuments'
import type { CommandLine } from '../commandLine'
import { refuseOperands, wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/** What a file says, or why it cannot be read. */
function readOr<T>(read: () => T): T | { readonly problem: string } {
  try {
    return read()
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return { problem: error.message }
  }
}

/** The workspace's dashboards and saved views; fails where a file cannot be read. */
async function listDashboards(line: CommandLine, streams: Streams): Promise<number> {
  refuseOperands(line)
  const asJson = wantsJson(line)
  const { files } = await openWorkspace(line)
  const dashboards = (await new SavedDocuments(files, 'dashboard').list()).map(({ name, text }) => ({
    name,
    ...readOr(() => {
      const { title, about, tiles } = readDashboard(text, documentPath('dashboard', name))
      return { title, about, tiles: tiles.length }
    }),
  }))
  const views = (await new SavedDocuments(files, 'view').list()).map(({ name, text }) => ({
    name,
    ...readOr(() => {
      const { title, about, of } = readView(text, documentPath('view', name))
      return { title, about, ...of }
    }),
  }))
  const problems = [...dashboards, ...views].flatMap((one) => ('problem' in one ? [one.problem] : []))
  if (asJson) await print(`${JSON.stringify({ dashboards, views }, null, 1)}\n`, line, streams)
  else {
    const lines = [
      ...dashboards.map((one) =>
        'problem' in one ? one.name : `${one.name}  ${one.title}  ${one.tiles} ${one.tiles === 1 ? 'tile' : 'tiles'}`,
      ),
      ...views.map((one) =>
        'problem' in one
          ? `view ${one.name}`
          : `view ${one.name}  ${one.title === '' ? '' : `${one.title}  `}${'query' in one ? `query ${one.query}` : one.analysis}`,
      ),
    ]
    await print(lines.map((one) => `${one}\n`).join(''), line, streams)
    if (lines.length === 0) streams.note('This workspace has no dashboards and no saved views.')
  }
  for (const problem of problems) streams.note(problem)
  return problems.length === 0 ? 0 : 1
}

export const dashboards: TerminalCommand = {
  name: 'dashboards',
  usage: { words: '--workspace DIR [--format table|json]', about: 'dashboards and saved views of the workspace' },
  run: listDashboards,
}
