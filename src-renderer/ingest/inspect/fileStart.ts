import { required } from '../../base/required'
import { LatheError } from '../../model/error'
import { binaryKind, textKind } from './otherKind'
import type { ByteSource, Doubt, Format, FormatName } from '../contract'
import { formatNamed } from '../formats/index'
import { headText } from '../formats/textBlocks'
import { guessEncoding } from './guessEncoding'
import type { EncodingGuess } from './guessEncoding'
import { headAsUtf8 } from '../bytes/textEncoding'
import { unpackedName } from '../bytes/packings'
import { unpack } from '../bytes/unpack'

/** How much of a file is looked at before it is imported. */
export const SAMPLE_BYTES = 4 * 2 ** 20
/** How much of it tells its format. */
export const HEAD_BYTES = 64 * 2 ** 10

/** The first bytes of a file, unpacked. */
export async function readStart(source: ByteSource, most: number): Promise<Uint8Array> {
  const { bytes } = await unpack(source)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    parts.push(chunk.slice(0, most - length))
    length += required(parts.at(-1)).byteLength
    if (length === most) break
  }
  const start = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    start.set(part, at)
    at += part.byteLength
  }
  return start
}

/**
 * How a file's text is encoded, as far as its first 4 MB (unpacked) tell. Throws `mapping-uncertain` where they leave
 * it open.
 */
export async function fileEncoding(source: ByteSource): Promise<string> {
  const guess = guessEncoding(await readStart(source, SAMPLE_BYTES))
  const doubt = encodingDoubt(source.name, guess)
  if (doubt === null) return guess.encoding
  throw new LatheError('mapping-uncertain', doubt.message, {
    file: source.name,
    role: 'encoding',
    candidates: doubt.candidates,
  })
}

/** Whether a format's bytes are no text. */
export function isBinary(format: Format): boolean {
  return format.kind === 'binary'
}

/**
 * Throws `bad-file`, saying what it is and what to do, for a picture, a database, a web page and the like; the encoding
 * is the one that its text would have.
 */
export function refuseOther(name: string, head: Uint8Array, encoding: string, format: Format): void {
  if (isBinary(format)) return
  const text = headAsUtf8(head, encoding)
  const kind =
    binaryKind(head, encoding.startsWith('utf-16') ? text : head, unpackedName(name)) ?? textKind(headText(text))
  if (kind !== null)
    throw new LatheError(
      'bad-file',
      `${name} is ${kind.is}, not a log that Lathe can read as ${format.title}: ` +
        `${kind.advice ?? 'choose another file'}.`,
      { file: name },
    )
}

/**
 * Looks at a further file of an import whose first one was inspected: the doubt about its encoding, if there is one and
 * none is given. Throws `bad-file` when it is no such file at all.
 */
export async function checkFile(
  source: ByteSource,
  name: FormatName,
  given: string | undefined,
): Promise<Doubt | null> {
  const format = formatNamed(name)
  const start = await readStart(source, SAMPLE_BYTES)
  // Bytes that are no text cost much time to tell from all encodings.
  if (isBinary(format)) return null
  const guess = guessEncoding(start)
  refuseOther(source.name, start.subarray(0, HEAD_BYTES), given ?? guess.encoding, format)
  return given !== undefined ? null : encodingDoubt(source.name, guess)
}

/** The question that a guess leaves open. */
export function encodingDoubt(file: string, { candidates, examples }: EncodingGuess): Doubt | null {
  if (candidates.length < 2) return null
  const readings = candidates.map((candidate, index) => `${candidate} (“${examples[index]}”)`).join(' or as ')
  return {
    role: 'encoding',
    candidates,
    message: `The letters of ${file} read as ${readings}: say which encoding it is in.`,
  }
}
