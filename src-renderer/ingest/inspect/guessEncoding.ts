import { isWellFormed } from '../bytes/wellFormed'
import { decoderOf } from '../bytes/textEncoding'

/** How a text is encoded, as far as its bytes tell. */
export interface EncodingGuess {
  readonly encoding: string
  /** Two or more, the likeliest first, when the bytes do not tell them apart and it matters; else empty. */
  readonly candidates: readonly string[]
  /** A word beyond ASCII as each candidate reads it. */
  readonly examples: readonly string[]
}

/** Candidates that are this much less likely (natural logarithm of the odds) than the best one are out. */
const CLEAR_ODDS = Math.log(1000)
/** Most files that are not UTF-8 are in this one. */
const USUAL = 'windows-1252'
const USUAL_ODDS = Math.log(20)
const SAMPLE_BYTES = 64 * 1024

/**
 * Guesses from the beginning of a file: byte order marks, then UTF-16 by its zero bytes, then UTF-8, which other
 * encodings hardly ever look like; for the rest, how likely the bytes are in each encoding that logs come in.
 */
export function guessEncoding(head: Uint8Array): EncodingGuess {
  const [a, b, c] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return sure('utf-8')
  if (a === 0xff && b === 0xfe) return sure('utf-16le')
  if (a === 0xfe && b === 0xff) return sure('utf-16be')
  const utf16 = utf16Order(head)
  if (utf16 !== null) return sure(utf16)
  const { valid, invalid, firstHigh } = countUtf8(head)
  // Some broken characters among many whole ones: still UTF-8, and the rows of the broken ones are rejected.
  if (invalid === 0 || valid >= invalid * 4) return sure('utf-8')
  return likeliest(head.subarray(Math.max(0, firstHigh - 1), firstHigh + SAMPLE_BYTES))
}

function sure(encoding: string): EncodingGuess {
  return { encoding, candidates: [], examples: [] }
}

/** Separators, digits and Latin letters have a zero byte in UTF-16, and always at the same side. */
function utf16Order(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const units = Math.min(head.length, SAMPLE_BYTES) >>> 1
  if (units < 2) return null
  const zeros = [0, 0]
  for (let i = 0; i < units * 2; i++) if (head[i] === 0) zeros[i & 1]!++
  const [even, odd] = zeros as [number, number]
  if (odd > units * 0.2 && even < odd * 0.05) return 'utf-16le'
  return even > units * 0.2 && odd < even * 0.05 ? 'utf-16be' : null
}

/** Characters beyond ASCII that are whole, and bytes that belong to none. The last bytes may be cut off. */
function countUtf8(head: Uint8Array): { valid: number; invalid: number; firstHigh: number } {
  let [valid, invalid, firstHigh] = [0, 0, -1]
  for (let at = 0; at < head.length;) {
    const lead = head[at]!
    if (lead < 0x80) {
      at++
      continue
    }
    if (firstHigh < 0) firstHigh = at
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
    if (at + length > head.length) break
    const isWhole = isWellFormed(head, at, at + length)
    if (isWhole) valid++
    else invalid++
    at += isWhole ? length : 1
  }
  return { valid, invalid, firstHigh: Math.max(0, firstHigh) }
}

/** What stood before a byte: a letter of the encoding's own, one of ASCII, or anything else. */
type Before = 'own' | 'ascii' | 'other'

/** How texts of one kind look in an encoding. */
interface Model {
  readonly encoding: string
  /** The chance of a character beyond ASCII, by what stands before it. */
  readonly own: Readonly<Record<Before, number>>
  /** The character that begins at a place: its length, and its chance among those beyond ASCII. */
  next(bytes: Uint8Array, at: number, before: Before): readonly [length: number, chance: number]
}

/** A byte that is no character: texts that were cut within one are in the wild. */
const BROKEN = 1e-7
/** One of 96, as if all were alike: ASCII is the same in all encodings. */
const ASCII_CHANCE = 1 / 96

