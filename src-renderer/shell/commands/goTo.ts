import { queryTitle } from '../../panels/sql/savedQueryFile'
import { documentTitle } from '../../panels/dashboard/documentTitle'
import type { DocumentKind } from '../../host/savedDocuments'
import type { SavedFile } from '../../host/savedFiles'
import type { SavedQuery } from '../../host/workbench'
import { outline } from '../../../queries/outline'
import { needText } from '../../query/contract/dataNeed'
import { panelLacks } from '../../query/contract/family'
import type { PanelOutline } from '../../query/contract/outline'
import { isWorkspaceOpen, type WindowCommand } from './windowCommand'

const OVERVIEW = { name: 'overview', title: 'Overview' }
/** Pages of their own, by their routes. */
const PAGES = [
  { name: 'dashboards', title: 'Dashboards' },
  { name: 'sql', title: 'SQL' },
  { name: 'tables', title: 'Tables' },
  { name: 'model', title: 'Model' },
  { name: 'checks', title: 'Checks' },
  { name: 'segments', title: 'Segments' },
  { name: 'rejects', title: 'Rejects' },
  { name: 'user', title: 'Find a user…' },
] as const

function toPage({ name, title }: { readonly name: string; readonly title: string }): WindowCommand {
  return { id: `go:${name}`, title, group: 'Go to', when: isWorkspaceOpen, run: ({ route }) => route.go(name) }
}

function toPanel(panel: PanelOutline): WindowCommand {
  return {
    ...toPage(panel),
    lacks: ({ workspaces }) => {
      const state = workspaces.current.value
      const need = state === null ? null : panelLacks(panel, state.catalog)
      return need === null ? null : needText(need)
    },
  }
}

/** One for each page of the open workspace. */
export function goTo(): readonly WindowCommand[] {
  return [toPage(OVERVIEW), ...outline.map(toPanel), ...PAGES.map(toPage)]
}

/** One for a saved query. */
export function goToQuery(query: SavedQuery): WindowCommand {
  return {
    id: `go:query/${query.name}`,
    title: `Query: ${queryTitle(query)}`,
    group: 'Go to',
    run: ({ route }) => route.go(`query/${query.name}`),
  }
}

/** One for a dashboard or a saved view. */
export function goToDocument(kind: DocumentKind, file: SavedFile): WindowCommand {
  const what = kind === 'dashboard' ? 'Dashboard' : 'Analysis'
  return {
    id: `go:${kind}/${file.name}`,
    title: `${what}: ${documentTitle(kind, file)}`,
    group: 'Go to',
    run: ({ route }) => route.go(`${kind}/${file.name}`),
  }
}
