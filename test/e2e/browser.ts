import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { chromium, type Browser, type LaunchOptions } from 'playwright-core'

/** Where a Chromium that the person has may be; LATHE_CHROMIUM names another. */
const INSTALLED = [
  process.env['LATHE_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
]

/**
 * The Chromium that comes from npm, unpacked once per version into the temporary folder. It lacks two system libraries
 * on a bare machine; the package carries them, and only the browser's process is told where they are.
 */
async function unpackPackaged(): Promise<{ executablePath: string; libraries: string }> {
  const require = createRequire(import.meta.url)
  const packageFile = join(dirname(require.resolve('@sparticuz/chromium')), '..')
  const find = (start: string): string => (existsSync(join(start, 'bin')) ? start : find(dirname(start)))
  const bin = join(find(packageFile), 'bin')
  const arch = existsSync(join(bin, 'chromium.br')) ? bin : join(bin, process.arch)
  const { version } = JSON.parse(await readFile(join(dirname(bin), 'package.json'), 'utf8')) as { version: string }
  const folder = join(tmpdir(), `lathe-chromium-${version}-${process.arch}`)
  if (!existsSync(join(folder, 'chromium'))) {
    const partial = `${folder}.${process.pid}`
    mkdirSync(partial, { recursive: true })
    for (const name of ['al2023', 'swiftshader']) {
      const packed = join(arch, `${name}.tar.br`)
      if (!existsSync(packed)) continue
      const tar = spawnSync('tar', ['-x', '-C', partial], { input: brotliDecompressSync(await readFile(packed)) })
      if (tar.status !== 0) throw new Error(`Cannot unpack ${packed}: ${tar.stderr.toString()}`)
    }
    writeFileSync(join(partial, 'chromium'), brotliDecompressSync(await readFile(join(arch, 'chromium.br'))), {
      mode: 0o755,
    })
    try {
      renameSync(partial, folder)
    } catch {
      rmSync(partial, { recursive: true, force: true })
    }
  }
  return { executablePath: join(folder, 'chromium'), libraries: join(folder, 'al2023/lib') }
}

/** Options that start the first Chromium there is: an installed one, else the packaged one. */
export async function chromiumOptions(): Promise<LaunchOptions> {
  const installed = INSTALLED.find((path) => path !== '' && existsSync(path))
  if (installed !== undefined && process.env['LATHE_CHROMIUM'] !== 'packaged')
    return { executablePath: installed, args: FLAGS, headless: true }
  const { executablePath, libraries } = await unpackPackaged()
  return {
    executablePath,
    headless: true,
    args: [...FLAGS, '--use-gl=angle', '--use-angle=swiftshader'],
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH'] ?? ''].filter((part) => part !== '').join(':'),
    },
  }
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await chromiumOptions())
}
