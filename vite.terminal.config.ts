import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { leanEngine } from './src-main/leanEngine.ts'
import { writtenValue } from './src-main/writtenValue.ts'

/**
 * What runs in plain Node: the terminal host and the server of the browser host. Packages are in it, because Node takes a
 * second to find and read theirs file by file; only what the engine and Parquet read at run time stays in node_modules. The engine's wasm lies beside it, without what
 * no script asks of it.
 */
export default defineConfig({
  plugins: [
    writtenValue(resolve(import.meta.dirname, 'src-renderer/host/terminal/commands/usages.ts'), 'usages'),
    {
      name: 'lean-engine',
      generateBundle() {
        const source = leanEngine('duckdb-node-eh.worker.cjs')
        this.emitFile({ type: 'asset', fileName: 'duckdb-eh.wasm', source })
      },
    },
  ],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: resolve(import.meta.dirname, 'out/terminal'),
    emptyOutDir: true,
    target: 'node20',
    assetsInlineLimit: 0,
    rolldownOptions: {
      checks: { pluginTimings: false, ineffectiveDynamicImport: false },
      input: {
        terminal: resolve(import.meta.dirname, 'src-main/terminal.ts'),
        parserThread: resolve(import.meta.dirname, 'src-renderer/host/terminal/parserThread.ts'),
        serve: resolve(import.meta.dirname, 'src-main/serve.ts'),
      },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
})
