import { formatCount } from '../chart/format'
import type { FilesRead } from '../query/session/sessionAnswer'

/** Of how many files an answer was made, in words: " of 12 of 60 files"; nothing where it took all of them. */
export function filesText({ read, of }: FilesRead): string {
  return read === of ? '' : ` of ${formatCount(read)} of ${formatCount(of)} files`
}