function likeliest(bytes: Uint8Array): EncodingGuess {
  const scores = new Map<string, number>()
  for (const model of MODELS) {
    const score = likelihood(bytes, model) + (model.encoding === USUAL ? USUAL_ODDS : 0)
    scores.set(model.encoding, Math.max(score, scores.get(model.encoding) ?? -Infinity))
  }
  const scored = [...scores].map(([encoding, score]) => ({ encoding, score })).sort((x, y) => y.score - x.score)
  const [best] = scored
  const text = decoderOf(best!.encoding)(bytes, false)
  // Where two encodings give the same text there is nothing to ask.
  const others = scored
    .slice(1)
    .filter(({ encoding, score }) => best!.score - score < CLEAR_ODDS && decoderOf(encoding)(bytes, false) !== text)
  if (others.length === 0) return sure(best!.encoding)
  const candidates = [best!, ...others].map(({ encoding }) => encoding)
  const word = bytes.subarray(0, 24)
  const examples = candidates.map((encoding) => /[^\x00-\x7F]+/.exec(decoderOf(encoding)(word, false))?.[0] ?? '')
  return { encoding: best!.encoding, candidates, examples: examples.map((text) => text.slice(0, 8)) }
}

function likelihood(bytes: Uint8Array, model: Model): number {
  let score = 0
  let before: Before = 'other'
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!
    if (byte < 0x80) {
      score += Math.log((1 - model.own[before]) * ASCII_CHANCE)
      before = (byte | 32) >= 97 && (byte | 32) <= 122 ? 'ascii' : 'other'
      at++
      continue
    }
    const [length, chance] = model.next(bytes, at, before)
    score += Math.log(model.own[before] * chance)
    before = 'own'
    at += length
  }
  return score
}

/** Bytes of two-byte characters: leads and trails from–to, and which share of a text's own characters they are. */
type Area = readonly [leadFrom: number, leadTo: number, trailFrom: number, trailTo: number, share: number]

/** Areas are looked up in order, so that common ones may lie within rare ones. */
function doubleByte(
  encoding: string,
  areas: readonly Area[],
  single: readonly [from: number, to: number] | null = null,
): Model {
  return {
    encoding,
    own: { own: 0.8, ascii: 0.05, other: 0.3 },
    next(bytes, at) {
      const [lead, trail] = [bytes[at]!, bytes[at + 1] ?? 0]
      for (const [leadFrom, leadTo, trailFrom, trailTo, share] of areas) {
        if (lead < leadFrom || lead > leadTo || trail < trailFrom || trail > trailTo) continue
        return [2, share / ((leadTo - leadFrom + 1) * (trailTo - trailFrom + 1))]
      }
      return single !== null && lead >= single[0] && lead <= single[1]
        ? [1, 0.01 / (single[1] - single[0] + 1)]
        : [1, BROKEN]
    },
  }
}

/**
 * One byte a letter. `frequent` are the letters that make up most of a text beyond ASCII, in lower case. An alphabet of
 * its own (Cyrillic, Greek …) makes whole words, and capitals begin them; Latin has single letters amid those of ASCII.
 */
function singleByte(encoding: string, frequent: string, isLatin: boolean): Model {
  const decode = decoderOf(encoding)
  const letters = Array.from({ length: 128 }, (_, high) => decode(Uint8Array.of(high + 128), true))
  const kinds = letters.map((letter) => {
    const isUpper = letter !== letter.toLowerCase()
    const isFrequent = frequent.includes(letter.toLowerCase())
    return /[\p{L}\p{M}]/u.test(letter) ? `${isUpper ? 'upper' : 'lower'}${isFrequent ? 'Frequent' : 'Rare'}` : 'sign'
  })
  const counts = new Map<string, number>()
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const share = (kind: string, before: Before): number => {
    if (kind === 'sign') return 0.02
    const upper = before === 'own' || before === 'ascii' ? 0.03 : 0.3
    return (kind.startsWith('upper') ? upper : 0.98 - upper) * (kind.endsWith('Frequent') ? 0.9 : 0.1)
  }
  return {
    encoding,
    own: isLatin ? { own: 0.08, ascii: 0.06, other: 0.03 } : { own: 0.8, ascii: 0.02, other: 0.3 },
    next: (bytes, at, before) => {
      const letter = bytes[at]! - 128
      const kind = kinds[letter]!
      return [1, letters[letter] === '\uDCFF' ? BROKEN : share(kind, before) / counts.get(kind)!]
    },
  }
}

