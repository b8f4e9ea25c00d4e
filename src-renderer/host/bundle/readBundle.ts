import { joinBytes } from '../../base/joinBytes'
import { readEntry, zipFiles } from '../../ingest/bytes/zip'
import type { ByteSource } from '../../ingest/contract'
import { LatheError } from '../../model/error'
import { hashBytes } from '../../store/checksum'
import { BUNDLE_PATH, readBundleText, type OpenedBundle } from './bundle'

/** What is larger is no bundle of results. */
const MOST_BYTES = 2 ** 30

function refuse(source: ByteSource, why: string): LatheError<'bad-file'> {
  return new LatheError('bad-file', `${source.name} ${why}`, { file: source.name })
}

/**
 * Reads a bundle, and holds each of its files against its checksum. Throws `bad-file` for what is no bundle, a damaged
 * one, and one in which somebody changed a file.
 */
export async function readBundle(source: ByteSource): Promise<OpenedBundle> {
  const entries = await zipFiles(source)
  if (entries.reduce((sum, { plainBytes }) => sum + plainBytes, 0) > MOST_BYTES)
    throw refuse(source, 'is larger than a bundle is (1 GB); it is none of Lathe.')
  if (!entries.some(({ name }) => name === BUNDLE_PATH))
    throw refuse(source, `has no ${BUNDLE_PATH}: it is no bundle of Lathe; make one with lathe bundle.`)
  const files = new Map<string, string>()
  const sums = new Map<string, string>()
  for (const entry of entries) {
    const pieces: Uint8Array[] = []
    for await (const piece of readEntry(source, entry)) pieces.push(piece)
    const bytes = joinBytes(pieces)
    files.set(entry.name, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
    sums.set(entry.name, await hashBytes(bytes))
  }
  const bundle = readBundleText(files.get(BUNDLE_PATH) ?? '')
  for (const [path, sum] of Object.entries(bundle.files))
    if (sums.get(path) !== sum)
      throw refuse(
        source,
        sums.has(path)
          ? `was changed since it was made: ${path} is not what its checksum says.`
          : `lacks ${path}, which it had when it was made.`,
      )
  const unknown = [...files.keys()].find((path) => path !== BUNDLE_PATH && bundle.files[path] === undefined)
  if (unknown !== undefined) throw refuse(source, `was changed since it was made: ${unknown} was put into it.`)
  const lacking = bundle.parts.find(({ result }) => !files.has(result))
  if (lacking !== undefined) throw refuse(source, `lacks the result of “${lacking.title}”.`)
  return { bundle, files }
}
