import vue from '@vitejs/plugin-vue'
import { resolve } from 'node:path'
import { defineConfig, type UserConfig } from 'vite'
import { leanEngineFile } from './src-main/leanEngine.ts'
import { writtenValue } from './src-main/writtenValue.ts'

/**
 * The window, for the browser host and for Electron alike: static files with relative paths, nothing inlined (strict
 * CSP).
 */
export const rendererConfig: UserConfig = {
  root: resolve(import.meta.dirname, 'src-renderer'),
  base: './',
  plugins: [vue(), writtenValue(resolve(import.meta.dirname, 'queries/outline.ts'), 'outline')],
  resolve: {
    alias: [
      {
        find: '@stdlib/assert-has-generator-support',
        replacement: resolve(import.meta.dirname, 'src-renderer/stats/hasGenerators.cjs'),
      },
      { find: /^@duckdb\/duckdb-wasm\/dist\/duckdb-eh\.wasm(?=\?url$)/, replacement: leanEngineFile() },
    ],
  },
  worker: { format: 'es' },
  build: {
    outDir: resolve(import.meta.dirname, 'out/renderer'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'chrome130',
    minify: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: resolve(import.meta.dirname, 'src-renderer/index.html'),
    },
  },
}

export default defineConfig(rendererConfig)
