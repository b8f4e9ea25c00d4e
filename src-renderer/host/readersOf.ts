import { MODEL_PATH } from '../model/dataModel'
import type { FileStore } from '../store/files'
import { SavedDocuments } from './savedDocuments'
import { SavedQueries } from './savedQueries'
import { SavedSegments } from './savedSegments'
import { WorkspaceModel } from './workspaceModel'

/**
 * What of a workspace's saved queries, segments, views, dashboards and model has one of these words in it, by name:
 * where a column had another name before, people look at these.
 */
export async function readersOf(files: FileStore, words: readonly string[]): Promise<readonly string[]> {
  if (words.length === 0) return []
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'u')
  const [queries, segments, views, dashboards, model] = await Promise.all([
    new SavedQueries(files).list(),
    new SavedSegments(files).list(),
    new SavedDocuments(files, 'view').list(),
    new SavedDocuments(files, 'dashboard').list(),
    new WorkspaceModel(files).text(),
  ])
  const texts = [
    ...queries,
    ...segments.map(({ name, rule }) => ({ name, text: JSON.stringify(rule) })),
    ...views,
    ...dashboards,
    ...(model === null ? [] : [{ name: MODEL_PATH, text: model }]),
  ]
  return texts.flatMap(({ name, text }) => (pattern.test(text) ? [name] : []))
}
