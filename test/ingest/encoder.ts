import { decoderOf } from '../../src-renderer/ingest/bytes/textEncoding'

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>()

/** Every character that the encoding writes with one or two bytes, by what the platform's decoder makes of them. */
function tableOf(encoding: string): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(encoding)
  if (known !== undefined) return known
  const table = new Map<string, readonly number[]>()
  const add = (...bytes: number[]): void => {
    const text = decoderOf(encoding)(Uint8Array.from(bytes), true)
    if ([...text].length === 1 && !/\p{Surrogate}/u.test(text) && !table.has(text)) table.set(text, bytes)
  }
  for (let lead = 0; lead < 256; lead++) add(lead)
  if (/jis|jp|gb|big5|kr/.test(encoding)) {
    for (let lead = 0x81; lead < 255; lead++) for (let trail = 0x40; trail < 255; trail++) add(lead, trail)
  }
  tables.set(encoding, table)
  return table
}

/** A text in an encoding; throws for a character that it has not. */
export function encodeAs(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  if (encoding.startsWith('utf-16')) {
    const bytes = Buffer.from(text, 'utf16le')
    return Uint8Array.from(encoding === 'utf-16be' ? bytes.swap16() : bytes)
  }
  const table = tableOf(encoding)
  return Uint8Array.from(
    [...text].flatMap((character) => {
      const bytes = table.get(character)
      if (bytes === undefined) throw new RangeError(`${encoding} has no ${character}`)
      return [...bytes]
    }),
  )
}

/** The characters beyond ASCII that an encoding has. */
export function charactersOf(encoding: string): readonly string[] {
  return [...tableOf(encoding).keys()].filter((character) => character > '\u009f')
}