/** The letters of single languages, and of all of them for files that mix them. */
function latin(encoding: string, alphabets: readonly string[]): readonly Model[] {
  return alphabets.map((letters) => singleByte(encoding, letters, true))
}

const CYRILLIC = 'оеаинтсрвлкмдпуяыьгзбчйх'
/** Of encodings that fit equally well, the one that stands first is taken. */
const MODELS: readonly Model[] = [
  ...latin('windows-1252', [
    'éèêëáàâäãåíîïóôöõúùûüñçßøæ’',
    'äöüß',
    'éèàêçôâîûùëïœ',
    'áéíóúñü',
    'ãáéçíóêõúâà',
    'åäöøæé',
    'àèéìòù',
  ]),
  ...latin('windows-1250', ['ąęłśżźćńóěščřžýáíéůúőűöü', 'łąęśżóćńź', 'íáéěšřčžýůúňťď', 'áéőöóíüűú']),
  ...latin('windows-1254', ['ışğüöçâ', 'ışğüöç']),
  doubleByte(
    'shift_jis',
    [
      [0x82, 0x82, 0x9f, 0xf1, 0.5],
      [0x83, 0x83, 0x40, 0x96, 0.2],
      [0x88, 0x97, 0x40, 0xfc, 0.22],
      [0x81, 0x81, 0x40, 0xac, 0.04],
      [0x82, 0x82, 0x4f, 0x9a, 0.01],
      [0x98, 0x9f, 0x40, 0xfc, 0.01],
      [0xe0, 0xea, 0x40, 0xfc, 0.005],
      [0xed, 0xfc, 0x40, 0xfc, 0.001],
    ],
    [0xa1, 0xdf],
  ),
  doubleByte('euc-jp', [
    [0xa4, 0xa4, 0xa1, 0xf3, 0.5],
    [0xa5, 0xa5, 0xa1, 0xf6, 0.2],
    [0xb0, 0xcf, 0xa1, 0xfe, 0.24],
    [0xa1, 0xa3, 0xa1, 0xfe, 0.04],
    [0xd0, 0xf4, 0xa1, 0xfe, 0.01],
    [0x8e, 0x8e, 0xa1, 0xdf, 0.005],
  ]),
  doubleByte('gbk', [
    [0xb0, 0xd7, 0xa1, 0xfe, 0.93],
    [0xa1, 0xa3, 0xa1, 0xfe, 0.04],
    [0xd8, 0xf7, 0xa1, 0xfe, 0.025],
    [0xa4, 0xa9, 0xa1, 0xfe, 0.0005],
    [0x81, 0xfe, 0x40, 0xfe, 0.003],
  ]),
  doubleByte('big5', [
    [0xa4, 0xc6, 0x40, 0xfe, 0.93],
    [0xa1, 0xa3, 0x40, 0xfe, 0.04],
    [0xc9, 0xf9, 0x40, 0xfe, 0.02],
  ]),
  doubleByte('euc-kr', [
    [0xb0, 0xc8, 0xa1, 0xfe, 0.95],
    [0xa1, 0xaf, 0xa1, 0xfe, 0.03],
    [0xca, 0xfd, 0xa1, 0xfe, 0.008],
    [0x81, 0xc6, 0x41, 0xfe, 0.005],
  ]),
  singleByte('windows-1251', CYRILLIC, false),
  singleByte('koi8-r', CYRILLIC, false),
  singleByte('ibm866', CYRILLIC, false),
  singleByte('windows-1253', 'αοιετσνηυρπκμλωςάόίέή', false),
  singleByte('windows-1255', 'יוהאלמרתבשנחדקםפכ', false),
  singleByte('windows-1256', 'ايلمنوترهبسدعفكقحةى', false),
  singleByte('windows-874', 'านรอกเงวมยลสท่้ัีิตดคปะ', false),
]
