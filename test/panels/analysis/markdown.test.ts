// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import MarkdownView from '../../../src-renderer/panels/analysis/MarkdownView.vue'
import { readMarkdown } from '../../../src-renderer/base/markdown'

function html(source: string): string {
  return mount(MarkdownView, { props: { source, topLevel: 2 } })
    .get('.markdown')
    .element.innerHTML.replace(/<!--.*?-->/g, '')
}

describe('Markdown of definitions', () => {
  it('reads headings, paragraphs, emphasis and code', () => {
    expect(html('# Retention\n\nA **user** is *kept* when `ts - entry <= window`\nholds.\n\n## Details')).toBe(
      '<h2>Retention</h2><p>A <strong>user</strong> is <em>kept</em> when <code>ts - entry &lt;= window</code> ' +
        'holds.</p><h3>Details</h3>',
    )
  })
  it('reads lists, nested and numbered, with continued lines', () => {
    expect(html('Choices:\n- on k\n  (bounded)\n  - inner\n- later\n\n1. one\n2. two')).toBe(
      '<p>Choices:</p><ul><li>on k ' +
        '(bounded)<ul><li>inner</li></ul></li><li>later</li></ul><ol><li>one</li><li>two</li></ol>',
    )
  })
  it('reads fenced code and tables', () => {
    expect(html('```sql\nSELECT *\n  FROM t -- **no**\n```')).toBe(
      '<pre><code>SELECT *\n  FROM t -- **no**</code></pre>',
    )
    expect(html('| a | b |\n|---|---|\n| `x|y` | 2 |'.replace('x|y', 'x\\|y'))).toContain(
      '<td><code>x|y</code></td><td>2</td>',
    )
  })
  it('shows HTML as text and drops addresses of links', () => {
    const out = html('<script>alert(1)</script> <img src=x onerror=alert(1)> [here](javascript:alert(1))')
    expect(out).not.toMatch(/<script|<img|<a|javascript:/)
    expect(out).toContain('&lt;img')
    expect(out).toContain('here')
  })
  it('leaves lone marks and snake_case alone', () => {
    expect(html('2 * 3 * 4, user_id and dau_mau')).toBe('<p>2 * 3 * 4, user_id and dau_mau</p>')
  })
  it('never fails, whatever the text', () => {
    for (const source of [
      '```',
      '- ',
      '**',
      '`',
      '| a |',
      '|-|',
      '#',
      '  - x\n - y\n- z',
      '1. a\n\n\n   b',
      '***a*b**',
    ])
      expect(() => readMarkdown(source)).not.toThrow()
  })
})
