import type { Manifest, SourceEntry } from '../store/manifest'
import { crcText, Crc32 } from './bytes/crc32'
import type { ByteSource, Remark } from './contract'

/** CRC-32 of all bytes of a file, as eight hex digits. */
export async function fileCrc32(source: Pick<ByteSource, 'open'>): Promise<string> {
  const crc = new Crc32()
  for await (const chunk of source.open()) crc.add(chunk)
  return crcText(crc)
}

/** Where the rows of files of this size, which a table holds, came from; the newest first. */
export function sameSize(sources: readonly SourceEntry[], table: string, bytes: number | null): readonly SourceEntry[] {
  const own = sources.filter((one) => one.table === table && one.crc32 !== undefined && one.rows > 0)
  return own.filter((one) => one.bytes === bytes && bytes !== null).reverse()
}

/** The newest import of a file with the very same bytes into a table; null where there was none. */
export function importedBefore(
  { sources }: Pick<Manifest, 'sources'>,
  table: string,
  file: { readonly bytes: number | null; readonly crc32?: string },
): SourceEntry | null {
  const same = sameSize(sources, table, file.bytes)
  return same.find(({ crc32 }) => crc32 === file.crc32) ?? null
}

/** How long earlier files of a file's name were that a table holds, where they were shorter: it may have grown. */
export function shorterOf(
  sources: readonly SourceEntry[],
  table: string,
  { name, size }: Pick<ByteSource, 'name' | 'size'>,
): readonly number[] {
  return grownFrom(sources, table, { name, bytes: size }).flatMap(({ bytes }) => bytes ?? [])
}

function grownFrom(
  sources: readonly SourceEntry[],
  table: string,
  { name, bytes }: Pick<SourceEntry, 'name' | 'bytes'>,
): readonly SourceEntry[] {
  const own = sources.filter((one) => one.table === table && one.name === name && one.crc32 !== undefined)
  return own.filter((one) => (one.bytes ?? 0) > 0 && (one.bytes ?? 0) < (bytes ?? 0) && one.rows > 0).reverse()
}

/**
 * Says which files of an import were imported into its table before, as they are or as the beginning of what they are
 * now, where rows of them were stored once more. `crcAt` answers the checksum of a file's first bytes.
 */
export function knownRemarks(
  { sources }: Pick<Manifest, 'sources'>,
  entries: readonly SourceEntry[],
  crcAt: (file: number, bytes: number) => string | null,
): readonly Remark[] {
  return entries.flatMap((entry, file): Remark[] => {
    const { name, table, rows, duplicates } = entry
    const same = importedBefore({ sources }, table, entry)
    const begun = grownFrom(sources, table, entry).find(({ bytes, crc32 }) => crcAt(file, bytes ?? 0) === crc32)
    const before = same ?? begun
    // What an id told apart was left out.
    const again = Math.min(rows, (before?.rows ?? 0) - duplicates)
    if (before === undefined || again <= 0) return []
    const what =
      same === null
        ? `${name} begins with what was imported into ${table} on ${dayOf(before)}`
        : `${name} was imported into ${table} on ${dayOf(before)} already${before.name === name ? '' : `, as ${before.name}`}`
    const more = same === null ? ' A log that grows is followed, not imported again.' : ''
    const counted = `${again.toLocaleString('en')} ${again === 1 ? 'row counts' : 'rows count'}`
    const text = `${what}: no id tells its rows apart, so that ${counted} twice now.${more}`
    return [{ kind: 'known-file', column: null, count: again, text }]
  })
}

const dayOf = ({ importedAt }: SourceEntry): string => importedAt.slice(0, 10)
