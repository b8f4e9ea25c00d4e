import { LatheError } from '../../model/error'

/** A way to pack one file, known by its first bytes. Registered in bytes/packings.ts. */
export interface Packing {
  readonly name: string
  /** Of packed files, without the dot. */
  readonly extensions: readonly string[]
  readonly magic: readonly number[]
  /** What unpacks it in a terminal; the file's name comes behind it. */
  readonly command: string
  /** The same where the command writes what was packed to its standard output. */
  readonly writes?: true
  /**
   * The plain bytes of one packed file, as a stream in bounded memory; null where Lathe does not unpack it. Throws
   * LatheError `bad-file` where the data is damaged or ends too early.
   */
  readonly unpack: ((raw: AsyncIterable<Uint8Array>, file: string) => AsyncIterable<Uint8Array>) | null
}

const RESCUES: Readonly<Record<string, string>> = {
  gzip: 'gzip -dc',
  zstd: 'zstd -dc',
  bzip2: 'bzip2recover',
  lz4: 'lz4 -dc',
  zip: 'zip -FF',
  tar: 'tar -xf',
}

/** Says that packed data cannot be read, and why. */
export function damagedPacking(packing: string, file: string, why: string, cause?: unknown): LatheError<'bad-file'> {
  return new LatheError(
    'bad-file',
    `${file} is a damaged ${packing} file (${why}): fetch it again, or save what can be saved with ` +
      `\`${RESCUES[packing] ?? packing}\`.`,
    { file },
    { cause },
  )
}
