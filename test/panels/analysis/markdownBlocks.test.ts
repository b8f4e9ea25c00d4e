import { describe, expect, it } from 'vitest'
import { readInline, readMarkdown, type Block, type Inline } from '../../../src-renderer/base/markdown'

/** Blocks as short texts: h1(…), p(…), ul[…|…], code(…), table[…]. */
function inline(parts: readonly Inline[]): string {
  return parts
    .map((part) =>
      part.kind === 'text'
        ? part.text
        : part.kind === 'code'
          ? `‹${part.text}›`
          : `${part.kind === 'strong' ? '!' : '/'}${inline(part.children)}${part.kind === 'strong' ? '!' : '/'}`,
    )
    .join('')
}
function short(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'heading') return `h${block.level}(${inline(block.children)})`
      if (block.kind === 'paragraph') return `p(${inline(block.children)})`
      if (block.kind === 'code') return `code(${block.text.replaceAll('\n', '⏎')})`
      if (block.kind === 'list') return `${block.ordered ? 'ol' : 'ul'}[${block.items.map(short).join(' | ')}]`
      return `table[${[block.head, ...block.rows].map((row) => row.map(inline).join(' | ')).join(' / ')}]`
    })
    .join(' ')
}
const read = (...lines: readonly string[]): string => short(readMarkdown(lines.join('\n')))

describe('blocks of a definition', () => {
  it.each<readonly [readonly string[], string]>([
    [['# A #', '## B', '####### no'], 'h1(A) h2(B) p(####### no)'],
    [['a', 'b', '', 'c'], 'p(a b) p(c)'],
    [['a\r', 'b\r', '\r', 'c'], 'p(a b) p(c)'],
    [['text', '# A', 'more'], 'p(text) h1(A) p(more)'],
    [[], ''],
    [['', ' ', ''], ''],
    // Code: up to its own fence, or to the end.
    [['a', '```sql', 'x', '', '# y', '```', 'b'], 'p(a) code(x⏎⏎# y) p(b)'],
    [['~~~', '```', '~~~', 'b'], 'code(```) p(b)'],
    [['```', 'x'], 'code(x)'],
    [['```'], 'code()'],
    // Lists.
    [['- a', '- b', 'c'], 'ul[p(a) | p(b c)]'],
    [['- a', '', '- b', '', 'c'], 'ul[p(a) | p(b)] p(c)'],
    [['- a', '', '  more', '', 'c'], 'ul[p(a) p(more)] p(c)'],
    [['1. a', '2) b', '- c'], 'ol[p(a) | p(b)] ul[p(c)]'],
    [['- a', '  - b', '    - c', '  - d', '- e'], 'ul[p(a) ul[p(b) ul[p(c)] | p(d)] | p(e)]'],
    [['- a', '', '  1. b', '  2. c'], 'ul[p(a) ol[p(b) | p(c)]]'],
    [['- a', '# b'], 'ul[p(a)] h1(b)'],
    [['- a', '```', 'x', '```'], 'ul[p(a)] code(x)'],
    [['- a', '| b'], 'ul[p(a)] p(| b)'],
    [['- a', '', '- b'], 'ul[p(a) | p(b)]'],
    [['- a', '', '  more'], 'ul[p(a) p(more)]'],
    [['- a', ''], 'ul[p(a)]'],
    [['- a', '', ''], 'ul[p(a)]'],
    [['text', '- a', '- b'], 'p(text) ul[p(a) | p(b)]'],
    [['In the year', '1984. That was it'], 'p(In the year 1984. That was it)'],
    [['* a', '+ b'], 'ul[p(a) | p(b)]'],
    // Tables.
    [['| a | b |', '|---|:--:|', '| 1 | 2 |', 'c'], 'table[a | b / 1 | 2] p(c)'],
    [['a | b', '--- | ---', '1 | 2'], 'table[a | b / 1 | 2]'],
    [['text', '| a |', '|--|', '| 1 |', '| 2 |'], 'p(text) table[a / 1 / 2]'],
    [['a | b', 'c | d'], 'p(a | b c | d)'],
    [['| a \\| b | c |', '|--|--|'], 'table[a | b | c]'],
    [['a', '--'], 'p(a --)'],
  ])('%j', (lines, blocks) => {
    expect(read(...lines)).toBe(blocks)
  })
})

describe('words of a definition', () => {
  it.each([
    ['a **b *c* d** e', 'a !b /c/ d! e'],
    ['`a *b*`', '‹a *b*›'],
    ['`` a ` b ``', '‹a ` b›'],
    ['_a b_ c', '/a b/ c'],
    ['a_b_c *', 'a_b_c *'],
    ['2*3*4', '2*3*4'],
    ['[words *of* it](http://x.y)', 'words /of/ it'],
    ['**a', '**a'],
    ['*a', '*a'],
    ['`a', '`a'],
    ['', ''],
    ['**a** and **b**', '!a! and !b!'],
    ['(*a*), *b*.', '(/a/), /b/.'],
    ['* a *', '* a *'],
  ])('%j', (text, words) => {
    expect(inline(readInline(text))).toBe(words)
  })
})
