import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { analyses } from '../../../queries/index'
import { LatheError } from '../../model/error'
import type { Catalog } from '../../query/contract/catalog'
import { readQueryFile } from '../../query/saved/queryFile'
import { runnableQuery, type RunnableQuery } from '../../query/saved/runnableQuery'
import { readView } from '../../query/saved/readView'
import { nearest } from '../../query/sql/nearest'
import type { View } from '../../query/contract/view'
import { documentPath, SavedDocuments } from '../savedDocuments'
import type { Workspace } from '../../store/workspace'

/** The saved view of that name, within nothing; null where there is none. Throws as viewRequest. */
export async function findView(name: string, workspace: Workspace): Promise<View | null> {
  const bare = name.replace(/\.json$/, '')
  const text = await new SavedDocuments(workspace.files, 'view').text(bare).catch(() => null)
  return text === null ? null : readView(text, documentPath('view', bare))
}

/** A named analysis, a .sql file of the workspace's queries folder, or a path to one. Throws `not-found`. */
export async function findQuery(name: string, workspace: Workspace, catalog: Catalog): Promise<RunnableQuery> {
  const known = analyses.find((analysis) => analysis.name === name)
  if (known !== undefined) return { analysis: known, source: null }
  const bare = name.replace(/\.sql$/, '')
  const own = await workspace.files.read(`queries/${bare}.sql`).catch(() => null)
  if (own !== null) return runnableQuery(readQueryFile(bare, new TextDecoder().decode(own)), catalog)
  if (statSync(name, { throwIfNoEntry: false })?.isFile() === true)
    return runnableQuery(readQueryFile(basename(name, '.sql'), readFileSync(name, 'utf8')), catalog)
  const candidates = nearest(
    name,
    analyses.map((analysis) => analysis.name),
  )
  throw new LatheError(
    'not-found',
    `There is no query "${name}"; ` +
      (candidates.length > 0
        ? `did you mean ${candidates.join(' or ')}?`
        : 'lathe queries and lathe dashboards list them, and a path to a .sql file works too.'),
    { what: 'query', name, candidates },
  )
}
