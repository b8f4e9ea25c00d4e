import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What tells builds of the terminal host apart: the hash of its one file; null where it runs from its sources. */
export function terminalVersion(): string | null {
  const { url } = import.meta
  if (!url.startsWith('file:') || !url.endsWith('.mjs')) return null
  return createHash('sha256')
    .update(readFileSync(fileURLToPath(url)))
    .digest('hex')
}
