import { analyses } from '../../queries/index'
import { LatheError } from '../model/error'

const LONGEST = 80
/** Names that Windows keeps for devices: a repository with such a file cannot be checked out there. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

function refuse(name: string, sentence: string): never {
  throw new LatheError('bad-parameter', sentence, { parameter: 'name', value: name })
}

/**
 * A typed name as a kept query's name, which is a file name and a word of the command line: blanks become hyphens, letters
 * are composed (NFC). Throws `bad-parameter` that says what is wrong, also for the name of an analysis, which would hide
 * the query.
 */
export function readQueryName(typed: string): string {
  const name = typed.normalize('NFC').trim().replace(/\s+/g, '-')
  if (name === '') refuse(name, 'Give the query a name.')
  if (!/^[\p{L}\p{M}\p{N}_-]+$/u.test(name)) refuse(name, `A name holds letters, digits, - and _ only; leave ${[...new Set(name.match(/[^\p{L}\p{M}\p{N}_-]/gu))].join(' ')} out.`)
  if (name.startsWith('-')) refuse(name, 'A name begins with a letter or a digit; leave the hyphen at its start out.')
  if (name.length > LONGEST) refuse(name, `A name has ${LONGEST} characters at most; shorten it.`)
  if (DEVICES.test(name)) refuse(name, `“${name}” is a device on Windows; choose another name.`)
  if (analyses.some((analysis) => analysis.name === name.toLowerCase())) refuse(name, `“${name}” is one of Lathe's own analyses; choose another name.`)
  return name
}
