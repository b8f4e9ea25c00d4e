import type { Inspection } from '../contract'
import { FOLLOWED_FORMATS } from './follower'

/** Why a file that was looked at cannot be followed line by line; null where it can. */
export function whyNotFollowed({
  format,
  compression,
  sheet,
  encoding,
}: Pick<Inspection, 'format' | 'compression' | 'sheet' | 'encoding'>): string | null {
  if (compression !== null || sheet !== undefined) return 'A packed file cannot be followed: it does not grow by lines.'
  if (encoding !== null && /^utf-?(?:16|32)/i.test(encoding.name))
    return `A file in ${encoding.name} cannot be followed; one in UTF-8 can.`
  if (!FOLLOWED_FORMATS.includes(format))
    return `A file of the format ${format} cannot be followed; these can: ${FOLLOWED_FORMATS.join(', ')}.`
  return null
}
