/**
 * Text widths without a DOM: Inter's advance widths in hundredths of an em for the characters from space to tilde,
 * measured in Chromium from the font that the app ships, with digits at their tabular width. Other characters use rough
 * classes, on the wide side.
 */
const REGULAR = [
  28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 29, 30, 66,
  66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74, 69, 99, 68, 68,
  63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, 61, 61, 38, 53, 33, 59, 56,
  82, 55, 56, 55, 43, 33, 43, 66,
] as const
const SEMIBOLD_FACTOR = 1.045

export type FontWeight = 400 | 600

function emOf(character: string): number {
  const code = character.codePointAt(0)!
  const known = REGULAR[code - 32]
  if (known !== undefined) return known / 100
  if (character === '−' || character === '→' || character === '×') return 0.66
  if (character === '…') return 0.84
  if (character === '·') return 0.3
  if (code < 0x250) return 0.66
  if (code < 0x1100) return 0.74
  return 1.05
}

/** Estimated width in pixels. */
export function textWidth(text: string, size: number, weight: FontWeight = 400): number {
  let em = 0
  for (const character of text) em += emOf(character)
  return em * size * (weight === 600 ? SEMIBOLD_FACTOR : 1)
}

/** The text, or as much of it as fits before an ellipsis; empty when not even one letter fits. */
export function truncateText(text: string, width: number, size: number, weight: FontWeight = 400): string {
  if (textWidth(text, size, weight) <= width) return text
  const characters = [...text]
  let room = width - textWidth('…', size, weight)
  let kept = 0
  for (const character of characters) {
    room -= textWidth(character, size, weight)
    if (room < 0) break
    kept += 1
  }
  return kept === 0 ? '' : `${characters.slice(0, kept).join('').trimEnd()}…`
}

/** The beginning and the end of a text that is too long, as much of both as fits. */
function truncateMiddle(text: string, width: number, size: number): string {
  const half = (width - textWidth('…', size)) / 2
  const characters = [...text]
  const fitting = (all: readonly string[]): number => {
    let room = half
    const past = all.findIndex((character) => (room -= textWidth(character, size)) < 0)
    return past < 0 ? all.length : past
  }
  const [start, end] = [fitting(characters), fitting(characters.toReversed())]
  if (start + end >= characters.length || start === 0 || end === 0) return truncateText(text, width, size)
  return `${characters.slice(0, start).join('').trimEnd()}…${characters.slice(-end).join('').trimStart()}`
}

/**
 * Names that stand under each other, each as much of it as fits: what is cut is the end, or the middle where several
 * names would read the same without their ends.
 */
export function truncateNames(names: readonly string[], width: number, size: number): readonly string[] {
  const cut = names.map((name) => truncateText(name, width, size))
  const of = new Map<string, Set<string>>()
  cut.forEach((short, at) => of.set(short, (of.get(short) ?? new Set()).add(names[at] ?? '')))
  return cut.map((short, at) => {
    const isShared = (of.get(short)?.size ?? 0) > 1
    return isShared && short !== names[at] ? truncateMiddle(names[at] ?? '', width, size) : short
  })
}

/** Lines no wider than `width`, broken at spaces and underscores, the last one truncated; at most `maxLines`. */
export function wrapText(
  text: string,
  width: number,
  size: number,
  maxLines: number,
  weight: FontWeight = 400,
): readonly string[] {
  const words = text.split(/(?<=[\s_/-])/)
  const lines: string[] = []
  let line = ''
  for (const [index, word] of words.entries()) {
    if (line === '' || textWidth((line + word).trimEnd(), size, weight) <= width) {
      line += word
      continue
    }
    if (lines.length === maxLines - 1) {
      line += words.slice(index).join('')
      break
    }
    lines.push(line.trimEnd())
    line = word
  }
  lines.push(line.trimEnd())
  return lines.map((one) => truncateText(one, width, size, weight)).filter((one) => one !== '')
}
