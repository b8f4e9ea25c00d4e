import { findNodeAtLocation } from 'jsonc-parser'
import { putProperty, treeOf } from '../model/editJson'
import { isLatheError } from '../model/error'
import { readDashboard } from '../query/saved/readDashboard'
import { readView } from '../query/saved/readView'
import type { View } from '../query/contract/view'
import type { FileStore } from '../store/files'
import { documentPath, SavedDocuments, type DocumentKind } from './savedDocuments'

/** What of a view may get another name: the event table that it reads, the query that it shows, a view of a tile. */
type Renamed = 'table' | 'query' | 'view'
type Path = readonly (string | number)[]

/** Where a view that is written out names what is renamed. */
function placesInView(view: View, what: Renamed, from: string, path: Path): readonly Path[] {
  if (what === 'table') return view.table === from ? [[...path, 'table']] : []
  return what === 'query' && 'query' in view.of && view.of.query === from ? [[...path, 'query']] : []
}

function placesIn(text: string, kind: DocumentKind, path: string, what: Renamed, from: string): readonly Path[] {
  if (kind === 'view') return placesInView(readView(text, path), what, from, [])
  return readDashboard(text, path).tiles.flatMap((tile, index): readonly Path[] => {
    const at = ['tiles', index]
    if (tile.kind === 'text') return []
    if (tile.kind === 'number' && 'measure' in tile.of)
      return what === 'table' && tile.of.table === from ? [[...at, 'table']] : []
    const view = tile.kind === 'view' ? tile.view : 'view' in tile.of ? tile.of.view : null
    if (view === null) return []
    if (typeof view === 'string') return what === 'view' && view === from ? [[...at, 'view']] : []
    return placesInView(view, what, from, [...at, 'view'])
  })
}

/** Sets the value at a path; all else stays as somebody wrote it. */
function put(text: string, path: Path, value: string): string {
  const object = findNodeAtLocation(treeOf(text), path.slice(0, -1))
  return object === undefined ? text : putProperty(text, object, String(path.at(-1)), value)
}

/**
 * Leads saved views and dashboards to another name of a table, a saved query or a saved view. Gives the names of those
 * that were changed; files that cannot be read are left to who mends them. Throws `store-write`.
 */
export async function renameInViews(
  files: FileStore,
  what: Renamed,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const changed: string[] = []
  for (const kind of ['view', 'dashboard'] as const) {
    const saved = new SavedDocuments(files, kind)
    for (const { name, text } of await saved.list()) {
      try {
        const places = placesIn(text, kind, documentPath(kind, name), what, from)
        const renamed = places.reduce((before, path) => put(before, path, to), text)
        if (renamed === text) continue
        await saved.replace(name, text, renamed)
        changed.push(name)
      } catch (error) {
        if (!isLatheError(error, 'bad-file') && !isLatheError(error, 'workspace-changed')) throw error
      }
    }
  }
  return changed
}
