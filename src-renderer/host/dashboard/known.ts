import type { Catalog } from '../../query/contract/catalog'
import type { FileStore } from '../../store/files'
import { SavedDocuments } from '../savedDocuments'
import { SavedQueries } from '../savedQueries'
import type { Known } from './viewRequest'

/** What views may name in a workspace, as its files say now. */
export async function knownOf(files: FileStore, catalog: Catalog): Promise<Known> {
  return {
    catalog,
    queries: await new SavedQueries(files).list(),
    views: await new SavedDocuments(files, 'view').list(),
  }
}
