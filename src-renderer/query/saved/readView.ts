import { readJsonAs } from '../../model/readJsonAs'
import type { View } from '../contract/view'
import { viewSchema } from './viewSchema'

/**
 * Reads a saved view, `file` being what it is called in sentences. Whether what it names is there is not asked here.
 * Throws `bad-file` with line and column.
 */
export function readView(text: string, file: string): View {
  return readJsonAs(viewSchema, text, file, 'A view is an object, like {"analysis":"retention"}.').value
}
