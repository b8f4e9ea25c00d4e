import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { rendererConfig } from './vite.web.config.ts'

/**
 * Electron's main process and preload, and the same window that the browser host serves. A sandboxed preload must be
 * CommonJS and can load no packages; so packages are bundled, and none need ship.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: false,
      rolldownOptions: { input: resolve(import.meta.dirname, 'src-main/main.ts') },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: resolve(import.meta.dirname, 'src-main/preload.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererConfig,
})
