import { elementAt, required } from './required'
/** What a definition's Markdown can say; anything else stays plain text. HTML is never interpreted. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly children: readonly Inline[] }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table'
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }

const INLINE =
  /(`+)([\s\S]*?[^`])\1(?!`)|\*\*([\s\S]+?)\*\*|(?<![\w*])\*([^\s*](?:[\s\S]*?[^\s*])??)\*(?![\w*])|(?<!\w)_([^\s_](?:[\s\S]*?[^\s_])??)_(?!\w)|\[([^\]]+)\]\([^)\s]*\)/

/** A link keeps its words and loses its address: a definition never leaves the app. */
export function readInline(text: string): readonly Inline[] {
  const found: Inline[] = []
  let rest = text
  for (let match = INLINE.exec(rest); match !== null; match = INLINE.exec(rest)) {
    if (match.index > 0) found.push({ kind: 'text', text: rest.slice(0, match.index) })
    if (match[2] !== undefined) found.push({ kind: 'code', text: match[2].trim() })
    else if (match[3] !== undefined) found.push({ kind: 'strong', children: readInline(match[3]) })
    else if (match[6] !== undefined) found.push(...readInline(match[6]))
    else found.push({ kind: 'emphasis', children: readInline(match[4] ?? match[5] ?? '') })
    rest = rest.slice(match.index + match[0].length)
  }
  if (rest !== '') found.push({ kind: 'text', text: rest })
  return found
}

const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(.*)$/

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function readList(lines: readonly string[], start: number): { block: Block; next: number } {
  const first = required(ITEM.exec(elementAt(lines, start)))
  const indent = elementAt(first, 1).length
  const ordered = first[2] !== undefined
  const items: string[][] = []
  let at = start
  for (; at < lines.length; at++) {
    const line = elementAt(lines, at)
    const item = ITEM.exec(line)
    if (item !== null && elementAt(item, 1).length === indent && (item[2] !== undefined) === ordered)
      items.push([elementAt(item, 3)])
    else if (
      line.trim() === '' &&
      at + 1 < lines.length &&
      (indentOf(elementAt(lines, at + 1)) > indent || ITEM.exec(elementAt(lines, at + 1))?.[1]?.length === indent)
    )
      required(items.at(-1)).push('')
    else if (line.trim() !== '' && indentOf(line) > indent)
      required(items.at(-1)).push(line.slice(Math.min(indentOf(line), indent + 2)))
    // A lazy continuation: text right below an item belongs to it.
    else if (line.trim() !== '' && item === null && elementAt(lines, at - 1).trim() !== '' && !/^(#|```|\|)/.test(line))
      required(items.at(-1)).push(line.trim())
    else break
  }
  return { block: { kind: 'list', ordered, items: items.map((item) => readMarkdown(item.join('\n'))) }, next: at }
}

function cellsOf(line: string): readonly (readonly Inline[])[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => readInline(cell.trim().replaceAll('\\|', '|')))
}

/**
 * Reads headings, paragraphs, lists (nested), fenced and indented code, tables, emphasis and code. Never fails: what it does not
 * know is text.
 */
export function readMarkdown(source: string): readonly Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  let paragraph: string[] = []
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', children: readInline(paragraph.join(' ')) })
    paragraph = []
  }
  for (let at = 0; at < lines.length;) {
    const line = elementAt(lines, at)
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)
    const fence = /^\s*(```+|~~~+)/.exec(line)
    if (fence !== null) {
      flush()
      const end = lines.findIndex((one, index) => index > at && one.trim().startsWith(elementAt(fence, 1)))
      const last = end === -1 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') })
      at = last + 1
    } else if (heading !== null) {
      flush()
      blocks.push({ kind: 'heading', level: elementAt(heading, 1).length, children: readInline(elementAt(heading, 2)) })
      at++
    } else if (ITEM.test(line) && paragraph.length === 0) {
      const { block, next } = readList(lines, at)
      blocks.push(block)
      at = next
    } else if (line.includes('|') && /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/.test(lines[at + 1] ?? '')) {
      flush()
      const end = lines.findIndex((one, index) => index > at + 1 && !one.includes('|'))
      const last = end === -1 ? lines.length : end
      blocks.push({ kind: 'table', head: cellsOf(line), rows: lines.slice(at + 2, last).map(cellsOf) })
      at = last
    } else {
      if (paragraph.length === 0 && /^ {4}\S/.test(line)) {
        const end = lines.findIndex((one, index) => index > at && one.trim() !== '' && !one.startsWith('    '))
        const code = lines.slice(at, end === -1 ? lines.length : end)
        blocks.push({
          kind: 'code',
          text: code
            .map((one) => one.slice(4))
            .join('\n')
            .trimEnd(),
        })
        at += code.length
        continue
      }
      // A list may follow a paragraph without an empty line, as people write it.
      if (ITEM.test(line) && /^\s*[-*+]\s/.test(line)) {
        flush()
        continue
      }
      if (line.trim() === '') flush()
      else paragraph.push(line.trim())
      at++
    }
  }
  flush()
  return blocks
}
