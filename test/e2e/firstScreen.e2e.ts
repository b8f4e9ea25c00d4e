import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { RENDERER } from './app'

const assets = join(RENDERER, 'assets')

/** The one built script of that name. */
function scriptNamed(name: string): string {
  const found = readdirSync(assets).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'))
  expect(found, name).toHaveLength(1)
  return found[0]!
}

/** These scripts with all that they import before they run. */
function withImports(scripts: readonly string[]): ReadonlySet<string> {
  const all = new Set(scripts)
  for (const script of all) {
    const text = readFileSync(join(assets, script), 'utf8')
    for (const [, file] of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g)) all.add(file!)
  }
  return all
}

function gzipKb(scripts: ReadonlySet<string>): number {
  return [...scripts].reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file))).byteLength, 0) / 1000
}

it('begins with little JavaScript: 250 kB (gzip) until the window is painted, 400 kB with its first page', () => {
  const html = readFileSync(join(RENDERER, 'index.html'), 'utf8')
  const entry = [...html.matchAll(/<script[^>]*\bsrc="\.\/assets\/([^"]+)"/g)].map(([, file]) => file!)
  expect(entry).toHaveLength(1)
  const window = withImports([...entry, scriptNamed('mountWindow')])
  const overview = withImports([...window, scriptNamed('OverviewPanel')])
  // What the closure is made of, so that a build that is cut otherwise does not pass by being missed.
  expect(window.size).toBeGreaterThan(10)
  expect(overview.size).toBeGreaterThan(window.size)
  expect(gzipKb(window)).toBeLessThan(250)
  expect(gzipKb(overview)).toBeLessThan(400)
})
