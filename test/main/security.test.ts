import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/security.md'), 'utf8')
const anchors = [...text.matchAll(/^ *- `([^`]+)`: `([^`]+)`$/gm)].map(([, file, part]) => [file!, part!] as const)

function sourcesOf(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

describe('docs/security.md', () => {
  it.each(anchors)('%s still has %s', (file, part) => {
    // The formatter may break a line anywhere: blanks and trailing commas do not count.
    const bare = (code: string): string => code.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, '')
    expect(bare(readFileSync(join(root, file), 'utf8'))).toContain(bare(part))
  })

  it('goes through the whole checklist, with a place for each point', () => {
    const points = text
      .slice(text.indexOf('## The checklist'), text.indexOf('## Beyond'))
      .split(/^(?=\d+\. )/m)
      .slice(1)
    expect(points.map((point) => Number.parseInt(point, 10))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
    for (const point of points)
      expect(/^ *- `[^`]+`: `[^`]+`$/m.test(point) || point.includes('Not used anywhere in `src-main`')).toBe(true)
    expect(anchors.length).toBeGreaterThan(30)
  })

  it('is right about what is not used', () => {
    const sources = sourcesOf('src-main')
    for (const word of [
      'openExternal',
      'enableBlinkFeatures',
      'disableWebSecurity',
      'executeJavaScript',
      'allowpopups',
      '@electron/remote',
    ])
      expect([word, sources.includes(word)]).toEqual([word, false])
    // Nothing but the contract's channels carries messages.
    expect(
      [...sources.matchAll(/ipcMain\.(handle|on|once)\(\s*([\w(]+)/g)].map(([, , channel]) => channel).sort(),
    ).toEqual(['PORT_CHANNEL', 'channelOf(call'])
  })
})
