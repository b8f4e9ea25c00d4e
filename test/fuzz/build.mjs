import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { root } from '../../src-main/install.mjs'

/**
 * Builds the fuzzer for Node, because a process of its own runs no TypeScript; `name` keeps two runs of one tree apart.
 */
export async function buildFuzzer(name) {
  const outDir = join(root, 'out', name)
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: { fuzzReaders: join(root, 'test/fuzz/fuzzReaders.ts'), fuzzChild: join(root, 'test/fuzz/fuzzChild.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  const { fuzzReaders } = await import(pathToFileURL(join(outDir, 'fuzzReaders.mjs')).href)
  return { fuzzReaders, script: join(outDir, 'fuzzChild.mjs') }
}
