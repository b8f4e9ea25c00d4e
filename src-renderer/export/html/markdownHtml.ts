import { readMarkdown, type Block, type Inline } from '../../base/markdown'
import { escapeHtml } from './escapeHtml'

const TAGS = { strong: 'strong', emphasis: 'em' } as const

function inlineHtml(inline: Inline): string {
  if (inline.kind === 'text') return escapeHtml(inline.text)
  if (inline.kind === 'code') return `<code>${escapeHtml(inline.text)}</code>`
  const tag = TAGS[inline.kind]
  return `<${tag}>${inline.children.map(inlineHtml).join('')}</${tag}>`
}

function cells(tag: 'th scope="col"' | 'td', row: readonly (readonly Inline[])[]): string {
  return `<tr>${row.map((cell) => `<${tag}>${cell.map(inlineHtml).join('')}</${tag.slice(0, 2)}>`).join('')}</tr>`
}

function blockHtml(block: Block, topLevel: number): string {
  switch (block.kind) {
    case 'heading': {
      const level = Math.min(6, block.level - 1 + topLevel)
      return `<h${level}>${block.children.map(inlineHtml).join('')}</h${level}>`
    }
    case 'paragraph':
      return `<p>${block.children.map(inlineHtml).join('')}</p>`
    case 'code':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul'
      const items = block.items.map((item) => `<li>${item.map((inner) => itemHtml(inner, topLevel)).join('')}</li>`)
      return `<${tag}>${items.join('')}</${tag}>`
    }
    case 'table':
      return (
        `<table><thead>${cells('th scope="col"', block.head)}</thead>` +
        `<tbody>${block.rows.map((row) => cells('td', row)).join('')}</tbody></table>`
      )
  }
}

/** An item of one paragraph stands without the paragraph's margins. */
function itemHtml(block: Block, topLevel: number): string {
  return block.kind === 'paragraph' ? block.children.map(inlineHtml).join('') : blockHtml(block, topLevel)
}

/** Markdown as HTML; what it holds of HTML is text. Headings begin at `topLevel`. */
export function markdownHtml(source: string, topLevel: number): string {
  return readMarkdown(source)
    .map((block) => blockHtml(block, topLevel))
    .join('\n')
}
