import type { HelpTopic } from './helpTopics'

/** A topic that was found, with the words around the first place that was. */
export interface HelpFound {
  readonly topic: HelpTopic
  readonly excerpt: string
}

/** Characters of an excerpt, and how many of them stand before what was found. */
const EXCERPT = 140,
  BEFORE = 40

/** What is looked for: words of letters, digits and underscores, in lower case. */
export function wantedWords(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}_$.-]*[\p{L}\p{N}]/gu) ?? [])]
}

/** Parts of a text, those that begin a word with one that is looked for apart from the others. */
export function markedParts(
  text: string,
  wanted: readonly string[],
): readonly { readonly text: string; readonly found: boolean }[] {
  if (wanted.length === 0) return [{ text, found: false }]
  // The longest first: of "day" and "days", days is marked whole.
  const any = wanted
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
    .join('|')
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${any})`, 'giu')
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, found: index % 2 === 1 }))
    .filter((part) => part.text !== '')
}

function countOf(text: string, word: string): number {
  return markedParts(text, [word]).filter((part) => part.found).length
}

function excerptOf(words: string, wanted: readonly string[]): string {
  const [first] = markedParts(words, wanted)
  const at = first === undefined || first.found ? 0 : first.text.length === words.length ? 0 : first.text.length
  const from = at <= BEFORE ? 0 : words.indexOf(' ', at - BEFORE) + 1
  // A blank ends it, where one stands behind what was found.
  const blank = words.lastIndexOf(' ', from + EXCERPT)
  const end = words.length - from <= EXCERPT ? words.length : blank > at ? blank : from + EXCERPT
  return `${from === 0 ? '' : '… '}${words.slice(from, end)}${end < words.length ? ' …' : ''}`
}

/**
 * The topics in which each word that is looked for begins a word, best first: where titles have them, then where they
 * stand more often for the length of the text.
 */
export function searchHelp(topics: readonly HelpTopic[], text: string): readonly HelpFound[] {
  const wanted = wantedWords(text)
  if (wanted.length === 0) return []
  return topics
    .map((topic) => {
      const counts = wanted.map((word) => ({
        title: countOf(topic.title, word),
        group: countOf(topic.group, word),
        words: countOf(topic.words, word),
      }))
      const fits = counts.every((one) => one.title + one.group + one.words > 0)
      const dense = (count: number): number => count / (count + 1 + topic.words.length / 2000)
      const score = counts.reduce(
        (sum, one) => sum + 10 * Math.min(1, one.title) + 2 * Math.min(1, one.group) + 5 * dense(one.words),
        topic.title.toLowerCase() === text.trim().toLowerCase() ? 20 : 0,
      )
      return { topic, fits, score }
    })
    .filter(({ fits }) => fits)
    .toSorted((a, b) => b.score - a.score)
    .map(({ topic }) => ({ topic, excerpt: excerptOf(topic.words, wanted) }))
}
