import { queryTitle } from '../../panels/sql/savedQueryFile'
import { documentTitle } from '../../panels/dashboard/documentTitle'
import type { DocumentKind } from '../../host/savedDocuments'
import type { SavedFile } from '../../host/savedFiles'
import type { SavedQuery } from '../../host/workbench'
import { panels } from '../../../queries/index'
import { isWorkspaceOpen, type WindowCommand } from './windowCommand'

/** Pages of their own, by their routes. */
const PAGES = [
  { name: 'dashboards', title: 'Dashboards' },
  { name: 'sql', title: 'SQL' },
  { name: 'tables', title: 'Tables' },
  { name: 'model', title: 'Model' },
  { name: 'segments', title: 'Segments' },
  { name: 'rejects', title: 'Rejects' },
  { name: 'user', title: 'Find a user…' },
] as const

/** One for each page of the open workspace. */
export function goTo(): readonly WindowCommand[] {
  return [...panels, ...PAGES].map(({ name, title }) => ({
    id: `go:${name}`,
    title,
    group: 'Go to',
    when: isWorkspaceOpen,
    run: ({ route }) => route.go(name),
  }))
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
