import { outline } from '../../queries/outline'
import { readFileName, refuseName } from './fileName'

/**
 * A typed name as a kept query's name, which is a file name and a word of the command line: blanks become hyphens,
 * letters are composed (NFC). Throws `bad-parameter` that says what is wrong, also for the name of an analysis, which
 * would hide the query.
 */
export function readQueryName(typed: string): string {
  const name = readFileName(typed, 'query', false)
  if (outline.some(({ tabs }) => tabs.some((tab) => tab.name === name.toLowerCase())))
    refuseName(name, `“${name}” is one of Lathe's own analyses; choose another name.`)
  return name
}
