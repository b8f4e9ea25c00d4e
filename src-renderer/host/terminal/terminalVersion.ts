import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * What tells builds of the terminal host apart: the hash of the file that it begins with, which names the others by what
 * they hold; null where it runs from its sources.
 */
export function terminalVersion(): string | null {
  const { url } = import.meta
  if (!url.startsWith('file:') || !url.endsWith('.mjs')) return null
  return createHash('sha256')
    .update(readFileSync(new URL('./terminal.mjs', url)))
    .digest('hex')
}
