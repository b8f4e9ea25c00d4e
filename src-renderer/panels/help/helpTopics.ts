import { analyses } from '../../../queries/index'
import { readMarkdown, type Block, type Inline } from '../../base/markdown'

/** A page of the help, or a part of one. */
export interface HelpTopic {
  /** `model`, `model/relations`, `analysis/retention`. */
  readonly id: string
  readonly title: string
  /** What it is a part of: the page's title, or what pages of its kind are. */
  readonly group: string
  /** Markdown, without the title. */
  readonly source: string
  /** The same as plain words, to search and to quote. */
  readonly words: string
}

/** The docs as they are in the bundle, by their file's path. */
const DOCS: Readonly<Record<string, string>> = import.meta.glob('../../../docs/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})
/** Those that people who use Lathe look for first, in this order; the others follow by name. */
const FIRST = ['queries', 'model', 'segments', 'dashboards', 'checks', 'figures', 'commands', 'terminal']

function inlineWords(inline: Inline): string {
  return 'text' in inline ? inline.text : inline.children.map(inlineWords).join('')
}

function blockWords(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return block.children.map(inlineWords).join('')
    case 'code':
      return block.text
    case 'list':
      return block.items.map((item) => item.map(blockWords).join(' ')).join(' · ')
    case 'table':
      return [block.head, ...block.rows]
        .map((row) => row.map((cell) => cell.map(inlineWords).join('')).join(' – '))
        .join(' · ')
  }
}

/** A Markdown text as plain words. */
export function wordsOf(source: string): string {
  return readMarkdown(source).map(blockWords).join(' ').replace(/\s+/g, ' ').trim()
}

function topic(id: string, title: string, group: string, source: string): HelpTopic {
  return { id, title, group, source, words: wordsOf(source) }
}

/** A page as topics: what stands before its first heading of the second level, then each of those. */
export function topicsOfPage(name: string, text: string): readonly HelpTopic[] {
  const [head = '', ...parts] = text.replace(/\r\n?/g, '\n').split(/^## /m)
  const title = /^# (.*)$/m.exec(head)?.[1] ?? name
  const intro = head.replace(/^# .*$/m, '').trim()
  const taken = new Set<string>()
  return [
    topic(name, title, 'Guide', intro),
    ...parts.map((part) => {
      const [first = '', ...rest] = part.split('\n')
      const called = wordsOf(first)
      const slug = called
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '')
      const id = taken.has(slug) ? `${slug}-${taken.size}` : slug
      taken.add(id)
      return topic(`${name}/${id}`, called, title, rest.join('\n').trim())
    }),
  ]
}

/** Every page of docs/ by its parts, and the definition of each analysis. */
export function helpTopics(): readonly HelpTopic[] {
  const pages = Object.entries(DOCS)
    .map(([path, text]) => ({ name: /([^/]+)\.md$/.exec(path)?.[1] ?? path, text }))
    .toSorted((a, b) => rankOf(a.name) - rankOf(b.name) || (a.name < b.name ? -1 : 1))
  return [
    ...pages.flatMap(({ name, text }) => topicsOfPage(name, text)),
    ...analyses.map(({ name, title, definition }) => topic(`analysis/${name}`, title, 'Definition', definition)),
  ]
}

function rankOf(name: string): number {
  const at = FIRST.indexOf(name)
  return at < 0 ? FIRST.length : at
}
