import type { View } from '../../query/contract/view'
import { readView } from '../../query/saved/readView'
import { writeView } from '../../query/saved/writeDashboard'

/** A view as a part of an address: its file's text without line breaks. The inverse of viewOfLink. */
export function linkOf(view: View): string {
  return JSON.stringify(JSON.parse(writeView(view)))
}

/** The view that a link holds. Throws `bad-file`. */
export function viewOfLink(text: string): View {
  return readView(text, 'The link')
}
