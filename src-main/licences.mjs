// Writes the licences of every package that ships with the app into one text: node src-main/licences.mjs FILE.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './install.mjs'

/** Licences under which a package may ship. Another one is a decision for people, not for a build. */
const ALLOWED = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'OFL-1.1',
  'BSL-1.0',
  'Unlicense',
  'CC0-1.0',
]

/**
 * Dependencies that a package names only for its own command line or for its types: the bundles hold nothing of them.
 */
const NOT_BUNDLED = /^(@types\/|command-line-args$|command-line-usage$|json-bignum$|argparse$)/

/**
 * Every package that the bundles can hold, as {name, version, licence, texts}, by name. Throws for a licence that is
 * not allowed.
 */
export function shippedPackages(folder = root) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  const found = new Set()
  const visit = (from, dependencies) => {
    for (const name of Object.keys(dependencies ?? {})) {
      if (NOT_BUNDLED.test(name)) continue
      const path = placeOf(packages, from, name)
      if (path === null || found.has(path)) continue
      found.add(path)
      visit(path, packages[path].dependencies)
    }
  }
  visit('', packages[''].dependencies)
  return [...found]
    .map((path) =>
      packageAt(join(folder, path), path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
    )
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
}

/** Where Node would find `name` from the package at `from`; null for one that is not installed. */
function placeOf(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (path in packages) return path
    if (at === '') return null
  }
}

function packageAt(path, name) {
  const { version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const licence = typeof license === 'string' ? license : license?.type
  // An expression such as "(MIT OR Apache-2.0)": each name in it has to be allowed.
  if (
    !String(licence)
      .split(/[()\s]|\bAND\b|\bOR\b/)
      .filter((part) => part !== '')
      .every((part) => ALLOWED.includes(part))
  )
    throw new Error(
      `${name} ${version} has the licence ${JSON.stringify(license)}, which src-main/licences.mjs does not allow.`,
    )
  const texts = readdirSync(path)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) && !/\.(js|ts|json)$/.test(file))
    .sort()
  return {
    name,
    version,
    licence,
    texts: texts.map((file) => readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim()),
  }
}

/** The whole text: Lathe's own licence, then each licence text once, under the packages that carry it. */
export function licenceText(folder = root) {
  const byText = new Map()
  for (const { name, version, licence, texts } of shippedPackages(folder)) {
    const text =
      texts.length > 0 ? texts.join('\n\n') : `Published under ${licence}; the package carries no text of it.`
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${licence})`])
  }
  const rule = '='.repeat(78)
  const parts = [...byText].map(([text, names]) => [rule, ...names, rule, text].join('\n'))
  const own = `Lathe\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}`
  return `${[own, 'The packages below, or parts of them, are in Lathe.', ...parts].join('\n\n')}\n`
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const target = process.argv[2] ?? join(root, 'out/licences.txt')
  if (!existsSync(dirname(target))) mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, licenceText())
}
