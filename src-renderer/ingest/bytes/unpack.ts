import { LatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import { openArchive, memberSource, type Archive, type Member } from './archive'
import { MAGIC_BYTES, isZip, packingOf } from './packings'
import { sheetText } from './sheetText'
import { readHead, unpackOnce } from './unpackOnce'

export interface Unpacked {
  /** What it was packed with: `gzip`, `zstd`, `bzip2`, `lz4`, `zip`, `tar`, `xlsx` (a workbook); null: a plain file. */
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
const TITLES: Readonly<Record<Archive['kind'], string>> = { zip: 'a ZIP archive', tar: 'a tar archive' }

/** A source of which another sheet is meant, where one is said. */
export function withSheet(source: ByteSource, sheet: string | undefined): ByteSource {
  return sheet === undefined ? source : { ...source, sheet }
}

/**
 * Opens a source and unpacks it when its first bytes say that it is packed; its name is not asked. Plain files pass
 * through as they are. A workbook is the sheet that the source's `sheet` names, or its first one, as CSV (see
 * sheetText). An archive (ZIP, tar) that holds one file, or of which one is named, is that file, which may be packed
 * once more. Throws LatheError `unsupported` for a packing that Lathe does not read, naming the command that unpacks
 * it, and `bad-file` for an archive of several files, naming them. Plain bytes may be taken `passing`.
 */
export async function unpack(source: ByteSource, passing = false): Promise<Unpacked> {
  let consumed = 0
  async function* raw(isPassing = false): AsyncIterable<Uint8Array> {
    for await (const chunk of source.open(isPassing)) {
      consumed += chunk.length
      yield chunk
    }
  }
  const archive = await openArchive(source, raw)
  if (archive !== null) {
    const member = memberSource(source, onlyMember(source, archive))
    const { bytes } = await unpack(member)
    consumed = 0
    return { compression: archive.kind, bytes, compressedRead: () => consumed }
  }
  const head = await readHead(source, MAGIC_BYTES)
  if (isZip(head))
    return { compression: 'xlsx', bytes: sheetText(source, source.sheet), compressedRead: () => source.size ?? 0 }
  consumed = 0
  const packing = packingOf(head)
  return {
    compression: packing?.name ?? null,
    bytes: packing === null ? raw(passing) : unpackOnce(packing, raw(), source.name),
    compressedRead: () => consumed,
  }
}

/** The one file of an archive, or that which the source's `sheet` names. */
function onlyMember(source: ByteSource, { kind, members }: Archive): Member {
  const [first] = members
  if (first !== undefined && members.length === 1) return first
  const named = members.find(({ name }) => name === source.sheet)
  if (named !== undefined) return named
  const names = members.slice(0, LISTED).map(({ name }) => name)
  const more = members.length > LISTED ? ` and ${members.length - LISTED} more` : ''
  throw new LatheError(
    'bad-file',
    members.length === 0
      ? `${source.name} is ${TITLES[kind]} without a file in it; choose another file.`
      : `${source.name} is ${TITLES[kind]} of ${members.length} files (${names.join(', ')}${more}): say which one (in ` +
          'the terminal with --member NAME), or unpack it, and open those that you want.',
    {
      file: source.name,
      ...(members.length === 0 ? {} : { members: members.map(({ name, bytes }) => ({ name, bytes })) }),
    },
  )
}
