import { join } from 'node:path'
import { runnerImport, type Plugin } from 'vite'

/**
 * Puts what queries/outline says in its place in the window's build, as plain data: the first screen shows the analyses'
 * names and does without what they do.
 */
export function writtenOutline(root: string): Plugin {
  const file = join(root, 'queries/outline.ts')
  return {
    name: 'written-outline',
    apply: 'build',
    async load(id) {
      if (id !== file) return null
      const { module } = await runnerImport<{ outline: unknown }>(file, { configFile: false, root, logLevel: 'error' })
      return `export const outline = ${JSON.stringify(module.outline)}`
    },
  }
}
