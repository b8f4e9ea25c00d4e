import { Zip, ZipDeflate } from 'fflate'
import { joinBytes } from '../base/joinBytes'
import { LatheError } from '../model/error'

/** A file of an archive: its path, and its text or bytes in pieces. */
export interface ZipPart {
  readonly path: string
  readonly pieces: Iterable<string | Uint8Array>
}

const ENCODER = new TextEncoder()
const MOST_BYTES = 2 ** 32 - 1
/** Archives of the same parts are the same bytes, whenever they are made: 1980, the first year that they know. */
const MADE = '1980-01-01T00:00:00'

/** Packs files into a ZIP archive, piece by piece, so that what is large is never there as one text. */
export function zipParts(parts: Iterable<ZipPart>): Uint8Array<ArrayBuffer> {
  const packed: Uint8Array[] = []
  const zip = new Zip((error, bytes) => {
    if (error !== null) throw error
    packed.push(bytes)
  })
  for (const { path, pieces } of parts) {
    const file = new ZipDeflate(path, { level: 6 })
    file.mtime = new Date(MADE)
    zip.add(file)
    let length = 0
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? ENCODER.encode(piece) : piece
      length += bytes.length
      if (length > MOST_BYTES)
        throw new LatheError('unsupported', `${path} is larger than a ZIP archive can say (4 GB); save less at once.`, {
          feature: 'zip',
        })
      file.push(bytes)
    }
    file.push(new Uint8Array(0), true)
  }
  zip.end()
  return joinBytes(packed)
}
