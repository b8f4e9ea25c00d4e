import { LatheError } from '../model/error'

const LONGEST = 80
/** Names that Windows keeps for devices: a repository with such a file cannot be checked out there. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

export function refuseName(name: string, sentence: string): never {
  throw new LatheError('bad-parameter', sentence, { parameter: 'name', value: name })
}

/**
 * A typed name as the name of a file in a workspace; letters are composed (NFC). `what` it names is for the sentences,
 * and `blanks` says whether a name may hold them. Throws `bad-parameter` that says what is wrong.
 */
export function readFileName(typed: string, what: string, blanks: boolean): string {
  const name = typed
    .normalize('NFC')
    .trim()
    .replace(/\s+/g, blanks ? ' ' : '-')
  if (name === '') refuseName(name, `Give the ${what} a name.`)
  const foreign = [...new Set(name.match(blanks ? /[^\p{L}\p{M}\p{N}_ -]/gu : /[^\p{L}\p{M}\p{N}_-]/gu) ?? [])]
  if (foreign.length > 0)
    refuseName(
      name,
      `A name holds letters, digits, ${blanks ? 'blanks, ' : ''}- and _ only; leave ${foreign.join(' ')} out.`,
    )
  if (name.startsWith('-'))
    refuseName(name, 'A name begins with a letter or a digit; leave the hyphen at its start out.')
  if (name.length > LONGEST) refuseName(name, `A name has ${LONGEST} characters at most; shorten it.`)
  if (DEVICES.test(name)) refuseName(name, `“${name}” is a device on Windows; choose another name.`)
  return name
}
