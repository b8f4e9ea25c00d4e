import type { SavedQuery } from '../../host/workbench'
import { isLatheError, type LatheError } from '../../model/error'
import { readQueryFile, type QueryFile } from '../../query/saved/queryFile'

/** A saved query read, or what is wrong with its header and on which line. */
export function readSavedQuery(
  query: SavedQuery,
): { readonly file: QueryFile } | { readonly error: LatheError<'bad-file'> } {
  try {
    return { file: readQueryFile(query.name, query.text) }
  } catch (error) {
    if (isLatheError(error, 'bad-file')) return { error }
    throw error
  }
}

/** What lists call a saved query: its title, or its name while its header cannot be read. */
export function queryTitle(query: SavedQuery): string {
  const read = readSavedQuery(query)
  return 'file' in read ? read.file.title : query.name
}
