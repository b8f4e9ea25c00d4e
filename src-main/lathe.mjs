#!/usr/bin/env node
// `npx lathe`: runs the built terminal host, and builds it first when the build is missing or older than its sources.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { BUILT_TERMINAL, buildTerminal } from './buildTerminal.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const built = join(root, BUILT_TERMINAL)

function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function newestSourceMs(folder) {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) newest = Math.max(newest, newestSourceMs(path))
    else if (/\.(ts|sql|md|json)$/.test(entry.name)) newest = Math.max(newest, modifiedMs(path))
  }
  return newest
}

function isStale() {
  if (!existsSync(built)) return true
  const builtMs = modifiedMs(built)
  return (
    ['src-main', 'src-renderer', 'queries'].some(
      (folder) => existsSync(join(root, folder)) && newestSourceMs(join(root, folder)) > builtMs,
    ) || ['package.json', 'vite.terminal.config.ts'].some((file) => modifiedMs(join(root, file)) > builtMs)
  )
}

async function buildIfStale() {
  if (!existsSync(join(root, 'src-renderer')) || !isStale()) return true
  process.stderr.write('Building the terminal host …\n')
  try {
    await buildTerminal(root)
    return true
  } catch (error) {
    process.stderr.write(
      `lathe: The terminal host could not be built (${error instanceof Error ? error.message : String(error)}); ` +
        `run npm ci in ${root}, then try again. [unsupported]\n`,
    )
    return false
  }
}

if (await buildIfStale()) {
  const { main } = await import(pathToFileURL(built).href)
  process.exitCode = await main(process.argv.slice(2))
} else process.exitCode = 1
