import { runnerImport, type Plugin } from 'vite'

/**
 * Puts what a file's one export is worth in its place in a build, as plain data: lists that are made of everything are
 * then known without everything. `file` is a whole path.
 */
export function writtenValue(file: string, name: string): Plugin {
  return {
    name: `written-${name}`,
    apply: 'build',
    async load(id) {
      if (id !== file) return null
      const { module } = await runnerImport<Readonly<Record<string, unknown>>>(file, {
        configFile: false,
        logLevel: 'error',
      })
      return `export const ${name} = ${JSON.stringify(module[name])}`
    },
  }
}
