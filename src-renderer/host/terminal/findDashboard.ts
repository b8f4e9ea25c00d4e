import { LatheError } from '../../model/error'
import type { Dashboard } from '../../query/contract/dashboard'
import { readDashboard } from '../../query/saved/readDashboard'
import { nearest } from '../../query/sql/nearest'
import type { Workspace } from '../../store/workspace'
import { documentPath, SavedDocuments } from '../savedDocuments'

interface NamedDashboard {
  readonly name: string
  readonly dashboard: Dashboard
}

/** The dashboard of that name (`.json` may follow); null where there is none. Throws `bad-file`. */
export async function lookForDashboard(name: string, { files }: Workspace): Promise<NamedDashboard | null> {
  const bare = name.replace(/\.json$/, '')
  const text = await new SavedDocuments(files, 'dashboard').text(bare).catch(() => null)
  return text === null ? null : { name: bare, dashboard: readDashboard(text, documentPath('dashboard', bare)) }
}

/** The dashboard of that name. Throws `not-found` with those that are there, and `bad-file`. */
export async function findDashboard(name: string, workspace: Workspace): Promise<NamedDashboard> {
  const found = await lookForDashboard(name, workspace)
  if (found !== null) return found
  const bare = name.replace(/\.json$/, '')
  const all = await new SavedDocuments(workspace.files, 'dashboard').list()
  const candidates = nearest(
    bare,
    all.map((one) => one.name),
  )
  const hint = candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : 'lathe dashboards lists them.'
  throw new LatheError('not-found', `There is no dashboard "${bare}"; ${hint}`, {
    what: 'dashboard',
    name: bare,
    candidates,
  })
}
