import { LatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import type { Packing } from './packing'
import { MAGIC_BYTES, isZip, packingOf, unpackCommand } from './packings'

/**
 * What one file that is packed with this holds. Throws LatheError `unsupported` for a packing that Lathe does not read,
 * naming the command that unpacks it; reading throws `bad-file` where it is damaged, or packed again.
 */
export function unpackOnce(packing: Packing, raw: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  if (packing.unpack !== null) return notPackedAgain(packing.unpack(raw, file), packing, file)
  const { command, what } = unpackCommand(packing, file)
  throw new LatheError(
    'unsupported',
    `${file} is packed with ${packing.name}, which Lathe does not unpack: run \`${command}\` and open ${what}; or pack ` +
      'it with gzip or zstd.',
    { feature: packing.name },
  )
}

/** Refuses packed data that unpacks to packed data. */
async function* notPackedAgain(
  plain: AsyncIterable<Uint8Array>,
  { name, command }: Packing,
  file: string,
): AsyncIterable<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array(0)
  const check = (bytes: Uint8Array): void => {
    const again = isZip(bytes) ? 'zip' : packingOf(bytes)?.name
    if (again === undefined) return
    throw new LatheError(
      'bad-file',
      `${file} is packed twice (${again} inside ${name}): run \`${command}\` on it once, and open what comes out.`,
      { file },
    )
  }
  for await (const chunk of plain) {
    if (head === null) {
      yield chunk
      continue
    }
    const both: Uint8Array = new Uint8Array(head.length + chunk.length)
    both.set(head)
    both.set(chunk, head.length)
    head = both
    if (head.length < MAGIC_BYTES) continue
    check(head)
    yield head
    head = null
  }
  if (head === null) return
  check(head)
  yield head
}

/** The first bytes of a source (fewer when it is shorter). */
export async function readHead(source: Pick<ByteSource, 'open'>, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length)
  let filled = 0
  for await (const chunk of source.open()) {
    const part = chunk.subarray(0, length - filled)
    head.set(part, filled)
    filled += part.length
    if (filled === length) break
  }
  return head.subarray(0, filled)
}
