import { documentPath, type DocumentKind } from '../../host/savedDocuments'
import type { SavedFile } from '../../host/savedFiles'
import { isLatheError } from '../../model/error'
import { readDashboard } from '../../query/saved/readDashboard'
import { readView } from '../../query/saved/readView'

/** What a dashboard or a saved view is called: its title, else what it shows; its name where it cannot be read. */
export function documentTitle(kind: DocumentKind, { name, text }: SavedFile): string {
  try {
    if (kind === 'dashboard') return readDashboard(text, documentPath(kind, name)).title
    const { title } = readView(text, documentPath(kind, name))
    return title === '' ? name : title
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return name
  }
}
