import { LatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import { MAGIC_BYTES, isZip, packingOf } from './packings'
import { isWorkbook } from './workbook'
import { sheetText } from './sheetText'
import { memberName, zipMembers } from './zip'

export interface Unpacked {
  /** What it was packed with: `gzip`, `zstd`, `bzip2`, `lz4`, `zip`, `xlsx` (a workbook); null for a plain file. */
  readonly compression: string | null
  /**
   * The plain bytes; can be iterated once. Throws LatheError `bad-file` where packed data is damaged or ends too early,
   * or holds packed data again.
   */
  readonly bytes: AsyncIterable<Uint8Array>
  /** Bytes of the source (as it lies on disk) that have been consumed so far. */
  compressedRead(): number
}

const LISTED = 12

/** A source of which another sheet is meant, where one is said. */
export function withSheet(source: ByteSource, sheet: string | undefined): ByteSource {
  return sheet === undefined ? source : { ...source, sheet }
}

/**
 * Opens a source and unpacks it when its first bytes say that it is packed; its name is not asked. Plain files pass
 * through as they are. A workbook is the sheet that the source's `sheet` names, or its first one, as CSV (see
 * sheetText). A ZIP archive that holds one file, or of which one is named, is that file (which may be packed once more).
 * Throws LatheError `unsupported` for a packing that Lathe does not read, naming the command that unpacks it, and
 * `bad-file` for an archive of several files, naming them.
 */
export async function unpack(source: ByteSource): Promise<Unpacked> {
  const head = await readHead(source, MAGIC_BYTES)
  let consumed = 0
  async function* raw(): AsyncIterable<Uint8Array> {
    for await (const chunk of source.open()) {
      consumed += chunk.length
      yield chunk
    }
  }
  if (isZip(head) && (await isWorkbook(source)))
    return { compression: 'xlsx', bytes: sheetText(source, source.sheet), compressedRead: () => source.size ?? 0 }
  if (isZip(head)) {
    const [member] = await onlyMember(source, { ...source, open: raw })
    const inner = packingOf(await readHead(member, MAGIC_BYTES))
    consumed = 0
    const bytes = inner === null ? member.open() : onceUnpacked(inner, member.open(), member.name)
    return { compression: 'zip', bytes, compressedRead: () => consumed }
  }
  const packing = packingOf(head)
  return {
    compression: packing?.name ?? null,
    bytes: packing === null ? raw() : onceUnpacked(packing, raw(), source.name),
    compressedRead: () => consumed,
  }
}

type Found = NonNullable<ReturnType<typeof packingOf>>

function onceUnpacked(packing: Found, raw: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  if (packing.unpack !== null) return notPackedAgain(packing.unpack(raw, file), packing, file)
  throw new LatheError(
    'unsupported',
    `${file} is packed with ${packing.name}, which Lathe does not unpack: run \`${packing.command}\` on it first, or ` +
      'pack it with gzip or zstd.',
    { feature: packing.name },
  )
}

/** Refuses packed data that unpacks to packed data. */
async function* notPackedAgain(
  plain: AsyncIterable<Uint8Array>,
  { name, command }: Found,
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

/** The one file of an archive, or that which the source's `sheet` names, by the archive whose bytes are counted. */
async function onlyMember(source: ByteSource, counted: ByteSource): Promise<readonly [ByteSource]> {
  const members = await zipMembers(source)
  const [first] = await zipMembers(counted)
  if (first !== undefined && members.length === 1) return [first]
  const names = members.map((member) => memberName(source, member))
  const named = names.indexOf(source.sheet ?? '')
  const chosen = (await zipMembers(counted))[named]
  if (chosen !== undefined) return [chosen]
  const more = members.length > LISTED ? ` and ${members.length - LISTED} more` : ''
  throw new LatheError(
    'bad-file',
    members.length === 0
      ? `${source.name} is a ZIP archive without a file in it; choose another file.`
      : `${source.name} is a ZIP archive of ${members.length} files (${names.slice(0, LISTED).join(', ')}${more}): say which one (in ` +
          'the terminal with --member NAME), or unpack it, and open those that you want.',
    { file: source.name, ...(members.length === 0 ? {} : { members: names }) },
  )
}

/** The first bytes of a source (fewer when it is shorter). */
async function readHead(source: ByteSource, length: number): Promise<Uint8Array> {
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
