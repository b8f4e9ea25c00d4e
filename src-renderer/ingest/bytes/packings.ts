import { shellWord } from '../../base/shellWord'
import { unbzip2 } from './bzip2'
import { gunzip } from './gzip'
import { unlz4 } from './lz4'
import type { Packing } from './packing'
import { unzstd } from './zstd'

/**
 * Every packing that is known; adding one is a file beside this one and an entry here. What holds many files is an archive: archive.ts.
 */
const PACKINGS: readonly Packing[] = [
  { name: 'gzip', extensions: ['gz', 'gzip'], magic: [0x1f, 0x8b], command: 'gzip -d', unpack: gunzip },
  { name: 'zstd', extensions: ['zst', 'zstd'], magic: [0x28, 0xb5, 0x2f, 0xfd], command: 'zstd -d', unpack: unzstd },
  { name: 'bzip2', extensions: ['bz2'], magic: [0x42, 0x5a, 0x68], command: 'bunzip2', unpack: unbzip2 },
  // No library for it checks what it reads and is kept up.
  {
    name: 'xz',
    extensions: ['xz', 'txz'],
    magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
    command: 'xz -dc',
    writes: true,
    unpack: null,
  },
  { name: 'lz4', extensions: ['lz4'], magic: [0x04, 0x22, 0x4d, 0x18], command: 'lz4 -d', unpack: unlz4 },
  { name: '7z', extensions: ['7z'], magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], command: '7z x', unpack: null },
  { name: 'rar', extensions: ['rar'], magic: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], command: 'unrar x', unpack: null },
]

/** Bytes that tell how a file is packed. */
export const MAGIC_BYTES = 10
const ZIP_MAGICS: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
]
const BZIP2_BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
const BZIP2_END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]

/** How a file with these first bytes is packed; null where it is not. */
export function packingOf(head: Uint8Array): Packing | null {
  const found = PACKINGS.find(({ magic }) => magic.every((byte, i) => head[i] === byte))
  if (found === undefined) return null
  // Text may begin with “BZh”.
  const isText =
    found.name === 'bzip2' && ![BZIP2_BLOCK, BZIP2_END].some((mark) => mark.every((b, i) => head[i + 4] === b))
  return isText ? null : found
}

export function isZip(head: Uint8Array): boolean {
  return ZIP_MAGICS.some((magic) => magic.every((byte, i) => head[i] === byte))
}

/** Extensions of packed files that Lathe unpacks, without the dot. */
export const PACKED_EXTENSIONS: readonly string[] = [
  ...PACKINGS.flatMap(({ extensions, unpack }) => (unpack === null ? [] : extensions)),
  'zip',
  'tar',
  'tgz',
  'tbz2',
  'tzst',
  'xlsx',
  'xlsm',
]

const PACKED_ENDING = new RegExp(`\\.(?:${PACKED_EXTENSIONS.join('|')})$`, 'i')

/** The command that unpacks a file that Lathe does not, as it can be copied; `what` is what comes out of it. */
export function unpackCommand(
  { extensions, command, writes }: Packing,
  file: string,
): { command: string; what: string } {
  const named = file.replace(/^.*[\\/]/, '')
  const plain = named.replace(new RegExp(`\\.(?:${extensions.join('|')})$`, 'i'), '')
  const isTar = /\.(?:txz|tar\.xz)$/i.test(named)
  if (isTar) return { command: `tar -xf ${shellWord(named)}`, what: 'the files that come out' }
  if (writes !== true) return { command: `${command} ${shellWord(named)}`, what: 'what comes out' }
  const out = plain === named ? `${named}.log` : plain
  return { command: `${command} ${shellWord(named)} > ${shellWord(out)}`, what: out }
}

/** A file's name as it was before it was packed: `log.csv.gz` is `log.csv`. */
export function unpackedName(name: string): string {
  return name.replace(PACKED_ENDING, '')
}
