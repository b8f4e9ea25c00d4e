import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { extractFile, listPackage, statFile } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { Ajv } from 'ajv'
import { Arch, build, Platform } from 'electron-builder'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import config, { OPENED_FILES } from '../../builder.config'
import { licenceText, shippedPackages } from '../../src-main/licences.mjs'
import { writeStandIn } from './standIn'

const root = resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

describe("electron-builder's configuration", () => {
  it('is what its schema allows', () => {
    const schema = JSON.parse(readFileSync(require.resolve('app-builder-lib/scheme.json'), 'utf8')) as object
    const check = new Ajv({ strict: false, allErrors: true }).compile(schema)
    check(config)
    expect(check.errors ?? []).toEqual([])
    // The schema would notice a wrong word.
    expect(check({ ...config, asarr: true })).toBe(false)
    expect(check({ ...config, win: { target: 7 } })).toBe(false)
  })

  it('opens the files that ingest reads, one entry an extension, and workspaces', () => {
    const entries = config.fileAssociations as { ext: string; mimeType: string }[]
    expect(entries.map((one) => one.ext)).toEqual([
      'csv',
      'tsv',
      'ndjson',
      'jsonl',
      'json',
      'parquet',
      'arrow',
      'log',
      'gz',
      'lathe',
    ])
    expect(OPENED_FILES).toHaveLength(9)
    for (const { mimeType } of entries) expect(mimeType).toMatch(/^[a-z]+\/[\w.+-]+$/)
  })

  it('makes what each system installs', () => {
    const targets = (one: unknown) =>
      (one as { target: { target: string; arch: string[] }[] }).target.map(
        ({ target, arch }) => `${target} ${arch.join(' ')}`,
      )
    expect(targets(config.linux)).toEqual(['AppImage x64 arm64', 'deb x64 arm64'])
    expect(targets(config.mac)).toEqual(['dmg universal'])
    expect(targets(config.win)).toEqual(['nsis x64 arm64'])
    for (const icon of ['icon.icns', 'icon.ico', '512x512.png', '1024x1024.png'])
      expect(existsSync(join(root, 'src-main/icons', icon))).toBe(true)
  })
})

