// What electron-builder makes of the built app: `npm run package` (see README). Checked by test/package.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as { version: string }

/** Files that Lathe can open, by extension. */
export const OPENED_FILES = [
  { ext: 'csv', mimeType: 'text/csv', name: 'Comma-separated values' },
  { ext: 'tsv', mimeType: 'text/tab-separated-values', name: 'Tab-separated values' },
  { ext: 'ndjson', mimeType: 'application/x-ndjson', name: 'JSON lines' },
  { ext: 'jsonl', mimeType: 'application/jsonl', name: 'JSON lines' },
  { ext: 'json', mimeType: 'application/json', name: 'JSON' },
  { ext: 'parquet', mimeType: 'application/vnd.apache.parquet', name: 'Parquet table' },
  { ext: 'arrow', mimeType: 'application/vnd.apache.arrow.file', name: 'Arrow table' },
  { ext: 'log', mimeType: 'text/x-log', name: 'Log' },
  { ext: 'gz', mimeType: 'application/gzip', name: 'Compressed log' },
]

const WORKSPACE = { ext: 'lathe', mimeType: 'application/x-lathe-workspace', name: 'Lathe workspace' }

const configuration: Configuration = {
  appId: 'org.lathe.workbench',
  productName: 'Lathe',
  copyright: 'Copyright © The Lathe founders. MIT licence.',
  // The version is package.json's alone; no date and no build number of a machine goes into it.
  buildVersion: version,
  directories: { output: 'dist', buildResources: 'src-main/icons' },
  // Everything is bundled into out/: no node_modules ship.
  files: ['out/main/**/*', 'out/preload/**/*', 'out/renderer/**/*', 'package.json', '!**/*.map', '!node_modules/**/*'],
  removePackageScripts: true,
  removePackageKeywords: true,
  extraResources: [
    { from: 'out/licences.txt', to: 'licences.txt' },
    { from: 'LICENSE', to: 'LICENSE.txt' },
  ],
  asar: true,
  npmRebuild: false,
  buildDependenciesFromSource: false,
  // The window speaks English only.
  electronLanguages: ['en-US'],
  publish: null,
  fileAssociations: [...OPENED_FILES, WORKSPACE].map((one) => ({
    ...one,
    role: one === WORKSPACE ? 'Editor' : 'Viewer',
    rank: one === WORKSPACE ? ('Owner' as const) : ('Alternate' as const),
  })),
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
  },
  linux: {
    target: [
      { target: 'AppImage', arch: ['x64', 'arm64'] },
      { target: 'deb', arch: ['x64', 'arm64'] },
    ],
    executableName: 'lathe',
    icon: '.',
    category: 'Development;Science;DataVisualization',
    synopsis: 'Turns event logs into answers, offline',
    maintainer: 'The Lathe founders <maintainers@lathe.invalid>',
  },
  deb: { priority: 'optional' },
  mac: {
    target: [{ target: 'dmg', arch: ['universal'] }],
    category: 'public.app-category.developer-tools',
    icon: 'icon.icns',
    hardenedRuntime: true,
    darkModeSupport: true,
  },
  win: { target: [{ target: 'nsis', arch: ['x64', 'arm64'] }], icon: 'icon.ico' },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
}

export default configuration
