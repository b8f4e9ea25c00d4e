import { LatheError, isLatheError } from '../../model/error'
import type { ByteSource } from '../contract'
import { isZip, packingOf } from './packings'
import { listTar, TarReader, type TarEntry } from './tar'
import { isTar, TAR_BLOCK } from './tarHeader'
import { readHead, unpackOnce } from './unpackOnce'
import { isWorkbook } from './workbook'
import { readEntry, zipFiles } from './zip'

/** A file that an archive holds. */
export interface Member {
  /** As the archive calls it: `2024/january.csv`. */
  readonly name: string
  /** Unpacked. */
  readonly bytes: number
  open(): AsyncIterable<Uint8Array>
}

export interface Archive {
  readonly kind: 'zip' | 'tar'
  /** In the archive's order, without folders and what systems add. */
  readonly members: readonly Member[]
}

/** Files that archives have beside those that were packed. */
const BESIDES = /(?:^|\/)(?:__MACOSX\/|PaxHeader\/|\.[^/]*$|Thumbs\.db$|desktop\.ini$)/i

/** The files of each tar archive: a source is looked at once. */
const listed = new WeakMap<ByteSource, Promise<readonly TarEntry[]>>()

/**
 * The archive that a source is: ZIP, or tar, packed or not; null where it is none (a workbook is not, either). `open`
 * opens its bytes where they are counted. Throws LatheError `bad-file` for one that is damaged, or has names that lead
 * out of it.
 */
export async function openArchive(
  source: ByteSource,
  open: ByteSource['open'] = () => source.open(),
): Promise<Archive | null> {
  const head = await readHead({ open }, TAR_BLOCK)
  if (isZip(head)) {
    if (await isWorkbook(source)) return null
    const members = (await zipFiles(source)).map((entry) => ({
      name: entry.name,
      bytes: entry.plainBytes,
      open: () => readEntry({ ...source, open }, entry),
    }))
    return { kind: 'zip', members: checked(source, members) }
  }
  const packing = packingOf(head)
  const plain = (raw: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
    packing === null ? raw : unpackOnce(packing, raw, source.name)
  const isPacked = packing !== null && packing.unpack !== null && !isTar(head)
  if (!isTar(isPacked ? await headOf(plain(open())) : head)) return null
  const entries = await (listed.get(source) ?? list(source, plain))
  const reader = new TarReader(() => plain(open()), source.name)
  const members = entries.map((entry) => ({ name: entry.name, bytes: entry.bytes, open: () => reader.read(entry) }))
  return { kind: 'tar', members: checked(source, members) }
}

function list(
  source: ByteSource,
  plain: (raw: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): Promise<readonly TarEntry[]> {
  let read = 0
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of source.open()) {
      read += chunk.length
      yield chunk
    }
  }
  const found = listTar(plain(counted()), source.name, () => read)
  listed.set(source, found)
  return found
}

/** The first bytes of packed data; none where it is damaged, which whoever reads it is told. */
async function headOf(plain: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  try {
    return await readHead({ open: () => plain }, TAR_BLOCK)
  } catch (error) {
    if (isLatheError(error, 'bad-file')) return new Uint8Array(0)
    throw error
  }
}

/** What was packed by whoever made the archive. Throws where it is itself in one, or a name leads out of it. */
function checked(source: ByteSource, members: readonly Member[]): readonly Member[] {
  if (source.isMember === true)
    throw new LatheError(
      'bad-file',
      `${source.name} is an archive inside an archive: unpack the outer one, and open this one.`,
      { file: source.name },
    )
  const odd = members.find(({ name }) => /(?:^|[\\/])\.\.(?:[\\/]|$)|[\u0000-\u001f]/.test(name))
  if (odd !== undefined)
    throw new LatheError(
      'bad-file',
      `${source.name} holds a file named ${JSON.stringify(odd.name)}, a name that leads out of the archive: do not ` +
        'trust it, and ask whoever made it.',
      { file: source.name },
    )
  return members.filter(({ name }) => !BESIDES.test(name))
}

/** A member as a file of its own, named `archive.zip/name`. */
export function memberSource(source: ByteSource, member: Member): ByteSource {
  const { sheet: _sheet, ...outer } = source
  return {
    ...outer,
    name: `${source.name}/${member.name}`,
    size: member.bytes,
    isMember: true,
    open: () => member.open(),
  }
}

/** The files of an archive of several, as sources of their own; a source alone where it is no such archive. */
export async function membersOf(source: ByteSource): Promise<readonly ByteSource[]> {
  const archive = await openArchive(source)
  return archive === null || archive.members.length < 2
    ? [source]
    : archive.members.map((member) => memberSource(source, member))
}

/** The file of that name in an archive, as a source of its own. Throws LatheError `bad-file`. */
export async function memberNamed(source: ByteSource, name: string): Promise<ByteSource> {
  const member = (await openArchive(source))?.members.find((one) => one.name === name)
  if (member !== undefined) return memberSource(source, member)
  throw new LatheError('bad-file', `${source.name} holds no file ${name} any more; choose it again.`, {
    file: source.name,
  })
}