describe('licences', () => {
  it('names every package that can be in the bundles, with its text', () => {
    const names = shippedPackages().map((one) => one.name)
    for (const name of [
      '@duckdb/duckdb-wasm',
      'apache-arrow',
      'parquet-wasm',
      'vue',
      'reka-ui',
      '@fontsource-variable/inter',
      'd3-scale',
      'flatbuffers',
    ])
      expect(names).toContain(name)
    expect(names).not.toContain('vitest')
    const text = licenceText()
    expect(text).toContain('SIL OPEN FONT LICENSE')
    expect(text).toContain('apache-arrow 17.0.0 (Apache-2.0)')
  })
})

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-package-'))
  const asar = join(folder, 'dist/linux-unpacked/resources/app.asar')
  let listing: readonly string[] = []

  beforeAll(async () => {
    for (const file of ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html']) {
      if (!existsSync(join(root, file))) throw new Error(`${file} is missing: run npm run build first (npm test does).`)
    }
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
      version: string
    }
    const electronDist = writeStandIn(join(folder, 'electron'), version)
    // out/licences.txt is made by `npm run package`; here it goes beside the stand-in.
    writeFileSync(join(folder, 'licences.txt'), licenceText())
    await build({
      targets: Platform.LINUX.createTarget('dir', Arch.x64),
      projectDir: root,
      publish: 'never',
      config: {
        ...config,
        electronDist,
        directories: { ...config.directories, output: join(folder, 'dist') },
        extraResources: [
          { from: join(folder, 'licences.txt'), to: 'licences.txt' },
          { from: 'LICENSE', to: 'LICENSE.txt' },
        ],
      },
    })
    listing = listPackage(asar, { isPack: false })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => !('files' in statFile(asar, path.slice(1))))
  }, 120_000)
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds the built app and nothing else', () => {
    expect(listing.filter((path) => !/^\/(package\.json|out\/(main|preload|renderer)\/.+)$/.test(path))).toEqual([])
    expect(listing.filter((path) => /\.map$|node_modules|\.(ts|vue)$|\/test\//.test(path))).toEqual([])
    for (const path of ['/package.json', '/out/main/main.js', '/out/preload/preload.cjs', '/out/renderer/index.html'])
      expect(listing).toContain(path)
    const packed = JSON.parse(extractFile(asar, 'package.json').toString()) as Record<string, unknown>
    const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
    expect(packed).toMatchObject({ name: 'lathe', version: own['version'], main: 'out/main/main.js', type: 'module' })
    expect(packed['scripts']).toBeUndefined()
  })

  it('has no source map and no path of the machine that built it in its code', () => {
    for (const path of listing.filter((one) => /\.(js|cjs|css|html)$/.test(one))) {
      const text = extractFile(asar, path.slice(1)).toString()
      expect(text.includes('sourceMappingURL=data:'), `${path} holds a source map`).toBe(false)
      expect(text.includes(root), `${path} names ${root}`).toBe(false)
    }
  })

  it('has each engine, worker and decoder once, where the window looks for it', () => {
    const one = (pattern: RegExp) => {
      expect(
        listing.filter((path) => pattern.test(path)),
        String(pattern),
      ).toHaveLength(1)
    }
    one(/\/assets\/duckdb-eh-[^/]*\.wasm$/)
    one(/\/assets\/duckdb-browser-eh\.worker-[^/]*\.js$/)
    one(/\/assets\/parquet_wasm_bg-[^/]*\.wasm$/)
    one(/\/assets\/engine\.worker-[^/]*\.js$/)
    one(/\/assets\/ingest\.worker-[^/]*\.js$/)
    expect(listing.filter((path) => path.endsWith('.wasm'))).toHaveLength(2)
    // Every file that the bundles name by its hashed name is there.
    const files = new Set(listing.map((path) => path.slice(path.lastIndexOf('/') + 1)))
    for (const path of listing.filter((file) => /renderer\/.*\.(js|css|html)$/.test(file))) {
      for (const [, name] of extractFile(asar, path.slice(1))
        .toString()
        .matchAll(/["'(/]([\w.-]+-[\w-]{8}\.(?:js|css|wasm|woff2|csv|ndjson|parquet|gz|arrow|log))["')]/g)) {
        expect(files.has(name!), `${path} names ${name!}`).toBe(true)
      }
    }
  })

  it("has the preload as CommonJS without other modules than Electron's", () => {
    const preload = extractFile(asar, 'out/preload/preload.cjs').toString()
    expect(
      [...preload.matchAll(/require\(["']([^"']+)["']\)/g)]
        .map((match) => match[1])
        .filter((name) => name !== 'electron'),
    ).toEqual([])
    const main = extractFile(asar, 'out/main/main.js').toString()
    const outside = [...main.matchAll(/^import .* from ["']([^"'.][^"']*)["'];?$/gm)]
      .map((match) => match[1]!)
      .filter((name) => name !== 'electron' && !name.startsWith('node:'))
    expect(outside).toEqual([])
  })

  it('stays lean', () => {
    const bytes = listing.reduce((sum, path) => sum + (statFile(asar, path.slice(1)) as { size: number }).size, 0)
    // The engine takes 37 MB, the samples of fifteen domains and the open data 26.
    expect(bytes).toBeLessThan(68_000_000)
    expect(existsSync(join(folder, 'dist/linux-unpacked/locales/de.pak'))).toBe(false)
  })

  it('carries the licences', () => {
    const text = readFileSync(join(folder, 'dist/linux-unpacked/resources/licences.txt'), 'utf8')
    expect(text).toContain('@duckdb/duckdb-wasm')
    expect(existsSync(join(folder, 'dist/linux-unpacked/resources/LICENSE.txt'))).toBe(true)
  })

  it('sets the fuses in the executable', async () => {
    const wire = await getCurrentFuseWire(join(folder, 'dist/linux-unpacked/lathe'))
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ]
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ]
    for (const fuse of off) expect(String.fromCharCode(Number(wire[fuse])), FuseV1Options[fuse]).toBe('0')
    for (const fuse of on) expect(String.fromCharCode(Number(wire[fuse])), FuseV1Options[fuse]).toBe('1')
  })
})
