import { isLatheError } from '../../model/error'
import { analyses } from '../../../queries/index'
import { viewOfLink } from '../dashboard/link'

/** What a link's view is called: its title, else that of its analysis or its query's name. */
export function linkTitle(text: string): string {
  try {
    const { title, of } = viewOfLink(text)
    if (title !== '') return title
    return 'query' in of ? of.query : (analyses.find(({ name }) => name === of.analysis)?.title ?? of.analysis)
  } catch (error) {
    if (!isLatheError(error)) throw error
    return 'A link'
  }
}
